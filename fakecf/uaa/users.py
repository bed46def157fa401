"""Users for those who administer them: SCIM's `/Users` (UAA's ScimUserEndpoints)."""

from collections.abc import Callable
from typing import Any

import msgspec

from fakecf.clock import Clock
from fakecf.guids import Guids
from fakecf.state import Change, State, Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import UaaError, answer
from fakecf.uaa.bearers import Bearer, Bearers
from fakecf.uaa.form import FormRequest
from fakecf.uaa.logins import logins_of
from fakecf.uaa.scim import SCHEMAS, ScimError, asked, invalid_resource, listed, not_found, page, wanted_version
from fakecf.uaa.user_document import user_document, user_row
from fakecf.uaa.user_message import UserMessage, require_password, struct_in, user_message
from fakecf.uaa.user_patch import patched
from fakecf.web import Answer

_SELF_EDIT = (
    "Users are only allowed to edit their own User settings when internal user storage is enabled, "
    "and in that case they may only edit the givenName and familyName."
)
_NO_LOCKING = (
    "Cannot set user account to locked. User accounts only become locked through exceeding the allowed failed "
    "login attempts."
)
Judge = Callable[[UaaUser], UserMessage]


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What may be changed of a user's account."""

    locked: bool | None = None


class Users:
    """Whoever may not administer users may still see oneself and change one's own names."""

    def __init__(self, store: Store, clock: Clock, guids: Guids, bearers: Bearers) -> None:
        self._store = store
        self._clock = clock
        self._guids = guids
        self._bearers = bearers

    def list_users(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.read")
        state = self._store.state
        found, told = page(request, asked(request, state[UaaUser], user_row))
        return answer(200, listed(request, (user_document(state, user) for user in found), told, SCHEMAS))

    def get_user(self, request: FormRequest) -> Answer:
        self._bearer(request, "scim.read")
        state = self._store.state
        return _shown(200, state, user_in(state, request))

    def create_user(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.write", "scim.create")
        message = user_message(request)
        origin = message.origin or "uaa"
        message.require_valid(origin)
        password = (message.password or "") if origin == "uaa" else ""
        require_password(password)
        with self._store.change() as change:
            _require_unused(change, message, origin)
            user = self._user(message, origin, password)
            change.put(user)
        return _shown(201, self._store.state, user)

    def _user(self, message: UserMessage, origin: str, password: str) -> UaaUser:
        name = message.name
        return UaaUser(
            guid=self._guids.new(),
            created_at=self._clock.now(),
            username=message.username or "",
            password=password,
            origin=origin,
            email=message.email or "",
            active=message.active,
            verified=message.verified,
            given_name=name.given_name if name else None,
            family_name=name.family_name if name else None,
            phone_number=message.phone_number,
            external_id=message.externalid or None,
            salt=message.salt or "",
        )

    def update_user(self, request: FormRequest) -> Answer:
        bearer = self._bearer(request, "scim.write")
        message = user_message(request)
        return self._put(request, bearer, lambda _: message)

    def patch_user(self, request: FormRequest) -> Answer:
        bearer = self._bearer(request, "scim.write")
        patch = user_message(request)
        return self._put(request, bearer, lambda user: patched(user, patch))

    def _put(self, request: FormRequest, bearer: Bearer, judge: Judge) -> Answer:
        """Both ways of changing a user ask for the version that is to be changed."""
        if request.header("If-Match") is None:
            raise ScimError(400, "scim", "Missing If-Match for PUT")
        with self._store.change() as change:
            user = user_in(change, request)
            version = wanted_version(request, user.version)
            message = judge(user)
            _require_own_names_only(bearer, user, message)
            changed = self._changed(change, user, version, message)
        return _shown(200, self._store.state, changed)

    def _changed(self, change: Change, user: UaaUser, version: int, message: UserMessage) -> UaaUser:
        origin = message.origin or "uaa"
        if origin != user.origin:
            raise invalid_resource("Cannot change user's origin in update operation.")
        message.require_valid(origin)
        columns = message.columns()
        if version != user.version:
            raise ScimError(409, "scim_resource_conflict", _wrong_version(user, user.version, version))
        _require_unused(change, message, origin, beside=user)
        return change.update(user, **columns, version=version + 1, updated_at=self._clock.now())

    def delete_user(self, request: FormRequest) -> Answer:
        """The user goes with all its tokens; who it was is answered once more."""
        self._bearers.of(request).require("scim.write")
        with self._store.change() as change:
            user = user_in(change, request)
            gone = _shown(200, change, user)
            version = wanted_version(request, user.version) if request.header("If-Match") is not None else user.version
            if version != user.version:
                raise ScimError(422, "scim", _wrong_version(user, version, version))
            change.delete(user)
        return gone

    def change_status(self, request: FormRequest) -> Answer:
        """Unlock a user whom too many failures locked out; a lock cannot be asked for."""
        self._bearers.of(request).require("scim.write", "uaa.account_status.write")
        wanted = struct_in(request.document, Status)
        if wanted.locked:
            raise ScimError(400, "scim", _NO_LOCKING)
        user = user_in(self._store.state, request)
        if wanted.locked is not None:
            with self._store.change() as change:
                change.update(logins_of(change, user), failures=())
        return answer(200, {} if wanted.locked is None else {"locked": wanted.locked})

    def _bearer(self, request: FormRequest, scope: str) -> Bearer:
        """The one who asks, who may have *scope* or be the user whom the path names."""
        bearer = self._bearers.of(request)
        if not bearer.is_user(request.params["user_id"]):
            bearer.require(scope)
        return bearer


def user_in(state: State, request: FormRequest) -> UaaUser:
    """The user whom the path names; raises ScimError."""
    guid = request.params["user_id"]
    user = state[UaaUser].get(guid)
    if user is None:
        raise not_found(f"User {guid} does not exist")
    return user


def _shown(status: int, state: State, user: UaaUser) -> Answer:
    return answer(status, user_document(state, user), ("ETag", f'"{user.version}"'))


def _wrong_version(user: UaaUser, expected: int, found: int) -> str:
    return f"Attempt to update a user ({user.guid}) with wrong version: expected={expected} but found={found}"


def _require_unused(change: Change, message: UserMessage, origin: str, beside: UaaUser | None = None) -> None:
    """A name is taken whatever its case; where another user has it who is renamed, the database refuses."""
    name = (message.username or "").casefold()
    for user in change[UaaUser]:
        if user.username.casefold() == name and user.origin == origin and user != beside:
            description = f"Username already in use: {message.username}"
            if beside is not None:
                raise ScimError(400, "scim", description)
            raise ScimError(409, "scim_resource_already_exists", description, origin=origin)


def _require_own_names_only(bearer: Bearer, user: UaaUser, message: UserMessage) -> None:
    """Who may not administer users changes nothing but the own names."""
    if not bearer.is_user(user.guid) or bearer.may("scim.write"):
        return
    same: dict[str, Any] = {**message.columns(), "email": message.email or user.email}
    kept = ("username", "email", "phone_number", "external_id", "active", "verified", "salt")
    if user.origin != "uaa" or any(same[column] != getattr(user, column) for column in kept):
        raise UaaError(403, "invalid_self_edit", _SELF_EDIT)
