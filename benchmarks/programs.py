"""Starting and stopping the programs that the benchmarks compare."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Foundation = dict[str, Any]


@contextmanager
def program(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs for the length of the block and is ended by its own pid."""
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(10)


@contextmanager
def fakecf(*seeds: str | Path) -> Iterator[tuple[Foundation, int]]:
    """`fakecf serve` on free ports: what it says of itself, and its pid."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        ports = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]
        command = [sys.executable, "-m", "fakecf", "serve", *seeds, *ports, f"--ready-file={ready}"]
        with program(command) as running:
            await_(ready.exists)
            yield json.loads(ready.read_text("utf-8")), running.pid


def await_(condition: Any, *, limit: float = 60.0) -> None:
    """Wait, for a benchmark may, until *condition* holds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("nothing came up within a minute")
        time.sleep(0.002)


def answers(port: int) -> bool:
    """Whether something listens on *port*."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def resident_mib(pid: int, field: str = "VmRSS") -> float:
    """Memory of a process, now (`VmRSS`) or at its peak (`VmHWM`)."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no {field} for {pid}")


def threads(pid: int) -> int:
    """How many threads a process has."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-s", *arguments], check=True, capture_output=True, text=True).stdout


def token(foundation: Foundation, user: str = "admin") -> str:
    """A real login of *user*, whose password is its name."""
    form = ("-u", "cf:", "-d", "grant_type=password", "-d", f"username={user}", "-d", f"password={user}")
    access: str = json.loads(curl(f"{foundation['uaa_url']}/oauth/token", *form))["access_token"]
    return access


def staged_droplet(foundation: Foundation, access: str) -> str:
    listed = curl(
        "-H", f"Authorization: bearer {access}", f"{foundation['api_url']}/v3/droplets?states=STAGED&per_page=1"
    )
    guid: str = json.loads(listed)["resources"][0]["guid"]
    return guid


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}
