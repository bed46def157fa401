"""The control API described in OpenAPI 3.1, from the same Structs that check it."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from fakecf.control.endpoint import BODY_TYPES, Endpoint
from fakecf.control.problems import TYPE

_PLACEHOLDER = re.compile(r"<(\w+)>")
_REFUSALS = {
    "400": "The body cannot be read.",
    "401": "The control token is wanted.",
    "403": "A web page, a browser, or a host that is not allowed.",
    "404": "There is no such thing.",
    "415": "The body is neither JSON nor YAML.",
    "422": "Something in the request is wrong; `errors` names it, what is allowed, and the nearest word.",
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                    "did_you_mean": {"type": "string"},
                },
            },
        },
    },
}


def describe(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The whole document."""
    endpoints = list(endpoints)
    kinds = [kind for endpoint in endpoints for kind in (endpoint.takes, endpoint.gives) if kind is not None]
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    known = dict(zip(map(str, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        path = _PLACEHOLDER.sub(r"{\1}", endpoint.rule)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "fakecf control API", "version": "1"},
        "paths": paths,
        "components": {"schemas": {**components, "Problem": _PROBLEM}},
    }


def _operation(endpoint: Endpoint, known: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {"description": endpoint.says}
    if endpoint.status != 204:  # noqa: PLR2004
        given["content"] = {"application/json": {"schema": known.get(str(endpoint.gives), {})}}
    refusal = {"content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    described: dict[str, Any] = {
        "summary": endpoint.says,
        "operationId": _name(endpoint),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _PLACEHOLDER.findall(endpoint.rule)
        ],
        "responses": {
            str(endpoint.status): given,
            **{status: {"description": says, **refusal} for status, says in _REFUSALS.items()},
        },
    }
    if endpoint.method in ("POST", "PUT", "PATCH"):
        schema = known.get(str(endpoint.takes), {})
        described["requestBody"] = {"content": {kind: {"schema": schema} for kind in BODY_TYPES}}
    return described


def _name(endpoint: Endpoint) -> str:
    module = endpoint.handler.__module__.rpartition(".")[2]
    return f"{module}.{endpoint.handler.__name__.strip('_')}"
