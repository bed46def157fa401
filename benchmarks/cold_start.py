"""How long from process start to the first correct 302, beside moto's own server to its first answer."""

import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from programs import answers, await_, free_port, program

ROUNDS = 9
FORM = {"Authorization": "Basic Y2Y6", "Content-Type": "application/x-www-form-urlencoded"}


def ask(url: str, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def fakecf_to_302() -> float:
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        ports = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]
        begun = time.perf_counter()
        with program([sys.executable, "-m", "fakecf", "serve", *ports, f"--ready-file={ready}"]):
            await_(ready.exists)
            there = json.loads(ready.read_text("utf-8"))
            login = urlencode({"grant_type": "password", "username": "dev", "password": "dev"})
            _, said = ask(there["uaa_url"], "/oauth/token", "POST", login, **FORM)
            bearer = {"Authorization": f"bearer {json.loads(said)['access_token']}"}
            _, listed = ask(there["api_url"], "/v3/droplets?states=STAGED&per_page=1", **bearer)
            guid = json.loads(listed)["resources"][0]["guid"]
            status, _ = ask(there["api_url"], f"/v3/droplets/{guid}/download", **bearer)
            elapsed = time.perf_counter() - begun
    if status != http.HTTPStatus.FOUND:
        raise RuntimeError(f"expected a 302, got {status}")
    return elapsed


def moto_to_200() -> float:
    port = free_port()
    begun = time.perf_counter()
    with program([sys.executable, "-m", "moto.server", "-p", str(port)]):
        await_(lambda: answers(port))
        ask(
            f"http://127.0.0.1:{port}",
            "/",
            Authorization="AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request",
        )
        return time.perf_counter() - begun


def main() -> None:
    timed: dict[str, Callable[[], float]] = {
        "fakecf, login and 302": fakecf_to_302,
        "moto server, first list": moto_to_200,
    }
    taken: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(ROUNDS):
        for name, run in timed.items():
            taken[name].append(run())
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:26} median {median:.3f} s  best {min(taken[name]):.3f} s")
    ours, theirs = medians.values()
    print(f"ratio fakecf / moto        {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
