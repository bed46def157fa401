"""What is served, described in OpenAPI 3.1: routes as they were declared, bodies as the presenters show them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fakecf.capi.inference import schema_of
from fakecf.capi.list_query import Accepts
from fakecf.capi.resource import ANONYMOUS, STATUSES, Resource, Route
from fakecf.capi.samples import samples
from fakecf.capi.shapes import Schema
from fakecf.state import Record

_PLACEHOLDER = re.compile(r"<(\w+)>")
_OWN = ("show", "create", "update", "copy")
_BODILESS = (202, 204, 302)
_REFUSALS = (400, 401, 403, 404, 422, 429)
_LINK: Schema = {"type": "object", "properties": {"href": {"type": "string"}}, "required": ["href"]}
_NEXT: Schema = {"anyOf": [_LINK, {"type": "null"}]}
_PAGINATION: Schema = {
    "type": "object",
    "properties": {
        "total_results": {"type": "integer"},
        "total_pages": {"type": "integer"},
        "first": _LINK,
        "last": _LINK,
        "next": _NEXT,
        "previous": _NEXT,
    },
    "required": ["total_results", "total_pages", "first", "last", "next", "previous"],
}
_ERROR: Schema = {
    "type": "object",
    "properties": {"detail": {"type": "string"}, "title": {"type": "string"}, "code": {"type": "integer"}},
    "required": ["detail", "title", "code"],
}
_ERRORS: Schema = {
    "type": "object",
    "properties": {"errors": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}},
    "required": ["errors"],
}

Show = Callable[..., dict[str, Any]]


def describe(resources: Iterable[Resource], shows: Sequence[Show]) -> dict[str, Any]:
    """The whole document; each of *shows* gives the JSON of a record by its own resource's presenter."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Schema] = {"Error": _ERROR, "Pagination": _PAGINATION}
    for resource in resources:
        if resource.record is not None and resource.presenter is not None:
            schemas[resource.record.__name__] = _shown(resource.record, shows)
        for route in resource.routes:
            path = _PLACEHOLDER.sub(r"{\1}", route.rule)
            paths.setdefault(path, {})[route.method.lower()] = _operation(resource, route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cloud Controller v3, as fakecf serves it", "version": "3.228.0"},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Errors": {"description": "Refused.", **_content(_ERRORS)}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _shown(kind: type[Record], shows: Sequence[Show]) -> Schema:
    return schema_of(show(each, listed=listed) for show in shows for each in samples(kind) for listed in (False, True))


def _operation(resource: Resource, route: Route) -> dict[str, Any]:
    told = route.told
    status = told.get("status", STATUSES[route.method])
    described: dict[str, Any] = {
        "operationId": route.operation,
        "parameters": [*_in_path(route), *_in_query(told.get("query"))],
        "responses": {
            str(status): {"description": "Done.", **_given(resource, route, status)},
            **{str(refusal): {"$ref": "#/components/responses/Errors"} for refusal in _REFUSALS},
        },
    }
    if "takes" in told:
        described["requestBody"] = _content(told["takes"], told.get("media", "application/json"))
    if ANONYMOUS in route.demands:
        described["security"] = [{}]
    return described


def _in_path(route: Route) -> Iterator[dict[str, Any]]:
    for name in _PLACEHOLDER.findall(route.rule):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(accepts: Accepts | None) -> Iterator[dict[str, Any]]:
    """The filters of a list; what a handler adds to them itself is no parameter."""
    if accepts is None:
        return
    for name in dict.fromkeys(accepts.allowed):
        if name not in accepts.hidden:
            yield {"name": name, "in": "query", "schema": _filter(name)}


def _filter(name: str) -> Schema:
    return {"type": "integer", "minimum": 1} if name in ("page", "per_page") else {"type": "string"}


def _given(resource: Resource, route: Route, status: int) -> dict[str, Any]:
    """A list, a record, or an object of which no more is said; nothing where the answer has no body."""
    kind = route.told.get("gives", resource.record)
    if (status in _BODILESS and route.method in ("GET", "DELETE")) or (kind is None and "gives" in route.told):
        return {}
    named = route.handler.__name__
    if kind is not None and resource.presenter is not None and named.startswith("list"):
        return _content(_list_of(kind))
    if kind is not None and (named in _OWN or "gives" in route.told):
        return _content(_reference(kind.__name__))
    return _content({"type": "object"})


def _list_of(kind: type[Record]) -> Schema:
    properties = {
        "pagination": _reference("Pagination"),
        "resources": {"type": "array", "items": _reference(kind.__name__)},
        "included": {"type": "object"},
    }
    return {"type": "object", "properties": properties, "required": ["pagination", "resources"]}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: Schema, media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}
