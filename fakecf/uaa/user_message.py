"""A user as it is sent to SCIM: keys in any case, unknown ones refused (UAA's ScimUserJsonDeserializer)."""

import re
from typing import Any, TypeVar

import msgspec

from fakecf.checking import CheckError, converted
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim import SCHEMAS, ScimError, invalid_resource, unexpected

S = TypeVar("S", bound=msgspec.Struct)

_USERNAME = re.compile(r"[\w+\-.@'!]+")
_LONGEST_PASSWORD = 255


class Name(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The two names that UAA keeps; it takes others and forgets them."""

    family_name: str | None = None
    given_name: str | None = None


class Email(msgspec.Struct, frozen=True, kw_only=True):
    """An address; UAA keeps one of a user."""

    value: str | None = None
    primary: bool = False


class PhoneNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number; UAA keeps the first that is not empty."""

    value: str | None = None


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a PATCH takes away."""

    attributes: tuple[str, ...] | None = None


class UserMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that may be said of a user; what is Any is taken and not kept."""

    username: str | None = None
    password: str | None = None
    name: Name | None = None
    emails: tuple[Email, ...] | None = None
    phonenumbers: tuple[PhoneNumber, ...] | None = None
    active: bool = True
    verified: bool = True
    origin: str | None = None
    externalid: str | None = None
    salt: str | None = None
    meta: Meta = Meta()
    schemas: tuple[str, ...] = SCHEMAS
    id: Any = None
    usertype: Any = None
    title: Any = None
    timezone: Any = None
    profileurl: Any = None
    preferredlanguage: Any = None
    nickname: Any = None
    locale: Any = None
    groups: Any = None
    displayname: Any = None
    zoneid: Any = None
    aliasid: Any = None
    aliaszid: Any = None
    passwordlastmodified: Any = None
    approvals: Any = None
    lastlogontime: Any = None
    previouslogontime: Any = None

    @property
    def email(self) -> str | None:
        """The primary address, else the first."""
        emails = self.emails or ()
        return next((each.value for each in emails if each.primary), emails[0].value if emails else None)

    @property
    def phone_number(self) -> str | None:
        return next((each.value for each in self.phonenumbers or () if each.value and each.value.strip()), None)

    def require_valid(self, origin: str) -> None:
        """A name and one address (UAA's ScimUtils); only UAA's own users must be spelt in its letters."""
        if not self.username or not self.username.strip():
            raise invalid_resource("A username must be provided.")
        if origin == "uaa" and not _USERNAME.fullmatch(self.username):
            raise invalid_resource("Username must match pattern: [\\p{L}+0-9+\\-_.@'!]+")
        if self.emails is None or len(self.emails) != 1:
            raise invalid_resource("Exactly one email must be provided.")
        if not self.email:
            raise invalid_resource("An email must be provided.")

    def columns(self) -> dict[str, Any]:
        """What a PUT makes of a user's record; one without a name is not foreseen."""
        if self.name is None:
            raise unexpected()
        return {
            "username": self.username,
            "email": self.email,
            "given_name": self.name.given_name,
            "family_name": self.name.family_name,
            "phone_number": self.phone_number,
            "external_id": self.externalid or None,
            "active": self.active,
            "verified": self.verified,
            "salt": self.salt or "",
        }


def user_message(request: FormRequest) -> UserMessage:
    """What the body says of a user; raises ScimError."""
    document = request.document
    if isinstance(document, dict):
        document = {key.lower(): value for key, value in document.items()}
    message = struct_in(document, UserMessage)
    if message.schemas != SCHEMAS:
        raise ScimError(400, "scim", f"JSON parse error: Only schema '{SCHEMAS[0]}' is currently supported")
    return message


def struct_in(document: Any, wanted: type[S]) -> S:
    """*document* as a *wanted*; what Jackson would say of it is not told word for word."""
    try:
        return converted(document, wanted)
    except CheckError as error:
        raise ScimError(400, "scim", f"JSON parse error: {error}") from None


def require_password(password: str) -> None:
    """UAA's policy as it comes: any, up to a length."""
    if len(password) > _LONGEST_PASSWORD:
        description = f"Password must be no more than {_LONGEST_PASSWORD} characters in length."
        raise ScimError(400, "invalid_password", description)
