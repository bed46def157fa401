"""Feature flags: `app/controllers/v3/feature_flags_controller.rb`. Those nobody has set are as CC ships them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from fakecf.capi.call import Call, not_found
from fakecf.capi.feature_flags import DEFAULTS, stored_flag
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import filtered, page_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields
from fakecf.capi.presenting import when
from fakecf.capi.rails import Params
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_printable
from fakecf.capi.shapes import FLAG, METADATA, TEXT, body
from fakecf.capi.validators import at_least_one, at_most, boolean, string
from fakecf.errors import UnknownError
from fakecf.state.records import FeatureFlag
from fakecf.web import Answer

resource = Resource("feature_flags", FeatureFlag)

MAX_MESSAGE = 250


def _no_creation(params: Params) -> Iterator[str]:
    if "created_ats" in params:
        yield "Filtering by 'created_ats' is not allowed on this resource."


LIST = Accepts(order_by=("name",), labelled=False, timestamped=False, rule=_no_creation)


@resource.get("/v3/feature_flags", query=LIST)
def list_(call: Call) -> Answer:
    """Only who asks for times is shown what is stored; everybody else sees every flag, whatever else is asked."""
    query = LIST.parse(call.query)
    if query.filters.get("updated_ats"):
        flags = list(filtered(query, call.state[FeatureFlag]))
    else:
        flags = [_found(call, name) for name in DEFAULTS]
    chosen = sorted(flags, key=lambda flag: flag.name, reverse=query.descending)
    return page_answer(call, query, chosen, "/v3/feature_flags", counts_beyond=True)


@resource.get("/v3/feature_flags/<name>")
def show(call: Call, name: str) -> Answer:
    return call.json(200, present(call, _found(call, name)))


@resource.patch("/v3/feature_flags/<name>", takes=body(enabled=FLAG, custom_error_message=TEXT, metadata=METADATA))
def update(call: Call, name: str) -> Answer:
    _found(call, name)
    call.permissions.require_global_writing()
    require_valid(_update_errors(call.body))
    names = {"enabled": "enabled", "custom_error_message": "error_message"}
    columns = {column: call.body[key] for key, column in names.items() if key in call.body}
    if not is_printable(columns.get("error_message") or ""):
        raise UnknownError  # CC's model refuses it where nobody expects that (recorded: live_write)
    with call.services.store.change() as change:
        flag = stored_flag(change, name)
        now = call.services.clock.now()
        if flag is None:
            flag = FeatureFlag(guid=call.services.guids.new(), created_at=now, name=name, enabled=DEFAULTS[name])
        flag = msgspec.structs.replace(flag, updated_at=now, **columns)
        change.put(flag)
    return call.json(200, present(call, flag))


def _found(call: Call, name: str) -> FeatureFlag:
    """The flag as it was set, or as it is before."""
    if "\0" in name:
        raise UnknownError
    flag = stored_flag(call.state, name)
    if flag is None and name not in DEFAULTS:
        raise not_found("Feature flag")
    now = call.services.clock.now()
    return flag or FeatureFlag(guid=name, created_at=now, name=name, enabled=DEFAULTS[name])


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("enabled", "custom_error_message", "metadata"))
    if "enabled" in body:
        yield from boolean("Enabled", body["enabled"])
    message = body.get("custom_error_message")
    if message is not None:
        yield from string("Custom error message", message)
        yield from at_least_one("Custom error message", message)
        yield from at_most("Custom error message", message, MAX_MESSAGE)


@resource.presents
def present(call: Call, flag: FeatureFlag, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    return {
        "name": flag.name,
        "enabled": flag.enabled,
        "updated_at": when(flag.updated_at),
        "custom_error_message": flag.error_message,
        "links": {"self": call.link(f"/v3/feature_flags/{flag.name}")},
    }
