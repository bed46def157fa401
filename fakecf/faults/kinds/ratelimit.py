"""The Cloud Controller's rate limiter: `api ratelimit=5`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.config import RateLimiter
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer

_USUAL = RateLimiter()


class Ratelimit(Fault, RateLimiter, frozen=True, kw_only=True):
    """Counts requests as CC's rate limiter does, tells what remains in its headers, and answers 429 beyond."""

    examples = ("ratelimit=5",)
    main = "general_limit"
    listeners = ("api",)

    # tighter than in a seed: a fault that limits nobody would be none
    general_limit: Annotated[int, Meta(description="Requests of one user in an interval.", ge=0)] = _USUAL.general_limit
    unauthenticated_limit: Annotated[int, Meta(description="Requests of one address without a token.", ge=0)] = (
        _USUAL.unauthenticated_limit
    )
    admin_limit: Annotated[int, Meta(description="Requests of one admin; -1: no limit and no headers.", ge=-1)] = (
        _USUAL.admin_limit
    )

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.rate_limiter"] = RateLimiter(**msgspec.structs.asdict(self))
        return None
