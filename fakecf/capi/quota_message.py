"""What a body may say of a quota's limits: `app/messages/quotas_*_message.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, unknown_fields
from fakecf.capi.quota_limits import LIMITS
from fakecf.capi.quotas import UNLIMITED
from fakecf.capi.shapes import COUNT, FLAG, Schema, body, nullable
from fakecf.capi.validators import LARGEST_BIG_INTEGER, LARGEST_INTEGER, at_least, boolean
from fakecf.errors import CfError, UnknownError
from fakecf.state.platform_records import Quota

LONGEST_NAME = 250
_FLAG = "paid_services_allowed"
_PORTS = "Total reserved ports must be -1, 0, or a positive integer, and must be less than or equal to total routes."


def limits_schema(*groups: str) -> dict[str, Schema]:
    """What may be told of those *groups*."""
    return {
        group: body(**{key: nullable(FLAG if key == _FLAG else COUNT) for key in LIMITS[group]}) for group in groups
    }


def limits_errors(given: Body, *groups: str) -> Iterator[str]:
    """What is wrong with those *groups*, where they are given."""
    for group in groups:
        if group in given:
            yield from (f"{group.capitalize()} {error}" for error in _group_errors(group, given[group]))


def _group_errors(group: str, limits: Any) -> Iterator[str]:
    if not isinstance(limits, dict):
        yield "must be an object"
        return
    yield from unknown_fields(limits, LIMITS[group])
    for key in LIMITS[group]:
        if limits.get(key) is not None:
            yield from _limit_errors(key, limits[key])


def _limit_errors(key: str, limit: Any) -> Iterator[str]:
    """Rails takes an empty list for a choice of its members, and so for a boolean; nothing bounds the domains."""
    label = key.replace("_", " ").capitalize()
    if key == _FLAG:
        yield from boolean(label, limit) if limit != [] else ()
    elif key == "total_domains":
        yield from at_least(label, limit, 0)
    else:
        yield from at_least(label, limit, 0, LARGEST_BIG_INTEGER if key.startswith("log_rate") else LARGEST_INTEGER)


def all_columns(given: Body, *groups: str) -> dict[str, Any]:
    """The columns of a new quota: what the body does not tell of is not limited."""
    columns = (column for group in groups for key, column in LIMITS[group].items() if key != _FLAG)
    return {**dict.fromkeys(columns, UNLIMITED), **limit_columns(given, *groups)}


def limit_columns(given: Body, *groups: str) -> dict[str, Any]:
    """The columns that a valid body sets; null is no limit."""
    asked = ((LIMITS[group][key], limit) for group in groups for key, limit in given.get(group, {}).items())
    return {column: _stored(column, limit) for column, limit in asked}


def changed_columns(given: Body, *groups: str) -> dict[str, Any]:
    """The columns that a valid change sets, its name among them unless it is null."""
    name = given.get("name")
    return {**limit_columns(given, *groups), **({"name": name} if name is not None else {})}


def _stored(column: str, limit: Any) -> Any:
    if column == "non_basic_services_allowed":
        if limit == []:
            raise CfError("UnprocessableEntity", f"{column} presence")
        return limit is None or limit
    stored = UNLIMITED if limit is None else int(limit)
    if column != "log_rate_limit" and stored > LARGEST_INTEGER:
        raise UnknownError
    return stored


def require_ports_within_routes(quota: Quota) -> None:
    """A quota may not reserve more ports than it allows routes."""
    if UNLIMITED != quota.total_routes < quota.total_reserved_route_ports:
        raise CfError("UnprocessableEntity", _PORTS)
