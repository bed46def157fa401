"""The control API and plain requests while 500 sleep in a fault, 200 send a byte a second and 2,000 do nothing."""

import http.client
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from programs import Foundation, await_, fakecf, resident_mib, staged_droplet, threads, token

ROUNDS = 300
BAR_MS = 50.0
IDLE = {"api": 1400, "uaa": 300, "blobstore": 300}
SLOW_HEADS = SLOW_BODIES = 100
WAITING = 500
CONNECTIONS = sum(IDLE.values()) + SLOW_HEADS + SLOW_BODIES + WAITING
SLOWNESS = "downloads latency=30s"
RULE = json.dumps("apps.list 502 x1")
JSON = {"Content-Type": "application/json"}

Calls = dict[str, Callable[[], float]]
Times = dict[str, list[float]]


class Caller:
    """Asks one listener, over a new connection each time or over one that stays."""

    def __init__(self, url: str, headers: dict[str, str], *, stays: bool = False) -> None:
        self._netloc = urlsplit(url).netloc
        self._headers = headers
        self._kept = http.client.HTTPConnection(self._netloc, timeout=60) if stays else None

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        connection = self._kept or http.client.HTTPConnection(self._netloc, timeout=60)
        connection.request(method, path, body, self._headers)
        answer = connection.getresponse()
        said = answer.read()
        if self._kept is None:
            connection.close()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {said!r}")
        return json.loads(said or "null")

    def timed(self, *asked: str) -> float:
        """Milliseconds until the whole answer was there."""
        begun = time.perf_counter()
        self.ask(*asked)
        return (time.perf_counter() - begun) * 1000


def calls(there: Foundation, access: str, droplet: str) -> Calls:
    control = Caller(there["control_url"], JSON)
    bearer = {"Authorization": f"bearer {access}"}
    kept, new = Caller(there["api_url"], bearer, stays=True), Caller(there["api_url"], bearer)
    since = 0

    def follow() -> float:
        """As somebody follows what happens: what is new since the last time."""
        nonlocal since
        begun = time.perf_counter()
        flows = control.ask("GET", f"/v1/flows?since={since}")
        taken = (time.perf_counter() - begun) * 1000
        since = max((each["id"] for flow in flows for each in flow["exchanges"]), default=since)
        return taken

    def arm() -> float:
        begun = time.perf_counter()
        rule = control.ask("POST", "/v1/faults", RULE)
        taken = (time.perf_counter() - begun) * 1000
        control.ask("DELETE", f"/v1/faults/{rule['id']}")
        return taken

    return {
        "GET /v1/health/ready": lambda: control.timed("GET", "/v1/health/ready"),
        "GET /v1/flows?since=": follow,
        "POST /v1/faults": arm,
        "GET /v3/droplets/:guid": lambda: kept.timed("GET", f"/v3/droplets/{droplet}"),
        "the same, new connection": lambda: new.timed("GET", f"/v3/droplets/{droplet}"),
    }


def measured(asked: Calls, rounds: int) -> Times:
    times: Times = {name: [] for name in asked}
    for _ in range(rounds):
        for name, ask in asked.items():
            times[name].append(ask())
    return times


@contextmanager
def crowd(there: Foundation, access: str, droplet: str, pid: int) -> Iterator[None]:
    """The load, all of it under way, from a process of its own."""
    wanted = {
        "urls": {name: there[f"{name}_url"] for name in IDLE},
        "idle": IDLE,
        "slow_heads": SLOW_HEADS,
        "slow_bodies": SLOW_BODIES,
        "waiting": WAITING,
        "download": f"/v3/droplets/{droplet}/download",
        "token": access,
    }
    script = Path(__file__).parent / "crowd.py"
    command = [sys.executable, str(script), json.dumps(wanted)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            next(iter(running.stdout or ()))
            await_(lambda: threads(pid) >= CONNECTIONS)
            yield
        finally:
            running.terminate()


def row(name: str, alone: list[float], loaded: list[float]) -> float:
    """Prints it, and gives the p99 under load."""
    before, under = statistics.quantiles(alone, n=100), statistics.quantiles(loaded, n=100)
    figures = f"{before[49]:7.1f} {before[98]:7.1f}   {under[49]:7.1f} {under[98]:7.1f} {max(loaded):7.1f}"
    print(f"{name:27}{figures}   {under[49] / before[49]:6.1f} {under[98] / before[98]:6.1f}")
    return under[98]


def with_many_files() -> None:
    """As many open files as the system allows, for us and for the programs we start."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    with_many_files()
    with fakecf() as (there, pid):
        access = token(there)
        droplet = staged_droplet(there, access)
        asked = calls(there, access, droplet)
        control = Caller(there["control_url"], JSON)
        measured(asked, 20)
        before = measured(asked, ROUNDS // 2)
        memory = resident_mib(pid)
        control.ask("POST", "/v1/faults", json.dumps(SLOWNESS))
        with crowd(there, access, droplet, pid):
            await_(lambda: control.ask("GET", "/v1/faults")[0]["hits"] >= WAITING)
            grown = resident_mib(pid) - memory
            loaded = measured(asked, ROUNDS)
        control.ask("DELETE", "/v1/faults")
        await_(lambda: threads(pid) < CONNECTIONS // 100)
        after = measured(asked, ROUNDS // 2)
    print(f"{CONNECTIONS} connections, {WAITING} of them in a fault, {grown / CONNECTIONS * 1024:.0f} KiB each")
    print(f"{'milliseconds':27}  alone p50, p99    loaded p50, p99, worst   ratio p50, p99")
    worst = max([row(name, before[name] + after[name], loaded[name]) for name in asked])
    print(f"the bar of {BAR_MS:.0f} ms at p99 is {'met' if worst <= BAR_MS else 'NOT met'}")


if __name__ == "__main__":
    main()
