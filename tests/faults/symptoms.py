"""What clients see of every effect: `PYTHONPATH=. python tests/faults/symptoms.py` measures and writes the page."""

import base64
import json
import platform
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from fakecf import Server
from fakecf.blobstore.blobstore import DROPLETS, partitioned
from fakecf.faults import Operation, read_rule
from fakecf.faults.effects import KINDS, read_effect
from fakecf.state.records import App, Build, Droplet, Organization
from tests.faults.callers import HTTP_CLIENTS, Boto3, CallError, Requests, asked

PAGE = Path(__file__).parent.parent.parent / "docs" / "symptoms.md"
COLUMNS = (*HTTP_CLIENTS, "boto3")
PATIENT, IMPATIENT = 10, 1  # seconds that a client waits: the second where there is nothing to wait for


@dataclass(frozen=True)
class Row:
    """Rules to arm, and what is then asked for: a download, a part of it, a thing, or a login."""

    rules: tuple
    ask: str = "download"
    timeout: int = PATIENT

    def __str__(self):
        """As the page shows it."""
        return ", ".join(rule if isinstance(rule, str) else json.dumps(rule) for rule in self.rules)

    @property
    def at_blobstore(self):
        """Whether boto3, which never asks the API, can meet it."""
        return any(read_rule(rule).on.startswith(("blobstore", "downloads")) for rule in self.rules)

    @property
    def kinds(self):
        return {type(effect) for rule in self.rules for effect in read_rule(rule).do}


def rows(*rules, **how):
    return [Row((rule,), **how) for rule in rules]


def spelled(on, **do):
    return {"on": on, "do": do}


SECTIONS = {
    "Nothing wrong, or nothing that a patient client minds": [
        *rows("downloads ok", "droplets.download latency=300ms", "blobstore.get latency=300ms"),
        *rows(spelled("blobstore.get", latency="20ms", at="chunks"), "blobstore.get bandwidth=4MiB/s"),
        *rows("blobstore.get drip=1500ms", timeout=IMPATIENT),
        *rows("droplets.download redirect=same-host", "droplets.download redirect=3hops"),
    ],
    "The connection": [
        *rows("api refuse", "blobstore refuse"),
        *rows("droplets.download close", "blobstore.get close"),
        *rows("droplets.download reset", "blobstore.get reset", "blobstore.get reset@64KiB"),
        *rows("droplets.download hang", "blobstore.get hang", "blobstore.get hang@64KiB", timeout=IMPATIENT),
        *rows("blobstore.get latency=3s", timeout=IMPATIENT),
        *rows("blobstore.get stale", ask="twice"),
    ],
    "The body": [
        *rows("blobstore.get truncate=50%", "blobstore.get truncate=0%"),
        *rows(spelled("blobstore.get", truncate={"at": "50%", "how": "chunked"})),
        *rows(spelled("blobstore.get", truncate={"at": "50%", "how": "clean"})),
        *rows("blobstore.get corrupt=3", "blobstore.get wrong=short-length", "blobstore.get wrong=empty"),
        *rows("blobstore.get wrong=html", "blobstore.get wrong=content-encoding", "blobstore.get wrong=content-type"),
        *rows("blobstore.get wrong=no-content-type", "blobstore.get wrong=checksum"),
    ],
    "What is no HTTP": [
        Row((f"blobstore.get malformed={how}",))
        for how in (
            *("garbage", "status-line", "header", "length", "two-lengths", "chunk-size", "unended-head", "continues"),
        )
    ],
    "The API's answer to a download": [
        *rows("droplets.download CF-NotAuthorized", "droplets.download 401", "droplets.download 404"),
        *rows("droplets.download 422", "droplets.download 429", "droplets.download ratelimit=0"),
        *rows("droplets.download 500", "droplets.download 502", "droplets.download 503"),
        *rows(*(spelled("droplets.download", status=502, shape=shape) for shape in ("wrapped", "gorouter", "nginx"))),
    ],
    "Where the redirect leads": [
        *rows(*(f"droplets.download wrong={what}-location" for what in ("no", "empty", "relative", "looping"))),
        *rows(*(f"droplets.download url={how}" for how in ("expired", "tampered", "unknown-host", "refused"))),
        *rows("droplets.download redirect=same-origin"),
        Row(("droplets.download wrong=relative-location", "blobstore.get flavour=webdav")),
        Row(("droplets.download redirect=same-origin", "blobstore.get flavour=minio")),
    ],
    "The blobstore's answer": [
        *rows("blobstore.get vanish", "blobstore.get 403", "blobstore.get 500", "blobstore.get 503"),
    ],
    "A part of the blob, `Range: bytes=100-199`": [
        *rows("blobstore.get ok", *(f"blobstore.get range={how}" for how in ("ignored", "unsatisfiable")), ask="part"),
        *rows("blobstore.get range=shifted", "blobstore.get range=changed-etag", ask="part"),
    ],
    "What the API shows": [
        *rows(spelled("droplets.show", patch={"merge": {"state": "EXPIRED"}}), ask="droplet"),
        *rows("droplets.show wrong=checksum", "droplets.show failed", "droplets.show unfinished", ask="droplet"),
        *rows("builds.show failed=BuildpackCompileFailed", "builds.show unfinished", ask="build"),
        *rows("organizations.show suspended=org", ask="organization"),
        *rows("apps.show wrong=html", "apps.show wrong=empty", "apps.show wrong=broken-json", ask="app"),
        *rows("apps.show truncate=50%", ask="app"),
    ],
    "Login, then a list": [
        *rows("uaa.token 401", "uaa.token 503", "uaa.token wrong=html", "uaa.token reset", ask="login"),
        *rows(*(f"uaa.token token={how}" for how in ("expired", "wrong-key", "alg-none")), ask="login"),
        *rows("uaa.token token=truncated", "uaa.token token=refresh", ask="login"),
        *rows("uaa.token token=short-lived", ask="login_and_wait"),
        *rows("uaa.token token=refresh-refused", ask="refresh"),
    ],
}
# where a kind that has no row above is shown by its examples, and what is asked for there
PLACES = {
    Operation(name="apps.show", listener="api", method="GET", rule="/v3/apps/<guid>"): "app",
    Operation(name="blobstore.get", listener="blobstore", method="GET", rule="/<bucket>/<path:key>"): "download",
    Operation(name="builds.show", listener="api", method="GET", rule="/v3/builds/<guid>"): "build",
    Operation(name="uaa.token", listener="uaa", method="POST", rule="/oauth/token"): "login",
}


