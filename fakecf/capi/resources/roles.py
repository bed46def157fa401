"""Roles: `app/controllers/v3/roles_controller.rb`."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus

from fakecf.capi.audit import record_user_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.including import included_for_roles
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import require_valid
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.capi.role_message import RoleCreate, create_errors
from fakecf.capi.ruby import to_s
from fakecf.capi.shapes import TEXT, TO_ONE, body
from fakecf.capi.usernames import user_in, username_of, users_called
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change, State
from fakecf.state.records import ORGANIZATION_ROLES, SPACE_ROLES, Organization, Role, Space, User
from fakecf.web import Answer

resource = Resource("roles", Role)

INCLUDES = ("user", "organization", "space")
LIST = Accepts(
    keys=("organization_guids", "space_guids", "user_guids", "types", "include"),
    arrays=("organization_guids", "space_guids", "user_guids", "types"),
    includes=INCLUDES,
    labelled=False,
    error="UnprocessableEntity",
)
_COLUMNS = {
    "organization_guids": "organization_guid",
    "space_guids": "space_guid",
    "user_guids": "user_guid",
    "types": "type",
}
_NO_MEMBER = "Users cannot be assigned roles in a space if they do not have a role in that space's organization."


WHOM = body(guid=TEXT, username=TEXT, origin=TEXT)
RELATED = body(user=body(data=WHOM), space=TO_ONE, organization=TO_ONE)


@resource.get("/v3/roles", query=LIST)
def list_(call: Call) -> Answer:
    """Always ordered; CC fails where it is asked to order by nothing (corrections 11)."""
    order_by = call.query.get("order_by")
    query = LIST.parse({**call.query, "order_by": "created_at" if order_by is None else order_by})
    if query.order_by is None:
        raise UnknownError
    wanted = having(query, _visible(call, call.state[Role]), **_COLUMNS)
    if not query.asks("include"):
        return list_answer(call, query, wanted, "/v3/roles")
    include = query.values("include")
    return list_answer(call, query, wanted, "/v3/roles", lambda shown: included_for_roles(call, shown, include))


@resource.get("/v3/roles/<guid>")
def show(call: Call, guid: str) -> Answer:
    include = show_query(call.query, INCLUDES, "UnprocessableEntity")
    role = _readable(call, guid)
    document = present(call, role)
    if include:
        document["included"] = included_for_roles(call, [role], include)
    return call.json(200, document)


@resource.post("/v3/roles", takes=body(type=TEXT, relationships=RELATED))
def create(call: Call) -> Answer:
    require_valid(create_errors(call.body))
    wanted = RoleCreate.read(call.body)
    create_it = _create_space_role if wanted.space_guid else _create_organization_role
    return call.json(201, present(call, create_it(call, wanted)))


@resource.delete("/v3/roles/<guid>")
def delete(call: Call, guid: str) -> Answer:
    role = _readable(call, guid)
    owner = _owner(call, role)
    if isinstance(owner, Space):
        call.permissions.require_updating(owner)
    else:
        call.permissions.require_writing_org(owner)
        if role.type == "organization_user" and _has_space_role(call, owner, role.user_guid):
            raise CfError(
                "UnprocessableEntity",
                "Cannot delete organization_user role while user has roles in spaces in that organization.",
            )
    with call.services.store.change() as change:
        user = change[User].get(role.user_guid)
        if user is not None:
            name = username_of(change, user.guid) or ""
            record_user_event(call, change, f"{role.type}_remove", user, name, owner, request={})
        return delete_by_job(call, change, role)


def _visible(call: Call, roles: Iterable[Role]) -> Iterable[Role]:
    if call.permissions.can_read_globally:
        return roles
    spaces, organizations = call.permissions.readable_space_guids(), call.permissions.readable_org_guids()
    return (each for each in roles if each.space_guid in spaces or each.organization_guid in organizations)


def _readable(call: Call, guid: str) -> Role:
    role = call.find(Role, guid)
    if role is None or role not in _visible(call, (role,)):
        raise not_found("Role")
    return role


def _owner(call: Call, role: Role) -> Organization | Space:
    owner = call.state[Space].get(role.space_guid) or call.state[Organization].get(role.organization_guid)
    if owner is None:
        raise UnknownError
    return owner


def _has_space_role(call: Call, organization: Organization, user_guid: str) -> bool:
    spaces = {space.guid for space in call.state[Space].where("organization_guid", organization.guid)}
    return any(role.space_guid in spaces for role in call.state[Role].where("user_guid", user_guid))


def _invalid(what: str) -> CfError:
    detail = f"Invalid {what}. Ensure that the {what} exists and you have access to it."
    return CfError("UnprocessableEntity", detail)


def _create_space_role(call: Call, wanted: RoleCreate) -> Role:
    space = call.find(Space, wanted.space_guid)
    if space is None:
        raise _invalid("space")
    call.permissions.require_updating(space)
    user_guid = wanted.user_guid or _looked_up(call, wanted, _NO_MEMBER)
    user = call.find(User, user_guid)
    organization = call.state[Organization].get(space.organization_guid)
    is_member = user and organization and _held(call.state, "organization_user", user, organization)
    if user is None or not is_member or not call.permissions.can_read_user(user):
        raise CfError("UnprocessableEntity", _NO_MEMBER)
    return _create(call, wanted, user.guid, space)


def _create_organization_role(call: Call, wanted: RoleCreate) -> Role:
    organization = call.find(Organization, wanted.organization_guid)
    if organization is None:
        raise _invalid("organization")
    call.permissions.require_writing_org(organization)
    named_elsewhere = bool(wanted.username) and wanted.user_origin not in (None, "uaa")
    if named_elsewhere and call.services.behaviour.allow_user_creation_by_org_manager:
        require_feature(call, "set_roles_by_username")
        with call.services.store.change() as change:
            user_guid = user_in(call, change, wanted.username, str(wanted.user_origin))
    else:
        user_guid = wanted.user_guid or _looked_up(call, wanted)
    return _create(call, wanted, user_guid, organization)


def _new_user(call: Call, change: Change, guid: str) -> User:
    """A row for whom CC sees for the first time; it fails over a blank guid or a NUL byte without saying why."""
    if not guid.strip() or "\0" in guid:
        raise UnknownError
    now = call.services.clock.now()
    user = User(guid=guid, created_at=now, updated_at=now)
    change.put(user)
    return user


def _looked_up(call: Call, wanted: RoleCreate, unknown: str | None = None) -> str:
    """The guid UAA has for the asked name; *unknown* is what to say where it has none."""
    require_feature(call, "set_roles_by_username")
    name, origin = wanted.username, wanted.user_origin
    found = list(users_called(call.state, [name], [origin] if origin else None))
    if origin is None and len(found) > 1:
        origins = ", ".join(sorted(user.origin for user in found))
        raise CfError(
            "UnprocessableEntity",
            f"Ambiguous user. User with username '{name}' exists in the following origins: {origins}. "
            "Specify an origin to disambiguate.",
        )
    if not found:
        where = "" if origin is None else f" and origin '{origin}'"
        raise CfError("UnprocessableEntity", unknown or f"No user exists with the username '{name}'{where}.")
    return found[0].guid


def _create(call: Call, wanted: RoleCreate, user_guid: str, owner: Organization | Space) -> Role:
    """CC writes the event before it finds that the role is there already, and keeps it (recorded)."""
    place, types = ("space", SPACE_ROLES) if isinstance(owner, Space) else ("organization", ORGANIZATION_ROLES)
    if wanted.type not in types:
        raise CfError("UnprocessableEntity", f"Role type '{to_s(wanted.type)}' is invalid.")
    now = call.services.clock.now()
    with call.services.store.change() as change:
        user = change[User].get(user_guid) or _new_user(call, change, user_guid)
        name = username_of(change, user.guid)
        record_user_event(call, change, f"{wanted.type}_add", user, name or "", owner, request=call.body)
        held = _held(change, wanted.type, user, owner)
        role = Role(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            type=wanted.type,
            user_guid=user.guid,
            **{f"{place}_guid": owner.guid},
        )
        if not held:
            change.put(role)
    if held:
        detail = f"User '{name or user.guid}' already has '{wanted.type}' role in {place} '{owner.name}'."
        raise CfError("UnprocessableEntity", detail)
    return role


def _held(state: State, role_type: str, user: User, owner: Organization | Space) -> bool:
    return any(
        role.type == role_type and owner.guid in (role.space_guid, role.organization_guid)
        for role in state[Role].where("user_guid", user.guid)
    )


@resource.presents
def present(call: Call, role: Role, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """Its own kind of place first, the other as null (cc-surface 4.12)."""
    space, organization = to_one(role.space_guid), to_one(role.organization_guid)
    if role.space_guid is not None:
        places = {"space": space, "organization": organization}
        place, path = "space", f"/v3/spaces/{role.space_guid}"
    else:
        places = {"organization": organization, "space": space}
        place, path = "organization", f"/v3/organizations/{role.organization_guid}"
    return {
        **base(role),
        "type": role.type,
        "relationships": {"user": to_one(role.user_guid), **places},
        "links": {
            "self": call.link(f"/v3/roles/{role.guid}"),
            "user": call.link(f"/v3/users/{quote_plus(role.user_guid)}"),
            place: call.link(path),
        },
    }
