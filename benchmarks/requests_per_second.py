"""Authenticated requests per second beside Werkzeug's own server on a bare Flask route, `wrk -c16`."""

import re
import statistics
import subprocess
import sys
from collections.abc import Sequence

from programs import answers, await_, fakecf, free_port, program, staged_droplet, token

ROUNDS = 3
SECONDS = 4

FLASK = """
import logging, sys
from flask import Flask
logging.getLogger("werkzeug").setLevel(logging.ERROR)
app = Flask("bare")
app.get("/")(lambda: {"hello": "world"})
app.run(port=int(sys.argv[1]), threaded=True)
"""


def wrk(url: str, *headers: str) -> float:
    options: Sequence[str] = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t2", "-c16", f"-d{SECONDS}", *options, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx or 3xx" in said:
        raise RuntimeError(said)
    return float(found[1])


def main() -> None:
    port = free_port()
    with fakecf() as (there, _), program([sys.executable, "-c", FLASK, str(port)]):
        await_(lambda: answers(port))
        access = token(there)
        droplet = f"{there['api_url'].replace('localhost', '127.0.0.1')}/v3/droplets/{staged_droplet(there, access)}"
        bearer = f"Authorization: bearer {access}"
        measured: dict[str, list[float]] = {"flask": [], "droplet": [], "302": []}
        for _ in range(ROUNDS):
            measured["flask"].append(wrk(f"http://127.0.0.1:{port}/"))
            measured["droplet"].append(wrk(droplet, bearer))
            measured["302"].append(wrk(f"{droplet}/download", bearer))
    medians = {name: statistics.median(rates) for name, rates in measured.items()}
    shown = {"flask": "Werkzeug's server, bare Flask route", "droplet": "GET /v3/droplets/:guid", "302": "its download"}
    for name, what in shown.items():
        print(f"{what:36} {medians[name]:7.0f} /s   {medians[name] / medians['flask']:.2f} times")


if __name__ == "__main__":
    main()