def of_themselves():
    """Rows of the kinds that nobody wrote any for, so that a new kind is shown without being named here."""
    shown = {kind for section in SECTIONS.values() for row in section for kind in row.kinds}
    for kind in KINDS.values():
        for example in kind.examples if kind not in shown else ():
            effect = read_effect(json.loads(example) if example.startswith("{") else example, "/do")
            operation = next(operation for operation in PLACES if effect.can_strike(operation))
            rule = spelled(operation.name, **json.loads(example)) if example.startswith("{") else None
            yield Row((rule or f"{operation.name} {example}",), ask=PLACES[operation], timeout=IMPATIENT)


SECTIONS["And further"] = [*of_themselves()]
ROWS = {str(row): row for section in SECTIONS.values() for row in section}


INTRODUCTION = """# Symptoms

<!-- made by tests/faults/symptoms.py; do not edit -->

What the caller of a client sees of each effect. The HTTP clients fetch a droplet as they do by themselves: the API's
302 first, then the blob; boto3 gets the same blob with its own signature, so that `-` stands where an effect is only at
the API or UAA. Nobody retries: boto3 has `retries={"total_max_attempts": 1}`, urllib3 a `Retry` that only redirects
(`preload_content=False`, then `read()`), curl `-sS -L`. They wait ten seconds, or one where a rule makes them wait for
longer; curl's `--max-time` alone counts the whole download.

An exception is told by its class and, in brackets, the innermost one that it wraps; curl by its exit code and the
status that it had seen before. `200, right bytes` is what there should be. **Bold** is silent corruption: the client
reports success, and the bytes are wrong. Only the droplet's `checksum` tells.
"""


