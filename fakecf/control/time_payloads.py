"""What the calls about time, and about what takes time, take and give."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from fakecf.checking import CheckError, problem
from fakecf.control.payloads import Given, Payload
from fakecf.control.problems import wrong
from fakecf.timing import FORMS
from fakecf.words import duration


class ClockChange(Payload, frozen=True, kw_only=True):
    """How time goes from now on: exactly one of these."""

    freeze: Annotated[str | bool | None, Meta(description="Where to stand still: a moment, or true for now.")] = None
    set: Annotated[str | None, Meta(description="The moment to go on from.")] = None
    live: Annotated[bool | None, Meta(description="True: with the machine's clock.")] = None

    def __post_init__(self) -> None:
        names = self.__struct_fields__
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) != 1:
            raise CheckError(problem("", f"one of {', '.join(names)} is wanted, not {len(given)} of them", names))
        if getattr(self, given[0]) is False:
            raise CheckError(problem(f"/{given[0]}", "false says not what is wanted; freeze, set, or live: true"))


class Passing(Payload, frozen=True, kw_only=True):
    """How much time passes."""

    by: Annotated[str, Meta(description="A time span: `15m`, `12h`, `30d`.")]


class ClockStatus(Given, frozen=True, kw_only=True):
    """What time it is."""

    now: Annotated[datetime, Meta(description="The foundation's time, in UTC.")]
    frozen: Annotated[bool, Meta(description="Whether it stands still.")]
    ahead: Annotated[float, Meta(description="Seconds by which it is ahead of the machine's clock.")]


_TIMING = Meta(description=f"{', '.join(f'`{form}`' for form in FORMS)}, or the steps of that as a list.")


class LifecycleRequest(Payload, frozen=True, kw_only=True):
    """When something ends, and as what."""

    timing: Annotated[str | list[str | dict[str, str]], _TIMING]
    ending: Annotated[
        str | None, Meta(description="`FAILED`, `FAILED: <reason>`, or what it becomes if all goes well; that.")
    ] = None


class Release(Payload, frozen=True, kw_only=True, rename={"ending": "as"}):
    """How something ends now."""

    ending: Annotated[str | None, Meta(description="Another ending than it would have had.")] = None


class LifecycleStatus(Given, frozen=True, kw_only=True):
    """Something under way."""

    type: Annotated[str, Meta(description="`builds`, `packages`, `droplets`, `deployments`, `tasks` or `jobs`.")]
    guid: str
    state: Annotated[str, Meta(description="What the last poll showed, or the next list shows.")]
    timing: Annotated[str | tuple[str, ...], _TIMING]
    ending: Annotated[str, Meta(description="What it becomes.")]
    polls: Annotated[int, Meta(description="How many polls have counted.")]
    since: Annotated[datetime, Meta(description="When it got under way.")]
    due: Annotated[datetime | None, Meta(description="When it ends by itself; null where no moment ends it.")]


def patience(pointer: str, text: str) -> float:
    """The seconds that somebody is ready to wait; raises Refusal."""
    try:
        seconds = duration(text).total_seconds()
    except ValueError as error:
        raise wrong(pointer, str(error)) from None
    if seconds < 0:
        raise wrong(pointer, f"nobody can wait {text}")
    return seconds
