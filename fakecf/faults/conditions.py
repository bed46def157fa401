"""Which requests a rule strikes, how often and how long: its `match` and its `when`."""

import contextlib
import functools
from datetime import datetime
from random import Random
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fakecf.faults.amounts import probability, readable
from fakecf.faults.headers import check_name
from fakecf.faults.problems import wrong
from fakecf.state.record import Moment
from fakecf.words import duration

MAX_NUMBERS = 100

Ordinal = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Pattern = Annotated[str, Meta(min_length=1, max_length=1000)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the parts of a rule have in common."""


class Match(Settings, frozen=True, kw_only=True):
    """Which requests of the operation: each given criterion must hold; `*` and `?` are wildcards."""

    app: Annotated[Pattern | None, Meta(description="An app's name or guid.")] = None
    droplet: Annotated[Pattern | None, Meta(description="A droplet's guid.")] = None
    guid: Annotated[Pattern | None, Meta(description="The guid of whatever the request is about.")] = None
    label: Annotated[
        Pattern | None,
        Meta(description="`tier=gold`, or `tier`: a label of the thing, its app, space or organization."),
    ] = None
    user: Annotated[Pattern | None, Meta(description="A user's name or guid; at the blobstore who was sent there.")] = (
        None
    )
    client: Annotated[Pattern | None, Meta(description="An OAuth client's id.")] = None
    grant: Annotated[Pattern | None, Meta(description="The `grant_type` that UAA is asked for.")] = None
    space: Annotated[Pattern | None, Meta(description="A space's name or guid.")] = None
    org: Annotated[Pattern | None, Meta(description="An organization's name or guid.")] = None
    header: Annotated[
        dict[str, Pattern], Meta(description="Request headers: `{User-Agent: cf/*}`.", max_length=20)
    ] = {}
    listener: Annotated[Literal["api", "uaa", "blobstore"] | None, Meta(description="Where it is asked.")] = None

    def __post_init__(self) -> None:
        for name in self.header:
            check_name("/header", name)

    def facts(self) -> dict[str, str]:
        """The criteria that a subject's facts decide: every one given, but the listener and the headers."""
        given = msgspec.structs.asdict(self).items()
        return {name: value for name, value in given if value is not None and name not in ("listener", "header")}


class When(Settings, frozen=True, kw_only=True, rename={"lifetime": "for"}):
    """How often and how long; unset: for ever, a list of effects once through.

    Requests that match are counted from 1, whether they are struck or not; all that is given must hold.
    """

    times: Annotated[Ordinal | None, Meta(description="How many requests it strikes at most.")] = None
    nth: Annotated[
        Ordinal | Annotated[tuple[Ordinal, ...], Meta(min_length=1, max_length=MAX_NUMBERS)] | None,
        Meta(description="Only the request of that number, or of those."),
    ] = None
    every: Annotated[Ordinal | None, Meta(description="Only every second, third ... request.")] = None
    after: Annotated[Ordinal | None, Meta(description="Lets so many requests through first.")] = None
    probability: Annotated[float | str | None, Meta(description="How likely it strikes: `10%`, or 0.1.")] = None
    seed: Annotated[
        int | None, Meta(description="Where its chance begins: the same seed strikes the same requests.")
    ] = None
    lifetime: Annotated[str | None, Meta(description="How long it lives on the foundation's clock: `30s`.")] = None
    until: Annotated[Moment | None, Meta(description="When it ends: `2026-01-01T00:00:00Z`.")] = None

    def __post_init__(self) -> None:
        if self.lifetime is not None and readable("/for", duration, self.lifetime).total_seconds() <= 0:
            raise wrong("/for", f"{self.lifetime!r} is over before it begins")
        if self.probability is not None:
            readable("/probability", probability, self.probability)
        if self.nth is not None and not self.numbers:
            raise wrong("/nth", "no request of these numbers comes after those let through, and in turn")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The requests of `nth` that come after those let through, and in turn; none where any may be struck."""
        if self.nth is None:
            return ()
        named = (self.nth,) if isinstance(self.nth, int) else self.nth
        return _that_can_come(named, self.after or 0, self.every or 1)

    @property
    def depends_on_requests(self) -> bool:
        return any((self.times, self.nth, self.every, self.after, self.probability is not None))

    def strikes(self, number: int, chance: Random) -> bool:
        """Whether the request of this *number* is struck."""
        if not (number in self.numbers if self.numbers else self._in_turn(number)):
            return False
        return self.probability is None or chance.random() < probability(self.probability)

    def _in_turn(self, number: int) -> bool:
        return _is_in_turn(number, self.after or 0, self.every or 1)

    def end(self, began: datetime) -> datetime | None:
        """When a rule that began then ends by itself; it may outlive the calendar."""
        ends = [] if self.until is None else [self.until]
        with contextlib.suppress(OverflowError):
            ends += [] if self.lifetime is None else [began + duration(self.lifetime)]
        return min(ends, default=None)

    def is_over(self, began: datetime, now: datetime) -> bool:
        """Whether a rule that began then no longer lives now."""
        end = self.end(began)
        return end is not None and now >= end


def _is_in_turn(number: int, after: int, every: int) -> bool:
    place = number - after
    return place >= 1 and place % every == 0


@functools.lru_cache(maxsize=1024)  # asked of every rule whenever one strikes
def _that_can_come(numbers: tuple[int, ...], after: int, every: int) -> tuple[int, ...]:
    return tuple(number for number in sorted(set(numbers)) if _is_in_turn(number, after, every))