class Measurement:
    """One server for many rows."""

    def __init__(self, server):
        self.server = server
        state = server.foundation.store.state
        landing = next(app for app in state[App] if app.name == "landing")  # its droplet is the large one
        droplet = next(each for each in state[Droplet] if each.app_guid == landing.guid)
        self.things = {
            "app": f"apps/{landing.guid}",
            "build": f"builds/{next(build for build in state[Build] if build.state == 'STAGED').guid}",
            "droplet": f"droplets/{droplet.guid}",
            "organization": f"organizations/{next(iter(state[Organization])).guid}",
        }
        self.bearer = {"Authorization": f"bearer {server.token('dev')}"}
        self.download_url = f"{server.api_url}/v3/droplets/{droplet.guid}/download"
        self.blob = DROPLETS, partitioned(droplet.blobstore_key)
        with closing(Requests(PATIENT)) as client:
            self.bits = asked(client, "GET", self.download_url, self.bearer).body
            self.truths = {name: json.loads(self.shown(client, path).body) for name, path in self.things.items()}

    def cells(self, row):
        """One for each column, all measured at the same time."""
        for rule in row.rules:
            self.server.fault(rule)
        with ThreadPoolExecutor(len(COLUMNS)) as pool:
            cells = pool.map(lambda column: self.cell(row, column), COLUMNS)
        self.server.foundation.reset("faults", "flows", "clock")
        return dict(zip(COLUMNS, cells, strict=True))

    def cell(self, row, column):
        if column == "boto3" and not row.at_blobstore:
            return "-"
        with closing(self.client(column, row.timeout)) as client:
            try:
                return self.look(client, row.ask)
            except CallError as error:
                return str(error)

    def client(self, column, timeout):
        return Boto3(timeout, self.server) if column == "boto3" else HTTP_CLIENTS[column](timeout)

    def look(self, client, ask):
        if ask in self.things:
            return shown_of(self.shown(client, self.things[ask]), self.truths[ask])
        if ask in LOGINS:
            return LOGINS[ask](self, client)
        if ask == "part":
            return bytes_of(self.downloaded(client, 1, Range="bytes=100-199"), self.bits[100:200])
        return bytes_of(self.downloaded(client, 2 if ask == "twice" else 1), self.bits)

    def downloaded(self, client, times, **headers):
        if isinstance(client, Boto3):
            return asked(client, *self.blob, headers, times=times)
        return asked(client, "GET", self.download_url, {**self.bearer, **headers}, times=times)

    def shown(self, client, path):
        return asked(client, "GET", f"{self.server.api_url}/v3/{path}", self.bearer)

    def login(self, client):
        """Log in, and list apps with what was granted."""
        return self.listed(client, self.password(client))

    def login_and_wait(self, client):
        """Log in, and list apps a minute later."""
        granted = self.password(client)
        self.server.clock.advance("1m")
        return self.listed(client, granted)

    def refresh(self, client):
        """Log in, let the token be refreshed, and list apps."""
        token = json.loads(self.password(client).body)["refresh_token"]
        refreshed = self.granted(client, grant_type="refresh_token", refresh_token=token)
        return self.listed(client, refreshed).replace("login", "login 200, refresh")

    def password(self, client):
        return self.granted(client, grant_type="password", username="dev", password="dev")

    def granted(self, client, **form):
        basic = {"Authorization": f"Basic {base64.b64encode(b'cf:').decode()}"}
        return asked(client, "POST", f"{self.server.uaa_url}/oauth/token", basic, form)

    def listed(self, client, granted):
        if granted.status != 200 or kind_of(granted.body) != "JSON":
            return f"login {granted.status}, {kind_of(granted.body)}"
        bearer = {"Authorization": f"bearer {json.loads(granted.body)['access_token']}"}
        reply = asked(client, "GET", f"{self.server.api_url}/v3/apps", bearer)
        return f"login 200, list {reply.status}"


LOGINS = {"login": Measurement.login, "login_and_wait": Measurement.login_and_wait, "refresh": Measurement.refresh}


def bytes_of(reply, truth):
    """What came of a download; where nobody complains of wrong bytes, that stands out."""
    if reply.status // 100 != 2:
        return f"{reply.status}, {kind_of(reply.body)}"
    if reply.body == truth:
        return f"{reply.status}, right bytes"
    return f"**{reply.status}, {_wrong(reply.body, truth)}**"


def _wrong(body, truth):
    if not body:
        return "0 bytes"
    if truth.startswith(body):
        return f"{100 * len(body) // len(truth)} % of the bytes"
    return "the whole blob" if truth in body else "wrong bytes"


def shown_of(reply, truth):
    """What a caller reads: another state, or the members that are not what the Cloud Controller keeps."""
    kind = kind_of(reply.body)
    if kind != "JSON":
        return f"{reply.status}, {kind}"
    said = json.loads(reply.body)
    if said.get("state") != truth.get("state"):
        return f"{reply.status}, state {said['state']}"
    other = [name for name in truth if truth[name] != said.get(name)]
    return f"{reply.status}, another {', '.join(other)}" if other else f"{reply.status}, right JSON"


def kind_of(body):
    """JSON, XML, HTML, broken JSON, text or nothing."""
    start = body.lstrip()[:15].lower()
    if not start:
        return "nothing"
    for mark, kind in ((b"<?xml", "XML"), (b"<", "HTML"), (b"{", "JSON")):
        if start.startswith(mark):
            return "broken JSON" if kind == "JSON" and not _whole(body) else kind
    return "text"


def _whole(body):
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def page(measured, tools):
    """The page of *measured* cells."""
    lines = [INTRODUCTION, tools, "", "## Who does not complain", ""]
    lines += [f"- `{rule}`: {', '.join(names)}" for rule in ROWS if (names := silent(measured[rule]))]
    for title, section in SECTIONS.items():
        lines += ["", f"## {title}", "", line("rule", *COLUMNS), "|---" * (len(COLUMNS) + 1) + "|"]
        lines += [line(f"`{row}`", *measured[str(row)].values()) for row in section]
    return "\n".join(lines) + "\n"


def silent(cells):
    """Who takes wrong bytes for the droplet."""
    names = [column for column, cell in cells.items() if cell.startswith("**")]
    return ["everybody"] if len(names) == sum(cell != "-" for cell in cells.values()) else names


def line(*cells):
    return f"| {' | '.join(cells)} |"


def written(text):
    """The cells of every row of a page."""
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {rule.strip("`"): dict(zip(COLUMNS, cells, strict=True)) for rule, *cells in rows}


def tools():
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("requests", "httpx", "urllib3", "boto3"))
    return f"Measured with Python {platform.python_version()}, {libraries}, curl {curl}."


def measure():
    with Server("default") as server:
        measurement = Measurement(server)
        return {name: measurement.cells(row) for name, row in ROWS.items()}


if __name__ == "__main__":
    PAGE.write_text(page(measure(), tools()), "utf-8")
