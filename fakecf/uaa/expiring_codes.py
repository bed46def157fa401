"""Codes that can be traded once, and only for five minutes: for tokens, or in place of a password."""

from datetime import datetime, timedelta
from typing import Annotated

from fakecf.state import Belongs, Change, Record
from fakecf.state.record import Moment

_LASTING = timedelta(minutes=5)


class ExpiringCode(Record, frozen=True, kw_only=True):
    """A code, which is its guid, and what was asked for when it was made.

    A passcode names no client. `redirect_uri` is where the code was sent; `redirect_asked`, whether the client said so.
    """

    plural = "expiring_codes"

    user_guid: Annotated[str, Belongs("uaa_users")]
    expires_at: Moment
    client_id: str | None = None
    scopes: tuple[str, ...] = ()
    redirect_uri: str = ""
    redirect_asked: bool = False
    code_challenge: str | None = None
    code_challenge_method: str = "plain"


def expiry(now: datetime) -> datetime:
    """When a code ends that is made *now*."""
    return now + _LASTING


def keep(change: Change, code: ExpiringCode) -> None:
    """Keep a code that was made just now."""
    _forget_expired(change, code.created_at)
    change.put(code)


def taken(change: Change, code: str, now: datetime) -> ExpiringCode | None:
    """The code, which is gone with this; None where there is none, or no longer."""
    _forget_expired(change, now)
    found = change[ExpiringCode].get(code)
    if found is not None:
        change.delete(found)
    return found


def _forget_expired(change: Change, now: datetime) -> None:
    change.delete(*(each for each in change[ExpiringCode] if each.expires_at <= now))
