"""A droplet of 1 GiB through the 302 beside nginx's sendfile of the same bytes, and how memory grows."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from programs import answers, await_, curl, fakecf, free_port, program, resident_mib, staged_droplet, token

ROUNDS = 7
PARALLEL = 16
SEED = """
fakecf: 1
users: {admin: {password: admin, scopes: [cloud_controller.admin]}}
orgs: {o: {spaces: {s: {apps: {big: {droplets: [{bits: {size: 1GiB}, current: true}]}}}}}}
"""
NGINX = """
daemon off; worker_processes 1; pid %(folder)s/pid; error_log stderr crit;
events {} http { access_log off; sendfile on; server { listen 127.0.0.1:%(port)d; root %(folder)s; } }
"""


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[None]:
    settings = folder / "nginx.conf"
    settings.write_text(NGINX % {"folder": folder, "port": port}, "utf-8")
    with program(["nginx", "-c", settings, "-e", "stderr"]):
        await_(lambda: answers(port))
        yield


def seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    curl("-o", "/dev/null", "-f", *arguments)
    return time.perf_counter() - begun


def side_by_side(ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    pairs = [(seconds(*ours), seconds(*theirs)) for _ in range(ROUNDS)]
    mine, nginx_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"1 GiB through the 302   median {mine:.3f} s")
    print(f"1 GiB from nginx        median {nginx_s:.3f} s   ratio {mine / nginx_s:.2f}")


def in_parallel(arguments: tuple[str, ...], pid: int) -> None:
    before = resident_mib(pid)
    begun = time.perf_counter()
    running = [subprocess.Popen(["curl", "-s", "-f", "-o", "/dev/null", *arguments]) for _ in range(PARALLEL)]
    codes = [each.wait() for each in running]
    elapsed = time.perf_counter() - begun
    grown = resident_mib(pid, "VmHWM") - before
    rate, failed = PARALLEL / elapsed, sum(map(bool, codes))
    print(f"{PARALLEL} in parallel          {rate:.2f} GiB/s, memory grew {grown:.1f} MiB, {failed} failed")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        seed = folder / "big.yml"
        seed.write_text(SEED, "utf-8")
        with fakecf(seed) as (there, pid):
            access = token(there)
            url = f"{there['api_url']}/v3/droplets/{staged_droplet(there, access)}/download"
            ours = ("-L", "-H", f"Authorization: bearer {access}", url)
            curl("-f", *ours, "-o", str(folder / "droplet.tgz"))
            port = free_port()
            before = resident_mib(pid)
            with nginx(folder, port):
                side_by_side(ours, (f"http://127.0.0.1:{port}/droplet.tgz",))
            print(f"memory grew             {resident_mib(pid, 'VmHWM') - before:.1f} MiB")
            in_parallel(ours, pid)


if __name__ == "__main__":
    main()
