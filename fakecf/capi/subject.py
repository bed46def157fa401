"""What a request is about: the app, space, organization and caller that a fault rule may name."""

import re
from collections.abc import Iterator
from typing import TypeVar

from fakecf.capi.authentication import Who
from fakecf.capi.resource import Route
from fakecf.state import Record, State, record_types
from fakecf.state.records import App, Organization, Space
from fakecf.state.uaa_records import UaaUser

N = TypeVar("N", App, Space, Organization)
Facts = dict[str, tuple[str, ...]]

_PLACEHOLDER = re.compile(r"/(\w+)/<(\w+)>")


def facts_about(state: State, route: Route, params: dict[str, str], who: Who) -> Facts:
    """Each thing by its kind, as the names and guids one may call it by: `{"app": ("web", "<guid>")}`."""
    facts: Facts = {}
    for plural, name in _PLACEHOLDER.findall(route.rule):
        record_type = record_types().get(plural)
        record = state[record_type].get(params[name]) if record_type is not None else None
        facts[plural.removesuffix("s")] = facts["guid"] = (params[name],)
        if record is not None:
            facts.update(owners(state, record))
    facts.pop("user", None)  # the user of a rule is the caller, never one whom the path names
    return {**facts, **_caller(state, who)}


def owners(state: State, record: Record) -> Facts:
    """The app, space and organization a record belongs to, or is, and the labels of them all."""
    named = {
        "app": _owner(state, record, App),
        "space": _owner(state, record, Space),
        "org": _owner(state, record, Organization),
    }
    facts = {kind: (owner.name, owner.guid) for kind, owner in named.items() if owner is not None}
    labels = [label for each in (record, *named.values()) if each is not None for label in _labels(each)]
    return {**facts, "label": tuple(labels)}


def _labels(record: Record) -> Iterator[str]:
    """Each as `tier` and as `tier=gold`."""
    for key, value in getattr(record, "labels", {}).items():
        yield key
        yield f"{key}={value or ''}"


def _owner(state: State, record: Record, owner_type: type[N]) -> N | None:
    return record if isinstance(record, owner_type) else state.owner(record, owner_type)


def _caller(state: State, who: Who) -> Facts:
    if who.guid is None:
        return {}
    if who.is_client:
        return {"client": (who.guid,)}
    user = state[UaaUser].get(who.guid)
    names = (user.username, who.guid) if user is not None else (who.guid,)
    return {"user": names, "client": (str(who.claims.get("client_id") or who.claims.get("cid") or ""),)}
