"""Users: `app/controllers/v3/users_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote_plus

from fakecf.capi.call import Call, not_found
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import (
    Body,
    guid_errors,
    metadata_errors,
    require_valid,
    unknown_fields,
    updated_metadata,
)
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_blank, is_true
from fakecf.capi.shapes import METADATA, TEXT, body
from fakecf.capi.user_list import accepted_by, called
from fakecf.capi.usernames import user_in
from fakecf.errors import CfError
from fakecf.state.records import User
from fakecf.state.uaa_records import UaaUser
from fakecf.web import Answer

resource = Resource("users", User)


LIST = accepted_by("UnprocessableEntity")


@resource.get("/v3/users", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    return list_answer(call, query, called(call, query, _visible(call)), "/v3/users")


@resource.get("/v3/users/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _readable(call, guid)))


@resource.post("/v3/users", takes=body(guid=TEXT, username=TEXT, origin=TEXT, metadata=METADATA))
def create(call: Call) -> Answer:
    """Org managers may create users where the operator lets them, but not by guid.

    The user stays where its metadata does not come to be (recorded).
    """
    may_name = call.services.behaviour.allow_user_creation_by_org_manager and call.permissions.is_org_manager
    require(call.permissions.can_write_globally or may_name)
    require_valid(_create_errors(call.body))
    guid, name, origin = (call.body.get(key) for key in ("guid", "username", "origin"))
    require(call.permissions.can_write_globally or not guid)
    if guid and is_blank(guid):
        raise CfError("UnprocessableEntity", "guid presence")
    call.find(User, guid)  # fails over a NUL byte
    now = call.services.clock.now()
    with call.services.store.change() as change:
        guid = guid or user_in(call, change, name, origin)
        if change[User].get(guid) is not None:
            what = f"username '{name}' and origin '{origin}'" if name else f"guid '{guid}'"
            raise CfError("UnprocessableEntity", f"User with {what} already exists.")
        user = User(guid=guid, created_at=now, updated_at=now)
        change.put(user)
    with call.services.store.change() as change:
        user = change.update(user, **updated_metadata(user, call.body))
    return call.json(201, present(call, user, named=(name, origin) if name else None))


@resource.patch("/v3/users/<guid>", takes=body(metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """The time of the last update stays: metadata is not the user's own (recorded)."""
    user = _readable(call, guid)
    require(call.permissions.can_write_globally)
    require_valid(_update_errors(call.body))
    with call.services.store.change() as change:
        user = change.update(user, **updated_metadata(user, call.body))
    return call.json(200, present(call, user))


@resource.delete("/v3/users/<guid>")
def delete(call: Call, guid: str) -> Answer:
    """UAA keeps its user; whoever still has a token is a new user to CC."""
    user = _readable(call, guid)
    require(call.permissions.can_write_globally)
    with call.services.store.change() as change:
        return delete_by_job(call, change, user)


def _readable(call: Call, guid: str) -> User:
    user = call.find(User, guid)
    if user is None or not call.permissions.can_read_user(user):
        raise not_found("User")
    return user


def _visible(call: Call) -> Iterable[User]:
    if call.permissions.can_read_globally:
        return call.state[User]
    readable = call.permissions.readable_user_guids()
    return (user for user in call.state[User] if user.guid in readable)


def _create_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("guid", "origin", "username", "metadata"))
    if body.get("guid") is not None:
        yield from guid_errors("Guid", body["guid"])
    for key in ("origin", "username"):
        if body.get(key) is not None and not isinstance(body[key], str):
            yield f"{key.capitalize()} must be a string"
    yield from _identity_errors(body)


def _identity_errors(body: Body) -> Iterator[str]:
    """A guid, or a username with its origin (UserCreateMessage)."""
    by_guid, by_name, by_origin = (is_true(body.get(key)) for key in ("guid", "username", "origin"))
    if by_guid:
        if by_name:
            yield "Username cannot be provided with 'guid'"
        if by_origin:
            yield "Origin cannot be provided with 'guid'"
    elif by_name or by_origin:
        if not by_name:
            yield "Origin can only be provided together with 'username'"
        if not by_origin:
            yield "Username can only be provided together with 'origin'"
        if body.get("origin") == "uaa":
            yield "Origin cannot be 'uaa' when creating a user by username"
    else:
        yield "Guid or 'username' and 'origin' must be provided"


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("metadata",))


@resource.presents
def present(
    call: Call,
    user: User,
    *,
    listed: bool = False,  # noqa: ARG001
    named: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Name and origin are UAA's, or those just *named*; a client has neither (cc-surface 4.12)."""
    known = call.state[UaaUser].get(user.guid)
    name, origin = named or ((known.username, known.origin) if known is not None else (None, None))
    return {
        **base(user),
        "username": name,
        "presentation_name": name or user.guid,
        "origin": origin,
        "metadata": metadata(user),
        "links": {"self": call.link(f"/v3/users/{quote_plus(user.guid)}")},
    }
