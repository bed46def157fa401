"""A user as SCIM shows it, and as a filter sees it (UAA's ScimUser)."""

from typing import Any

from fakecf.guids import path_guid
from fakecf.state import State
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.logins import logins_of
from fakecf.uaa.scim import SCHEMAS, milliseconds, timestamp
from fakecf.uaa.scim_filter import Row
from fakecf.uaa.stock import DEFAULT_GROUPS
from fakecf.uaa.tokens import email_of

ZONE = "uaa"


def user_document(state: State, user: UaaUser) -> dict[str, Any]:
    """All that UAA tells of *user*, its keys in UAA's order; what nobody gave is left out."""
    logins = logins_of(state, user)
    shown = {
        "id": user.guid,
        "externalId": user.external_id,
        "meta": _meta(user),
        "userName": user.username,
        "name": _present({"familyName": user.family_name, "givenName": user.given_name}),
        "emails": [{"value": email_of(user), "primary": False}],
        "groups": [_membership(group) for group in groups_of(user)],
        "approvals": [],
        "phoneNumbers": [{"value": user.phone_number}] if user.phone_number else None,
        "active": user.active,
        "verified": user.verified,
        "origin": user.origin,
        "zoneId": ZONE,
        "passwordLastModified": timestamp(user.password_changed_at or user.created_at),
        "previousLogonTime": milliseconds(logins.previous),
        "lastLogonTime": milliseconds(logins.last),
        "schemas": SCHEMAS,
    }
    return _present(shown)


def _present(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}


def _meta(user: UaaUser) -> dict[str, Any]:
    changed = user.updated_at or user.created_at
    return {"version": user.version, "created": timestamp(user.created_at), "lastModified": timestamp(changed)}


def groups_of(user: UaaUser) -> list[str]:
    """The groups that *user* is in, among them those that everybody is in."""
    return sorted({*user.groups, *DEFAULT_GROUPS})


def _membership(group: str) -> dict[str, str]:
    return {"value": group_id(group), "display": group, "type": "DIRECT"}


def group_id(name: str) -> str:
    """A group has no record of its own: there are those that users are in, and those that UAA begins with."""
    return path_guid(f"uaa/groups/{name}")


def user_row(user: UaaUser) -> Row:
    """What a filter may ask of *user*: the columns of UAA's table, under its names and SCIM's."""
    created, changed = user.created_at, user.updated_at or user.created_at
    return {
        "id": user.guid,
        "username": user.username,
        "origin": user.origin,
        "emails.value": email_of(user),
        "email": email_of(user),
        "givenname": user.given_name,
        "familyname": user.family_name,
        "phonenumber": user.phone_number,
        "phonenumbers.value": user.phone_number,
        "external_id": user.external_id,
        "active": user.active,
        "verified": user.verified,
        "version": user.version,
        "identity_zone_id": ZONE,
        "created": created,
        "meta.created": created,
        "lastmodified": changed,
        "meta.lastmodified": changed,
        "meta.version": user.version,
    }
