"""The pages made from the code, so that they cannot be wrong: `python docs/pages.py` writes them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from fakecf.capi.app import found_resources
from fakecf.capi.unserved import cc_routes
from fakecf.config import CC_VERSION
from fakecf.control import Control
from fakecf.faults.conditions import Match, When
from fakecf.faults.effects import KINDS
from fakecf.faults.grammar import EXAMPLES
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
        ]
    )


def _placeholders(rule: str, method: str, served: dict[tuple[str, str], str]) -> str | None:
    """The operation whose rule is the same but for the names of its placeholders."""
    shape = _shape(rule)
    return next((name for (verb, other), name in served.items() if verb == method and _shape(other) == shape), None)


def _shape(rule: str) -> list[str]:
    return ["<>" if part.startswith("<") else part for part in rule.split("/")]


def faults() -> str:
    """Rules, effects and operations."""
    foundation = Foundation.from_seeds("default", environ={})
    operations = [
        (f"`{operation.name}`" + "".join(f", `{alias}`" for alias in operation.aliases), f"`{operation.route}`")
        for operation in foundation.faults.operations
    ]
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
        "```",
        "",
        "`on` is an operation, a glob of operations, or a route; `do` one effect or a list that is gone through hit by",
        "hit. The first armed rule that matches strikes, alone. A rule that could never strike is refused with the",
        "nearest right word. What clients see of each effect: [symptoms](symptoms.md).",
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
    for kind in KINDS.values():
        parts += [f"### {kind.__name__.lower()}", "", kind.__doc__ or "", "", *_fields(kind), ""]
    return "\n".join([*parts, "## Operations", "", *_table(("operation", "route"), operations)])


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    described = msgspec.json.schema(struct)["$defs"][struct.__name__]["properties"]
    names = get_type_hints(struct)
    rows = [(f"`{name}`", _description(described[name])) for name in described if name in names]
    return _table(("key", "meaning"), rows)


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
        "[lifecycles](../fixtures/lifecycles.yml), [roles](../fixtures/roles.yml), [volume](../fixtures/volume.yml).",
        "",
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


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "|---|---|"
    for left, right in rows:
        yield f"| {left} | {right.replace('|', chr(92) + '|')} |"


PAGES = {
    "fidelity.md": fidelity,
    "faults.md": faults,
    "control-api.md": control_api,
    "seeds.md": seeds,
    "seed.schema.json": lambda: json.dumps(schema(), indent=2, ensure_ascii=False),
}


def page(name: str) -> str:
    return PAGES[name]() + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), "utf-8")
