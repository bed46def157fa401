"""Changing a password, one's own or as an administrator (UAA's PasswordChangeEndpoint)."""

import msgspec

from fakecf.clock import Clock
from fakecf.state import Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import RESOURCE_REALM, answer, unauthorized
from fakecf.uaa.bearers import Bearer, Bearers, insufficient_scope
from fakecf.uaa.credentials import is_same
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim import ScimError
from fakecf.uaa.user_message import require_password, struct_in
from fakecf.web import Answer

_SCOPE = "password.write"


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent; other keys are ignored."""

    password: str | None = None
    old: str | None = msgspec.field(name="oldPassword", default=None)


class Passwords:
    """A changed password makes the tokens of the old one void: it is part of their signature."""

    def __init__(self, store: Store, clock: Clock, bearers: Bearers) -> None:
        self._store = store
        self._clock = clock
        self._bearers = bearers

    def change_password(self, request: FormRequest) -> Answer:
        bearer = self._bearers.of(request)
        bearer.require_resource("password")
        if _SCOPE not in bearer.scopes:
            raise insufficient_scope(_SCOPE)
        wanted = struct_in(request.document, PasswordChange)
        with self._store.change() as change:
            user = change[UaaUser].get(request.params["user_id"])
            if user is None:
                _require_permitted(bearer, request.params["user_id"], wanted.old)
                raise ScimError(401, "bad_credentials", "Invalid password change request")
            self._require_right(bearer, user, wanted)
            moment = self._clock.now()
            change.update(user, password=wanted.password or "", password_changed_at=moment, updated_at=moment)
        return answer(200, {"status": "ok", "message": "password updated"})

    def _require_right(self, bearer: Bearer, user: UaaUser, wanted: PasswordChange) -> None:
        """Clients need no old password, and administrators none but for themselves."""
        _require_permitted(bearer, user.guid, wanted.old)
        if not _trusted(bearer) and not is_same(wanted.old or "", user.password):
            raise unauthorized("Old password is incorrect", RESOURCE_REALM)
        if is_same(wanted.password or "", user.password):
            raise _invalid("Your new password cannot be the same as the old password.", status=422)
        require_password(wanted.password or "")
        if wanted.old is not None and not is_same(wanted.old, user.password):
            raise unauthorized("Old password is incorrect", RESOURCE_REALM)


def _trusted(bearer: Bearer) -> bool:
    return bearer.user is None or bearer.may()


def _require_permitted(bearer: Bearer, guid: str, old: str | None) -> None:
    told = bool(old and old.strip())
    if bearer.user is None:
        return
    if bearer.may():
        if bearer.is_user(guid) and not told:
            raise _invalid("Previous password is required even for admin")
        return
    if not bearer.is_user(guid):
        raise _invalid("Not permitted to change another user's password")
    if not told:
        raise _invalid("Previous password is required")


def _invalid(description: str, status: int = 400) -> ScimError:
    return ScimError(status, "invalid_password", description)
