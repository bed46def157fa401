"""The Cloud Controller's rate limiter: `api ratelimit=5`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.config import RateLimiter
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Ratelimit(Fault, frozen=True, kw_only=True):
    """Counts requests as CC's rate limiter does, tells what remains in its headers, and answers 429 beyond."""

    examples = ("ratelimit=5",)
    main = "general_limit"
    listeners = ("api",)

    general_limit: Annotated[int, Meta(description="Requests of one user in an interval.", ge=0)] = 2000
    unauthenticated_limit: Annotated[int, Meta(description="Requests of one address without a token.", ge=0)] = 100
    admin_limit: Annotated[int, Meta(description="Requests of one admin; -1: no limit and no headers.", ge=-1)] = -1
    per_process_general_limit: Annotated[
        int | None, Meta(description="How many are let through; `general_limit` is then only what headers tell.")
    ] = None
    per_process_unauthenticated_limit: Annotated[int | None, Meta(description="The same without a token.")] = None
    per_process_admin_limit: Annotated[int | None, Meta(description="The same for an admin.")] = None
    reset_interval_in_minutes: Annotated[int, Meta(description="When everybody begins anew.", ge=1)] = 60

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.rate_limiter"] = RateLimiter(**msgspec.structs.asdict(self))
        return None
