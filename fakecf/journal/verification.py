"""Whether what should have happened did: how often, and in which order."""

from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.checking import CheckError, problem
from fakecf.journal.exchange import Exchange
from fakecf.journal.near_misses import NearMiss, near_misses, told
from fakecf.journal.search import Search

_Count = Annotated[int, Meta(ge=0)]


class Times(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How often: at least `min`, at most `max`."""

    min: Annotated[_Count, Meta(description="At least so often.")] = 0
    max: Annotated[_Count | None, Meta(description="At most so often.")] = None

    def __post_init__(self) -> None:
        if self.max is not None and self.max < self.min:
            raise CheckError(problem("/max", f"at most {self.max} and at least {self.min} cannot both be"))

    def __str__(self) -> str:
        if self.max is None:
            return f"at least {self.min}"
        return f"exactly {self.min}" if self.max == self.min else f"{self.min} to {self.max}"

    def allow(self, count: int) -> bool:
        return self.min <= count and (self.max is None or count <= self.max)


ONCE_AT_LEAST = Times(min=1)


class NotVerifiedError(AssertionError):
    """Something did not happen as often, or not in the order, that was wanted."""

    def __init__(self, sentence: str, found: int, misses: tuple[NearMiss, ...]) -> None:
        super().__init__(told(sentence, misses))
        self.found = found
        self.near_misses = misses


def verify_count(exchanges: list[Exchange], search: Search, times: Times | int = ONCE_AT_LEAST) -> list[Exchange]:
    """What *search* finds, if it is found as often as wanted, a number meaning exactly; raises NotVerifiedError."""
    wanted = Times(min=times, max=times) if isinstance(times, int) else times
    found = search.among(exchanges)
    if wanted.allow(len(found)):
        return found
    misses = near_misses(search, exchanges) if len(found) < wanted.min else ()
    plural = "" if len(found) == 1 else "s"
    raise NotVerifiedError(f"found {len(found)} exchange{plural} where {wanted} are wanted", len(found), misses)


def verify_order(exchanges: list[Exchange], order: tuple[Search, ...]) -> list[Exchange]:
    """One exchange for each search, each asked after the one before it; others may lie between them.

    Raises NotVerifiedError, whose misses are those of the first search that finds nothing.
    """
    asked, found = sorted(exchanges, key=lambda exchange: exchange.id), list[Exchange]()
    for place, search in enumerate(order):
        later = [each for each in asked if not found or each.id > found[-1].id]
        matching = search.among(later)
        if not matching:
            behind = f" after exchange {found[-1].id}" if found else ""
            sentence = f"found {place} of {len(order)} in this order: nothing{behind} is like /order/{place}"
            raise NotVerifiedError(sentence, place, near_misses(search, later))
        found.append(matching[0])
    return found
