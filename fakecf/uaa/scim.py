"""What the SCIM endpoints share: how they refuse, list, and count versions."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from fakecf.uaa.answers import UaaError
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim_filter import Filter, FilterError, Row, parsed

R = TypeVar("R")
Rows = Callable[[R], Row]

SCHEMAS = ("urn:scim:schemas:core:1.0",)
_MOST = 500  # uaa-release's userMaxCount and groupMaxCount
_COUNT = 100


class ScimError(UaaError):
    """An error of the SCIM endpoints: says all twice, in the order of Java's HashMap, and challenges nobody."""

    def __init__(self, status: int, error: str, description: str, **more: str) -> None:
        super().__init__(status, error, description)
        self.document = {"error_description": description, **more, "error": error, "message": description}

    def _challenge(self) -> None:
        return None


def unexpected() -> ScimError:
    """What UAA says of whatever it did not foresee."""
    return ScimError(500, "scim", "Unexpected error")


def not_found(description: str) -> ScimError:
    """No user or group of that id."""
    return ScimError(404, "scim_resource_not_found", description)


def invalid_resource(description: str) -> ScimError:
    """A user or member that breaks a rule."""
    return ScimError(400, "invalid_scim_resource", description)


def timestamp(moment: datetime) -> str:
    """A time as UAA writes it: UTC with milliseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def milliseconds(moment: datetime | None) -> int | None:
    """A time as Java counts it."""
    return None if moment is None else int(moment.timestamp() * 1000)


def wanted_version(request: FormRequest, current: int) -> int:
    """The version that `If-Match` names, where `*` is the *current* one."""
    written = request.header("If-Match") or ""
    value = written.strip().strip('"')
    if value == "*":
        return current
    try:
        return int(value)
    except ValueError:
        description = f"Invalid version match header (should be a version number): {written}"
        raise ScimError(400, "scim", description) from None


def asked(request: FormRequest, records: Iterable[R], rows: Rows[R], *, by: str | None = None) -> list[R]:
    """The records that `filter` lets through, in the order of `sortBy` or always *by* one attribute."""
    expression = request.values.get("filter", "id pr")
    sort_by = by or request.values.get("sortBy", "created")
    known = [(rows(record), record) for record in records]
    try:
        found = _kept(parsed(expression), known)
        found.sort(key=lambda pair: _sortable(pair[0][sort_by.lower()]))
    except (FilterError, KeyError):
        raise ScimError(400, "scim", html.escape(f"Invalid filter expression: [{expression}] [{sort_by}]")) from None
    if request.values.get("sortOrder", "ascending") != "ascending":
        found.reverse()
    return [record for _, record in found]


def _kept(criteria: Filter, known: Sequence[tuple[Row, R]]) -> list[tuple[Row, R]]:
    """An attribute that nobody has is an error even where there is nobody."""
    for row, _ in known[:1]:
        for clause in criteria.clauses:
            row[clause.attribute.lower()]  # raises KeyError
    return [(row, record) for row, record in known if criteria.holds(row)]


def _sortable(value: Any) -> tuple[bool, Any]:
    """Nothing comes after everything, as in PostgreSQL."""
    return value is None, value


def page(request: FormRequest, found: Sequence[R]) -> tuple[Sequence[R], dict[str, int]]:
    """The part of *found* that `startIndex` and `count` name, and what is told of it; a word there is not foreseen."""
    try:
        start = max(int(request.values.get("startIndex", "1")), 1)
        count = min(int(request.values.get("count", str(_COUNT))), _MOST)
    except ValueError:
        raise unexpected() from None
    told = {"startIndex": start, "itemsPerPage": count, "totalResults": len(found)}
    return found[start - 1 : max(start - 1 + count, 0)], told


def listed(
    request: FormRequest, resources: Iterable[dict[str, Any]], told: Mapping[str, int], schemas: Sequence[str]
) -> dict[str, Any]:
    """The answer to a search; `attributes` cuts each resource down to what it names."""
    attributes = list(dict.fromkeys(request.values.get("attributes", "").split(",")))
    if attributes != [""]:
        resources = ({name: _attribute(resource, name) for name in attributes} for resource in resources)
    return {"resources": list(resources), **told, "schemas": list(schemas)}


def _attribute(resource: dict[str, Any], name: str) -> Any:
    """What *name* leads to; its two short forms count as well, and a mail address is one of several."""
    found: Any = resource
    full = {"familyName": "name.familyName", "givenName": "name.givenName"}.get(name.strip(), name.strip())
    for key in full.split("."):
        if isinstance(found, list) and full.startswith("emails."):
            return [each.get(key) for each in found]
        found = found.get(key) if isinstance(found, dict) else None
    return found
