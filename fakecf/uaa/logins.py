"""Logging in with a password: what went well and what did not is kept, and too many failures lock a user out."""

from datetime import datetime, timedelta
from typing import Annotated

from fakecf.clock import Clock
from fakecf.state import Belongs, Record, State, Store
from fakecf.state.record import Moment
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import CLIENT_REALM, BadCredentialsError, UaaError, unauthorized
from fakecf.uaa.credentials import is_same, user_called

# uaa-release's defaults for its lockout policy
_FAILURES = 5
_WITHIN = timedelta(seconds=1200)
_LOCKED_FOR = timedelta(seconds=300)
_LOCKED = "Your account has been locked because of too many failed attempts to login."


class UserLogins(Record, frozen=True, kw_only=True):
    """How a user logged in of late, under the user's guid; `failures` are those since the last success."""

    plural = "uaa_logins"

    user_guid: Annotated[str, Belongs("uaa_users")]
    failures: tuple[Moment, ...] = ()
    last: Moment | None = None
    previous: Moment | None = None

    def locked_at(self, now: datetime) -> bool:
        """Whether enough failed lately, and the last of them only just (UAA's CommonLoginPolicy)."""
        counted = [failure for failure in self.failures if failure > now - _WITHIN]
        return len(counted) >= _FAILURES and counted[-1] > now - _LOCKED_FOR


def logins_of(state: State, user: UaaUser) -> UserLogins:
    """The logins of *user*, of whom nothing may be known yet."""
    known = state[UserLogins].get(user.guid)
    return known or UserLogins(guid=user.guid, created_at=user.created_at, user_guid=user.guid)


class PasswordLogins:
    """Proves users by their passwords and remembers how that went."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def user(self, username: str, password: str, login_hint: str | None) -> UaaUser:
        """The user whose password this is; raises UaaError.

        While a user is locked out even the right password counts for nothing, and failing counts no further.
        """
        state, now = self._store.state, self._clock.now()
        user = user_called(state, username, login_hint)
        if user is None:
            raise BadCredentialsError
        if logins_of(state, user).locked_at(now):
            raise unauthorized(_LOCKED, CLIENT_REALM)
        if not password or not is_same(password, user.password):
            self._remember_failure(user, now)
            raise BadCredentialsError
        if not user.verified:
            raise UaaError(403, "access_denied", "Account not verified", realm=CLIENT_REALM)
        self._remember_success(user, now)
        return user

    def _remember_failure(self, user: UaaUser, now: datetime) -> None:
        with self._store.change() as change:
            logins = logins_of(change, user)
            change.update(logins, failures=(*logins.failures, now)[-_FAILURES:])

    def _remember_success(self, user: UaaUser, now: datetime) -> None:
        with self._store.change() as change:
            logins = logins_of(change, user)
            change.update(logins, failures=(), previous=logins.last, last=now)
