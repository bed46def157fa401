"""Audit events: `app/controllers/v3/events_controller.rb`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.presenting import base, when
from fakecf.capi.rails import Params
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_blank, to_s
from fakecf.state.records import AuditEvent
from fakecf.web import Answer

resource = Resource("audit_events", AuditEvent)


def _operator(params: Params) -> Iterator[str]:
    """What is wrong with `target_guids[…]`, which knows one operator (TargetGuidsValidator)."""
    asked = params.get("target_guids")
    if isinstance(asked, dict) and is_blank(asked.get("not")):
        yield "Target guids target_guids has an invalid operator"


LIST = Accepts(
    keys=("types", "target_guids", "space_guids", "organization_guids"),
    arrays=("types", "target_guids", "space_guids", "organization_guids"),
    labelled=False,
)
LIST_BUT_TARGETS = replace(LIST, arrays=("types", "space_guids", "organization_guids"), rule=_operator)
COLUMNS = {"types": "type", "space_guids": "space_guid", "organization_guids": "organization_guid"}


@resource.get("/v3/audit_events", query=LIST)
def list_(call: Call) -> Answer:
    """All that are asked for, or with `target_guids[not]` all but those about some."""
    excluding = isinstance(call.query.get("target_guids"), dict)
    query = (LIST_BUT_TARGETS if excluding else LIST).parse(call.query)
    events = having(query, _visible(call), **COLUMNS)
    rows = _others(query, events) if excluding else having(query, events, target_guids="target")
    return list_answer(call, query, rows, "/v3/audit_events", counts_beyond=True)


@resource.get("/v3/audit_events/<guid>")
def show(call: Call, guid: str) -> Answer:
    event = call.find(AuditEvent, guid)
    if event is None or event not in _visible(call, (event,)):
        raise not_found("Event")
    return call.json(200, present(call, event))


def _visible(call: Call, events: Iterable[AuditEvent] | None = None) -> Iterator[AuditEvent]:
    """Managers do not see what their people do (`Event.user_visibility_filter`)."""
    among = call.state[AuditEvent] if events is None else events
    if call.permissions.can_read_globally:
        return iter(among)
    spaces = call.permissions.places_of("space_developer", "space_auditor", "space_supporter")
    organizations = call.permissions.places_of("organization_auditor")
    return (each for each in among if each.space_guid in spaces or each.organization_guid in organizations)


def _others(query: ListQuery, events: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
    excluded = LIST.value("target_guids", to_s(query.filters["target_guids"]["not"]))
    return (event for event in events if event.target not in excluded)


@resource.presents
def present(call: Call, event: AuditEvent, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """Both moments are the one that CC calls `timestamp`, when the event was written (recorded: events)."""
    return {
        **base(event),
        "created_at": when(event.updated_at),
        "type": event.type,
        "actor": {"guid": event.actor, "type": event.actor_type, "name": event.actor_name},
        "target": {"guid": event.target, "type": event.target_type, "name": event.target_name},
        "data": event.data,
        "space": {"guid": event.space_guid} if event.space_guid else None,
        "organization": {"guid": event.organization_guid} if event.organization_guid else None,
        "links": {"self": call.link(f"/v3/audit_events/{event.guid}")},
    }
