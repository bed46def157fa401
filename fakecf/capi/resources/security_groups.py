"""Security groups: `app/controllers/v3/security_groups_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, require_valid, unknown_fields
from fakecf.capi.presenting import base, to_many
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, readable, readable_spaces
from fakecf.capi.relationships import if_given, related_errors
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_printable
from fakecf.capi.security_groups import WHENS, existing_spaces, is_group_readable, readable_group
from fakecf.capi.security_rules import require_storable, rules_errors
from fakecf.capi.shapes import COUNT, FLAG, TEXT, TO_MANY, body
from fakecf.capi.to_many import guids_in, to_many_errors
from fakecf.capi.validators import presence, string
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("security_groups", SecurityGroup)

_OWN = ("name", "globally_enabled", "rules")
_RULE = body(protocol=TEXT, destination=TEXT, ports=TEXT, type=COUNT, code=COUNT, description=TEXT, log=FLAG)
BODY = body(
    name=TEXT,
    globally_enabled=body(running=FLAG, staging=FLAG),
    rules={"type": "array", "items": _RULE},
    relationships=body(running_spaces=TO_MANY, staging_spaces=TO_MANY),
)
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
    rows = (group for group in call.state[SecurityGroup] if is_group_readable(group, spaces))
    return list_answer(call, query, _asked(query, rows), "/v3/security_groups")


@resource.get("/v3/security_groups/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, readable_group(call, guid)))


@resource.post("/v3/security_groups", takes=BODY)
def create(call: Call) -> Answer:
    """For admins, who may bind it to spaces at once."""
    call.permissions.require_global_writing()
    require_valid(_creation_errors(call.body))
    with call.services.store.change() as change:
        now = call.services.clock.now()
        columns = {
            **_columns(change, call.body),
            **{f"{when}_space_guids": _asked_spaces(call, change, when) for when in WHENS},
        }
        group = SecurityGroup(guid=call.services.guids.new(), created_at=now, updated_at=now, **columns)
        change.put(group)
    call.see(change)
    return call.json(201, present(call, group))


@resource.patch("/v3/security_groups/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    group = readable_group(call, guid)
    call.permissions.require_global_writing()
    require_valid(_errors(call.body))
    with call.services.store.change() as change:
        group = change.update(group, updated_at=call.services.clock.now(), **_columns(change, call.body, group))
    return call.json(200, present(call, group))


@resource.delete("/v3/security_groups/<guid>")
def delete(call: Call, guid: str) -> Answer:
    group = readable_group(call, guid)
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        return delete_by_job(call, change, group)


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


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, _OWN)
    if "name" in body:
        yield from _name_errors(body["name"])
    yield from _rest_errors(body)


def _creation_errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, (*_OWN, "relationships"))
    yield from _name_errors(body.get("name"))
    yield from _rest_errors(body)
    if "relationships" in body:
        check = if_given(to_many_errors)
        yield from related_errors(body, {f"{when}_spaces": check for when in WHENS})


def _name_errors(name: Any) -> Iterator[str]:
    yield from presence("Name", name)
    yield from string("Name", name)


def _rest_errors(body: Body) -> Iterator[str]:
    if "globally_enabled" in body:
        yield from _globally_errors(body["globally_enabled"])
    if "rules" in body:
        yield from rules_errors(body["rules"])


def _globally_errors(globally: Any) -> Iterator[str]:
    if not isinstance(globally, dict):
        yield "Globally enabled must be an object"
        return
    if not set(globally) <= set(WHENS):
        yield "Globally enabled only allows keys 'running' or 'staging'"
    if not all(isinstance(value, bool) for value in globally.values()):
        yield "Globally enabled values must be booleans"


def _columns(change: Change, body: Body, own: SecurityGroup | None = None) -> dict[str, Any]:
    """What a valid body sets; the model has its own mind about names and rules."""
    columns: dict[str, Any] = {f"{when}_default": value for when, value in body.get("globally_enabled", {}).items()}
    if "name" in body:
        columns["name"] = body["name"]
        if any(each.name == body["name"] and (own is None or each.guid != own.guid) for each in change[SecurityGroup]):
            raise CfError("UnprocessableEntity", f"Security group with name '{body['name']}' already exists.")
        if not is_printable(body["name"]):
            raise CfError("UnprocessableEntity", "name format")
    if "rules" in body:
        require_storable(body["rules"])
        columns["rules"] = tuple(body["rules"])
    return columns


def _asked_spaces(call: Call, change: Change, when: str) -> tuple[str, ...]:
    asked = guids_in((call.body.get("relationships") or {}).get(f"{when}_spaces"))
    return tuple(space.guid for space in existing_spaces(change, asked))


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
