"""A user with what a PATCH takes away and puts in its place (UAA's ScimUser.patch)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.scim import invalid_resource
from fakecf.uaa.tokens import email_of
from fakecf.uaa.user_message import Email, Name, PhoneNumber, UserMessage

_REMOVED: Mapping[str, Mapping[str, Any]] = {
    "emails": {"emails": ()},
    "phonenumbers": {"phonenumbers": ()},
    "name": {"name": Name()},
}
_REMOVED_NAMES = {"name.familyname": "family_name", "name.givenname": "given_name"}
_NOT_KEPT = (
    *("displayname", "nickname", "profileurl", "title", "preferredlanguage", "locale", "timezone"),
    *("name.formatted", "name.honorificprefix", "name.honorificsuffix", "name.middlename"),
)


def patched(user: UaaUser, patch: UserMessage) -> UserMessage:
    """What *user* would be put as, were *patch* applied; raises ScimError."""
    whole = _as_message(user)
    for attribute in patch.meta.attributes or ():
        whole = _without(whole, attribute, patch)
    if patch.origin and patch.origin.strip() and patch.origin != user.origin:
        raise invalid_resource("Cannot change origin in patch of user.")
    return msgspec.structs.replace(
        whole,
        username=whole.username if patch.username is None else patch.username,
        active=patch.active,
        verified=patch.verified,
        name=_merged_name(whole.name or Name(), patch.name or Name()),
        emails=_merged_emails(whole, patch),
        phonenumbers=(*(patch.phonenumbers or ()), *(whole.phonenumbers or ())),
    )


def _as_message(user: UaaUser) -> UserMessage:
    return UserMessage(
        username=user.username,
        name=Name(family_name=user.family_name, given_name=user.given_name),
        emails=(Email(value=email_of(user)),),
        phonenumbers=(PhoneNumber(value=user.phone_number),),
        origin=user.origin,
        externalid=user.external_id,
        salt=user.salt,
    )


def _without(whole: UserMessage, attribute: str, patch: UserMessage) -> UserMessage:
    key = attribute.lower()
    if key in _NOT_KEPT:
        return whole
    if key in _REMOVED:
        return msgspec.structs.replace(whole, **_REMOVED[key])
    if key in _REMOVED_NAMES:
        name = msgspec.structs.replace(whole.name or Name(), **{_REMOVED_NAMES[key]: None})
        return msgspec.structs.replace(whole, name=name)
    if key != "username":
        raise invalid_resource(f'Attribute {attribute} cannot be removed using "Meta.attributes"')
    if not patch.username or not patch.username.strip():
        raise invalid_resource("Can not drop username, field is required.")
    return whole


def _merged_name(current: Name, patch: Name) -> Name:
    return Name(
        family_name=current.family_name if patch.family_name is None else patch.family_name,
        given_name=current.given_name if patch.given_name is None else patch.given_name,
    )


def _merged_emails(whole: UserMessage, patch: UserMessage) -> tuple[Email, ...]:
    """One address stays: the patch's if it is called primary or the only one."""
    emails = (*(whole.emails or ()), *(patch.emails or ()))
    chosen = [each for each in emails if each.primary] or emails
    return tuple(chosen[:1])
