"""What a body that asks for a role must say: `app/messages/role_create_message.rb`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.messages import Body, to_one_errors, unknown_fields
from fakecf.capi.ruby import is_blank, is_true
from fakecf.state.records import ORGANIZATION_ROLES, SPACE_ROLES

# in the order of CC's RoleTypes, which the error quotes
_TYPES = (
    "organization_auditor",
    "organization_manager",
    "organization_billing_manager",
    "organization_user",
    "space_auditor",
    "space_manager",
    "space_developer",
    "space_supporter",
)


class RoleCreate(NamedTuple):
    """A valid request for a role: a space or an organization, a user by guid or by name."""

    type: Any
    space_guid: str | None
    organization_guid: str | None
    user_guid: str | None
    username: str
    user_origin: str | None

    @classmethod
    def read(cls, body: Body) -> "RoleCreate":
        asked = body["relationships"]
        user = _data(asked, "user")
        return cls(
            type=body["type"],
            space_guid=_guid(_data(asked, "space")),
            organization_guid=_guid(_data(asked, "organization")),
            user_guid=_guid(user),
            username=user.get("username", ""),
            user_origin=user.get("origin"),
        )


def _data(relationships: Body, name: str) -> Any:
    relationship = relationships.get(name)
    return relationship.get("data") if isinstance(relationship, dict) else None


def _guid(data: Any) -> Any:
    return data.get("guid") if isinstance(data, dict) else None


def create_errors(body: Body) -> Iterator[str]:
    """Everything that is wrong with it."""
    yield from unknown_fields(body, ("type", "relationships"))
    yield from _relationships_errors(body.get("type"), body.get("relationships"))
    asked = body.get("type")
    # Rails takes a list for a choice of its members, and so an empty one for good
    if any(each not in _TYPES for each in (asked if isinstance(asked, list) else [asked])):
        types = ", ".join(f'"{each}"' for each in _TYPES)
        yield f"Type must be one of the allowed types [{types}]"


def _relationships_errors(role_type: Any, relationships: Any) -> Iterator[str]:
    if not isinstance(relationships, dict):
        yield "Relationships 'relationships' is not an object"
    elif not relationships:
        yield "Relationships 'relationships' must include one or more valid relationships"
    else:
        yield from (f"Relationships {error}" for error in _inner_errors(role_type, relationships))


def _inner_errors(role_type: Any, asked: Body) -> Iterator[str]:
    """In the order the validators of its Relationships run; the shape is looked at where nothing else is wrong."""
    unknown = list(unknown_fields(asked, ("space", "user", "organization")))
    whom = list(_user_errors(asked.get("user")))
    where = list(_place_errors(role_type, asked))
    yield from (*unknown, *whom, *where)
    if not unknown and not where:
        yield from _place_shape_errors(asked)
    if not whom:
        yield from _user_shape_errors(asked["user"])


def _user_errors(user: Any) -> Iterator[str]:
    data = user.get("data") if isinstance(user, dict) else None
    given = data if isinstance(data, dict) else {}
    if is_blank(user):
        yield "User can't be blank"
    if "guid" in given and "username" in given:
        yield "Username cannot be specified when identifying user by guid"
    if "guid" in given and "origin" in given:
        yield "User origin cannot be specified when identifying user by guid"
    if "username" not in given and "origin" in given:
        yield "User origin cannot be specified without specifying the username"
    if "username" not in given and "guid" not in given:
        yield "User must have a username or guid specified"


def _place_errors(role_type: Any, asked: Body) -> Iterator[str]:
    space, organization = _data(asked, "space"), _data(asked, "organization")
    if space is None and organization is None:
        yield "must specify either a space or an organization."
    has_space, has_organization = is_true(space), is_true(organization)
    if has_space and role_type in ORGANIZATION_ROLES:
        yield f"Space cannot be provided with the organization role type: '{role_type}'."
    if has_organization and role_type in SPACE_ROLES:
        yield f"Organization cannot be provided with the space role type: '{role_type}'."
    if has_space and has_organization:
        yield "cannot specify both an organization and a space."


def _place_shape_errors(asked: Body) -> Iterator[str]:
    for name, other in (("space", "organization"), ("organization", "space")):
        if asked.get(other) is None:
            yield from to_one_errors(name, asked.get(name))


def _user_shape_errors(user: Body) -> Iterator[str]:
    given = user["data"]
    if "guid" in given:
        yield from to_one_errors("user", user)
    elif not isinstance(given["username"], str):
        yield "Username must be a string"
    elif given.get("origin") is not None and not isinstance(given["origin"], str):
        yield "User origin must be a string"
