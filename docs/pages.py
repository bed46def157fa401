"""The pages made from the code, so that they cannot be wrong: `python docs/pages.py` writes them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from fakecf.capi.app import found_resources
from fakecf.capi.unserved import cc_routes
from fakecf.cli.manual import manual
from fakecf.config import CC_VERSION
from fakecf.control import Control
from fakecf.faults.conditions import Match, When
from fakecf.faults.effects import KINDS
from fakecf.faults.grammar import EXAMPLES
from fakecf.faults.operations import LISTENERS
from fakecf.faults.presets import PRESETS
from fakecf.foundation import Foundation
from fakecf.seeds import schema

FOLDER = Path(__file__).parent
MADE = "\n<!-- made by docs/pages.py; do not edit -->\n"


def fidelity() -> str:
    """What is served of the Cloud Controller's routes."""
    served = {(route.method, route.rule): route.operation for each in found_resources() for route in each.routes}
    known = [(method, rule) for method, rule, _ in cc_routes()]
    count = sum(_placeholders(rule, method, served) is not None for method, rule in known)
    rows = [
        (f"`{method} {rule}`", _placeholders(rule, method, served) or "501") for method, rule in sorted(known, key=str)
    ]
    return "\n".join(
        [
            "# What is served",
            MADE,
            f"fakecf mirrors cloud_controller_ng {CC_VERSION} (commit 3bbba906, 2026-08-20): its routes, order of checks,",
            "texts, key order and headers, checked against answers recorded from the real one. Served outside `/v3`: `/`,",
            "`/healthz`, `/v2/info`. Every answer of a served route is meant to be equal byte for byte; what is not served",
            "answers 501 with the title `Fakecf-NotImplemented`, after the checks of token and scope.",
            "",
            "Known differences: `/v3/info` shows fakecf's own name and build; a request with an unknown method is refused",
            "by our server, not in puma's words; with the database gone a real one shows a stack trace.",
            "",
            f"{count} of {len(known)} routes of `/v3` are served.",
            "",
            *_table(("route", "operation"), rows),
            "",
            *_measured(json.loads((FOLDER / "conformance.json").read_text("utf-8"))),
        ]
    )


def _measured(numbers: dict[str, Any]) -> Iterator[str]:
    """What `python -m tests.conformance` found when it last ran over all recordings."""
    specs = numbers["specs"]
    verdicts = list(next(iter(specs.values())))
    equal, count = (sum(each[name] for each in specs.values() for name in names) for names in (["equal"], verdicts))
    yield from (
        "## How true it is",
        "",
        "The real Cloud Controller ran its own request tests, and as a server was asked by probes (`live_*`); every exchange",
        "was written down with the database before it. Each is replayed here by the same caller in the same world at the",
        "same time, and must be answered with the same status, the same body byte for byte and the same headers; only the",
        "API's base URL, new GUIDs by their position, and the present, within two seconds, may differ.",
        "",
        f"{equal} of {count} exchanges are equal. A route that is not served yet counts as a difference.",
        "",
    )
    rows = [
        (name, str(sum(each.values())), *(str(each[verdict]) for verdict in verdicts)) for name, each in specs.items()
    ]
    yield from _table(("recording", "exchanges", *(_heading(verdict) for verdict in verdicts)), rows)
    yield from ("", "### What differs on served routes", "")
    yield from _table(
        ("operation", "differs in", "exchanges", "why", "for example"), map(_difference, numbers["differences"])
    )
    yield from ("", "### What is out of scope", "")
    yield from _table(("reason", "exchanges"), ((why, str(many)) for why, many in numbers["out of scope"].items()))
    yield from ("", "### What exercises which operation", "")
    yield "Recordings, with how many exchanges of each are equal, and the tests in `tests/clients` in which a client asks for it."
    yield ""
    yield from _table(("operation", "recordings", "clients"), _exercised(numbers["operations"]))
    yield from ("", "### What exchanges wait for", "")
    waiting = numbers["not served"].items()
    yield from _table(("route", "exchanges"), ((f"`{route}`", str(many)) for route, many in waiting))


def _heading(verdict: str) -> str:
    return f"other {verdict}" if verdict in ("status", "body", "headers") else verdict


def _difference(found: dict[str, Any]) -> tuple[str, ...]:
    place = f"{found['kind']} `{found['place'].strip()}`" if found["place"] else found["kind"]
    return f"`{found['operation']}`", place, str(found["count"]), found["reason"], f"`{found['example']}`"


