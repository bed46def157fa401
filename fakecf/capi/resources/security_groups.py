"""Security groups: `app/controllers/v3/security_groups_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.presenting import base, to_many
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, readable, readable_spaces
from fakecf.capi.resource import Resource
from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("security_groups", SecurityGroup)

_SPACES = {"running_space_guids": "running_space_guids", "staging_space_guids": "staging_space_guids"}
_GLOBALLY = {"globally_enabled_running": "running_default", "globally_enabled_staging": "staging_default"}


def _booleans(params: Params) -> Iterator[str]:
    for key in _GLOBALLY:
        if params.get(key) is not None and params[key] not in ("true", "false"):
            yield f"{key.replace('_', ' ').capitalize()} must be 'true' or 'false'"


LIST = Accepts(
    keys=("names", *_SPACES, *_GLOBALLY),
    arrays=("names", *_SPACES),
    labelled=False,
    error="UnprocessableEntity",
    rule=_booleans,
)
OF_A_SPACE = Accepts(keys=("names",), arrays=("names",), labelled=False, error="UnprocessableEntity")


@resource.get("/v3/security_groups", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    spaces = readable_spaces(call)
    rows = (group for group in call.state[SecurityGroup] if _is_readable(group, spaces))
    return list_answer(call, query, _asked(query, rows), "/v3/security_groups")


@resource.get("/v3/security_groups/<guid>")
def show(call: Call, guid: str) -> Answer:
    group = call.find(SecurityGroup, guid)
    if group is None or not _is_readable(group, readable_spaces(call)):
        raise not_found("Security group")
    return call.json(200, present(call, group))


@resource.get("/v3/spaces/<guid>/running_security_groups", query=OF_A_SPACE)
def list_running(call: Call, guid: str) -> Answer:
    """The space is looked for before the query is judged."""
    return _of_a_space(call, guid, "running")


@resource.get("/v3/spaces/<guid>/staging_security_groups", query=OF_A_SPACE)
def list_staging(call: Call, guid: str) -> Answer:
    return _of_a_space(call, guid, "staging")


def _of_a_space(call: Call, guid: str, when: str) -> Answer:
    space, _ = readable(call, Space, guid, "Space")
    query = OF_A_SPACE.parse(call.query)
    rows = (
        group
        for group in call.state[SecurityGroup]
        if getattr(group, f"{when}_default") or space.guid in getattr(group, f"{when}_space_guids")
    )
    return list_answer(call, query, _asked(query, rows), f"/v3/spaces/{space.guid}/{when}_security_groups")


def _is_readable(group: SecurityGroup, spaces: frozenset[str] | None) -> bool:
    """Everybody may read what applies everywhere, or to one of the *spaces* that they may read."""
    if spaces is None or group.running_default or group.staging_default:
        return True
    return not spaces.isdisjoint((*group.running_space_guids, *group.staging_space_guids))


def _asked(query: ListQuery, rows: Iterable[SecurityGroup]) -> Iterator[SecurityGroup]:
    spaces = [(column, frozenset(query.values(key))) for key, column in _SPACES.items() if query.asks(key)]
    globally = [(column, query.filters[key] == "true") for key, column in _GLOBALLY.items() if query.asks(key)]
    for row in having(query, rows, names="name"):
        applied = all(not guids.isdisjoint(getattr(row, column)) for column, guids in spaces)
        if applied and all(getattr(row, column) is wanted for column, wanted in globally):
            yield row


@resource.presents
def present(call: Call, group: SecurityGroup, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """With those of its spaces that the caller may read."""
    permitted = readable_spaces(call)

    def shown(guids: Iterable[str]) -> dict[str, Any]:
        return to_many(guid for guid in guids if permitted is None or guid in permitted)

    return {
        **base(group),
        "name": group.name,
        "rules": group.rules,
        "globally_enabled": {"running": group.running_default, "staging": group.staging_default},
        "relationships": {
            "running_spaces": shown(group.running_space_guids),
            "staging_spaces": shown(group.staging_space_guids),
        },
        "links": {"self": call.link(f"/v3/security_groups/{group.guid}")},
    }
