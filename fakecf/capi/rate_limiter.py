"""CC's rate limiter: `middleware/base_rate_limiter.rb` and `middleware/rate_limiter.rb` (cc-droplets 10.4)."""

import base64
import binascii
import math
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from fakecf.capi.authentication import Who
from fakecf.capi.exit import errors_answer
from fakecf.clock import Clock
from fakecf.config import RateLimiter
from fakecf.errors import CfError
from fakecf.state import Record, Store
from fakecf.web import Answer, Headers, WSGIEnvironment

_EXEMPT = re.compile(r"/v2/info|/v3|/|/healthz|/internal.*", re.DOTALL)


class RequestCount(Record, frozen=True, kw_only=True):
    """How many requests a user, client or address made; its guid is theirs. It counts until `resets_at`."""

    plural = "request_counts"

    count: int
    resets_at: datetime


class Standing(NamedTuple):
    """What CC's headers say of a caller; `refused` names the error of one who is over the limit."""

    headers: Headers
    refused: str | None


class Limiter:
    """Counts the requests of one foundation."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def standing(self, limits: RateLimiter, environ: WSGIEnvironment, who: Who) -> Standing | None:
        """The request counted; None where it is not limited."""
        told, counted = _limits(limits, who)
        if counted < 0 or _EXEMPT.fullmatch(_fullpath(environ)) or _has_basic_auth(environ):
            return None
        caller = who.guid or client_ip(environ)
        record = self._counted(caller, limits.reset_interval_in_minutes)
        reset = int(record.resets_at.timestamp())
        headers = [
            ("x-ratelimit-limit", str(told)),
            ("x-ratelimit-reset", str(reset)),
            ("x-ratelimit-remaining", str(_remaining(told, counted, record.count))),
        ]
        if record.count <= counted:
            return Standing(headers, None)
        refused = "RateLimitExceeded" if who.guid else "IPBasedRateLimitExceeded"
        left = reset - int(self._clock.timestamp())
        return Standing([*headers, ("retry-after", str(left))], refused)

    def _counted(self, caller: str, minutes: int) -> RequestCount:
        now = self._clock.now()
        with self._store.change() as change:
            known = change[RequestCount].get(caller)
            if known is not None and known.resets_at > now:
                return change.update(known, count=known.count + 1)
            left = _seconds_left(caller, int(now.timestamp()), minutes * 60)
            end = now.replace(microsecond=0) + timedelta(seconds=left)
            record = RequestCount(guid=caller, created_at=now, count=1, resets_at=end)
            change.put(record)
        return record


def refusal(standing: Standing, environ: WSGIEnvironment) -> Answer:
    """429; or 401 for a token that is none, which CC's middleware says before it counts (corrections 14)."""
    who: Who = environ["fakecf.who"]
    if who.refusal == "InvalidAuthToken" and who.guid is None:
        answer = errors_answer(401, CfError("InvalidAuthToken").as_json())
        answer.headers = [*standing.headers, ("content-type", "application/json")]
        return answer
    answer = errors_answer(429, CfError(standing.refused or "").as_json())
    answer.headers = [*standing.headers, ("content-type", "text/plain; charset=utf-8")]
    return answer


def client_ip(environ: WSGIEnvironment) -> str:
    """The first address of X-Forwarded-For, else the client's own (`middleware/mixins/client_ip.rb`)."""
    forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", "")
    return forwarded.partition(",")[0].strip() or environ["REMOTE_ADDR"]


def _limits(limits: RateLimiter, who: Who) -> tuple[int, int]:
    if who.guid is None:
        return limits.unauthenticated
    if who.admin or "cloud_controller.admin_read_only" in who.scopes:
        return limits.admin
    return limits.general


def _fullpath(environ: WSGIEnvironment) -> str:
    query = environ.get("QUERY_STRING", "")
    path: str = environ["PATH_INFO"]
    return f"{path}?{query}" if query else path


def _has_basic_auth(environ: WSGIEnvironment) -> bool:
    """Only with a colon in it (corrections 14)."""
    scheme, _, encoded = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    try:
        return scheme.lower() == "basic" and b":" in base64.b64decode(encoded)
    except binascii.Error:
        return False


def _remaining(told: int, counted: int, count: int) -> int:
    """An estimate: the share that is left to this process, floored to tenths, of the limit that is told."""
    if counted <= 0:
        return 0
    return max(0, int(math.floor((counted - count) / counted * 10) / 10 * told))


def _seconds_left(caller: str, now: int, interval: int) -> int:
    """Windows follow each other from a point of the caller's own (`middleware/mixins/user_reset_interval.rb`)."""
    import xxhash

    offset = xxhash.xxh64_intdigest(caller.encode()) % interval
    return interval - (now - offset) % interval