def _exercised(recorded: dict[str, dict[str, list[int]]]) -> Iterator[tuple[str, ...]]:
    """A row for each operation of the Cloud Controller that a recording or a client asks for."""
    asked: dict[str, list[str]] = {}
    for file, operations in json.loads((FOLDER / "clients.json").read_text("utf-8")).items():
        for operation in operations:
            asked.setdefault(operation, []).append(f"[{file.removeprefix('test_')}](../tests/clients/{file}.py)")
    ours = {route.operation for each in found_resources() for route in each.routes}
    for name in sorted(ours | set(recorded)):
        of_all = (f"{spec} {equal}/{count}" for spec, (equal, count) in recorded.get(name, {}).items())
        yield f"`{name}`", ", ".join(of_all), ", ".join(asked.get(name, []))


def _placeholders(rule: str, method: str, served: dict[tuple[str, str], str]) -> str | None:
    """The operation whose rule is the same but for the names of its placeholders."""
    shape = _shape(rule)
    return next((name for (verb, other), name in served.items() if verb == method and _shape(other) == shape), None)


def _shape(rule: str) -> list[str]:
    return ["<>" if part.startswith("<") else part for part in rule.split("/")]


def faults() -> str:
    """Rules, effects, presets and operations."""
    foundation = Foundation.from_seeds("default", environ={})
    operations = [
        (f"`{operation.name}`" + "".join(f", `{alias}`" for alias in operation.aliases), f"`{operation.route}`")
        for operation in foundation.faults.operations
    ]
    presets = [(f"`{name}`", preset.says) for name, preset in PRESETS.items()]
    parts = [
        "# Faults",
        MADE,
        "A rule is one line of text or an object; both mean the same on the command line, in a seed's `faults:`, in",
        "`POST /v1/faults` and in `Server.fault`:",
        "",
        "```",
        *EXAMPLES,
        "```",
        "",
        "```json",
        '{"on": "downloads", "match": {"app": "web"}, "when": {"times": 2}, "do": {"status": 502, "shape": "nginx"}}',
        '{"on": "blobstore.get", "when": {"every": 3}, "do": [{"reset": {"after": "64KiB"}}, "ok"]}',
        "```",
        "",
        "`on` is an operation, a glob of operations, a route, or a listener (`api`, `uaa`, `blobstore`); `do` one effect or",
        "a list that is gone through hit by hit. The first armed rule that matches strikes, alone. A rule that could never",
        "strike is refused with the nearest right word; `fakecf fault explain GET /v3/apps --user dev` says which rules a",
        "request would meet, and for each criterion why or why not.",
        "",
        "`downloads` is about both hops of a droplet's download: effects on a body strike the blobstore's GET, all others",
        "the API's 302. `downloads 502,reset@64KiB,ok` fails a first attempt at the API, a second in the middle of the bits.",
        "",
        "Time in faults is the foundation's: while its clock stands still a latency lasts until it is advanced. Chance is the",
        "foundation's too: the same seed strikes the same requests with the same bytes. Removing a rule, a client that",
        "leaves, and the server's end wake everybody who waits.",
        "",
        "What each effect looks like to requests, httpx, urllib3, curl and boto3: [symptoms](symptoms.md).",
        "",
        "## Faults in seeds",
        "",
        "`faults:` is a list of rules and of presets: `[downloads 502 x2, {preset: flaky-blobstore, for: 30s}]`. A droplet or",
        "an app with `fault: reset@64KiB x1` misbehaves by itself, so that an unmodified `cf download-droplet flaky-web` fails.",
        "",
        "## 502, flat or wrapped",
        "",
        'The published API page shows a 502 as a flat `{"code", "detail", "title"}`, and people write clients from that',
        "page: an injected 502 is flat unless it names a `shape`. A 502 that the Cloud Controller causes itself, because a",
        "blob is missing, is wrapped in `errors`, as the real one sends it. `foundation: {bad_gateway: flat}` (or",
        "`wrapped`) in a seed makes both the same. `shape: gorouter` and `shape: nginx` are the bytes of those two.",
        "",
        "## match",
        "",
        *_fields(Match),
        "",
        "## when",
        "",
        *_fields(When),
        "",
        "## do",
        "",
    ]
    for name, kind in KINDS.items():
        where = "" if kind.listeners == LISTENERS else f" At {' and '.join(kind.listeners)}."
        written = ", ".join(f"`{example}`" for example in kind.examples)
        parts += [f"### {name}", "", f"{kind.__doc__}{where} Written {written}.", "", *_fields(kind), ""]
    presets_command = (
        "`fakecf fault preset NAME`, `PUT /v1/presets/NAME`, `Server.preset(NAME)`; `--for 30s` for a time."
    )
    parts += ["## Presets", "", presets_command, "", *_table(("preset", "what goes wrong"), presets), ""]
    return "\n".join([*parts, "## Operations", "", *_table(("operation", "route"), operations)])


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    """A row for each setting; nothing where there is none."""
    described = msgspec.json.schema(struct)["$defs"][struct.__name__]["properties"]
    names = [field.encode_name for field in msgspec.structs.fields(struct)]
    rows = [(f"`{name}`", _description(described[name])) for name in described if name in names]
    return _table(("key", "meaning"), rows) if rows else iter(())


