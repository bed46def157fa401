"""The control API described in OpenAPI 3.1, from the same Structs that check it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from fakecf.control.bodies import BODY_TYPES
from fakecf.control.endpoint import Endpoint
from fakecf.control.problems import TYPE, ProblemDocument

_PLACEHOLDER = re.compile(r"{(\w+)}")
_REF = "#/components/schemas/{name}"
_REFUSALS = {
    401: "The control token is wanted.",
    403: "A web page, a browser, or a host that is not allowed.",
    404: "There is no such thing.",
    422: "Something in the request is wrong; `errors` names it, what is allowed, and the nearest word.",
}
_REFUSED_BODIES = {
    400: "The body cannot be read.",
    413: "The body is too large.",
    415: "The body is neither JSON nor YAML.",
}


def describe(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The whole document."""
    endpoints = tuple(endpoints)
    kinds = [kind for endpoint in endpoints for kind in (endpoint.takes, endpoint.gives) if kind is not None]
    schemas, components = msgspec.json.schema_components((ProblemDocument, *kinds), ref_template=_REF)
    refusal, *known = schemas
    schema_of = dict(zip(kinds, known, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schema_of, refusal)
    return {
        "openapi": "3.1.0",
        "info": {"title": "fakecf control API", "version": "1"},
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(endpoint: Endpoint, schema_of: Mapping[Any, Any], refusal: dict[str, Any]) -> dict[str, Any]:
    brings = endpoint.takes is not None
    refusals = {**_REFUSALS, **(_REFUSED_BODIES if brings else {}), **endpoint.refusals}
    given = {"description": endpoint.says, "content": _given(endpoint, schema_of)}
    described: dict[str, Any] = {
        "summary": endpoint.says,
        "operationId": _name(endpoint),
        "parameters": [*_in_path(endpoint), *_in_query(endpoint)],
        "responses": {
            **{str(status): given for status in endpoint.statuses},
            **{str(status): {"description": says, **_content(refusal, TYPE)} for status, says in refusals.items()},
        },
    }
    if brings:
        described["requestBody"] = _content(schema_of[endpoint.takes], *BODY_TYPES)
    return described


def _given(endpoint: Endpoint, schema_of: Mapping[Any, Any]) -> dict[str, Any]:
    written = {kind: {"schema": {"type": "string"}} for kind in endpoint.offers}
    return {**_content(schema_of.get(endpoint.gives), endpoint.media).get("content", {}), **written}


def _content(schema: Any, *types: str) -> dict[str, Any]:
    return {} if schema is None else {"content": {kind: {"schema": schema} for kind in types}}


def _in_path(endpoint: Endpoint) -> list[dict[str, Any]]:
    names = _PLACEHOLDER.findall(endpoint.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _in_query(endpoint: Endpoint) -> list[dict[str, Any]]:
    fields = msgspec.structs.fields(endpoint.query)
    return [{"name": field.encode_name, "in": "query", "schema": msgspec.json.schema(field.type)} for field in fields]


def _name(endpoint: Endpoint) -> str:
    module = endpoint.handler.__module__.rpartition(".")[2]
    return f"{module}.{endpoint.handler.__name__.strip('_')}"