def _description(described: dict[str, Any]) -> str:
    options = described.get("anyOf", [described])
    text = described.get("description") or next((each["description"] for each in options if "description" in each), "")
    return str(text)


def control_api() -> str:
    """Every call of the control API."""
    calls = [
        (f"`{each.method} {each.rule.replace('<', '{').replace('>', '}')}`", each.says) for each in Control.endpoints()
    ]
    parts = [
        "# Control API",
        MADE,
        "Steers a running foundation, by default at `http://localhost:9021`. `GET /v1/openapi.json` describes it in OpenAPI",
        "3.1; `fakecf.client.Client` calls it from Python with nothing but the standard library, the `fakecf` commands from a",
        "shell. Bodies are JSON, or YAML with `Content-Type: application/yaml`.",
        "",
        "Whatever is wrong is told as `application/problem+json`: `errors` lists every wrong place with its JSON pointer,",
        "what is allowed there, and the nearest right word. Nothing is half done: a refused document changes nothing.",
        "",
        "No web page can use it: another origin is refused, a browser may only read, and a body must be of a type that no",
        "form can send. Off loopback, and wherever `--control-token` is given, every call but the health checks and the",
        "CA wants `Authorization: Bearer <token>`.",
        "",
        *_table(("call", "what it does"), calls),
        "",
        "## A rule, by curl",
        "",
        "<!-- test: control -->",
        "```sh",
        "curl -s localhost:9021/v1/faults -H 'Content-Type: application/json' -d '\"downloads 502 x2\"'",
        "curl -s localhost:9021/v1/flows",
        "curl -s -X DELETE localhost:9021/v1/faults",
        "```",
    ]
    return "\n".join(parts)


def seeds() -> str:
    """Every key of a fixture document."""
    described = schema()["$defs"]
    parts = [
        "# Seeds",
        MADE,
        "A seed is a YAML or JSON document, nested as people think; names are keys, the short form comes first. Relative",
        "paths are relative to the document; `${NAME:-default}` in a value takes an environment variable; `include:` names",
        "further documents, and several documents are merged: the same path given twice with different content is an",
        "error. GUIDs are made from the path and stay the same for ever. Worlds that the Cloud Controller would refuse are",
        "refused with its reason unless the entry says `force: true`. Only `true` and `false` are booleans; `no` and",
        "`12:30` are text. `fakecf seed schema` prints the JSON Schema for an editor.",
        "",
        "The shipped ones are written to be read: [default](../fixtures/default.yml),",
        "[failures](../fixtures/failures.yml), [lifecycles](../fixtures/lifecycles.yml), [roles](../fixtures/roles.yml),",
        "[volume](../fixtures/volume.yml).",
        "",
        (FOLDER / "sections" / "adding.md").read_text("utf-8"),
    ]
    for name, struct in described.items():
        properties = struct.get("properties", {})
        if properties:
            rows = [(f"`{key}`", _seed_description(value)) for key, value in properties.items()]
            parts += [f"## {name.removesuffix('Entry')}", "", struct.get("description", ""), ""]
            parts += [*_table(("key", "meaning"), rows), ""]
    return "\n".join(parts)


def _seed_description(value: dict[str, Any]) -> str:
    choices = value.get("enum") or []
    listed = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    return _description(value) + listed


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


PAGES = {
    "fidelity.md": fidelity,
    "faults.md": faults,
    "control-api.md": control_api,
    "seeds.md": seeds,
    "cli.md": lambda: manual(MADE),
    "seed.schema.json": lambda: json.dumps(schema(), indent=2, ensure_ascii=False),
}


def page(name: str) -> str:
    return PAGES[name]() + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), "utf-8")
