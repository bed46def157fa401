"""When what a client asks for ends, where nobody has said so of this one: the foundation's own timings."""

from typing import NamedTuple

from fakecf.capi.call import Call
from fakecf.capi.progress import begin
from fakecf.state import Change, Record
from fakecf.state.lifecycles import lifecycle_of
from fakecf.state.records import AuditEvent
from fakecf.state.steps import Thing, course_of
from fakecf.timing import Written, read_timing, written


class Outcome(NamedTuple):
    """What comes of something under way: what is *made*, and *told* in the audit log, if it ends well.

    An *ending* is for sure, even where a script of states has another one.
    """

    made: Record | None = None
    ending: str | None = None
    told: tuple[AuditEvent, ...] = ()


ENDED_WELL = Outcome()


def default_timing(call: Call, plural: str) -> Written:
    """When a thing of that kind ends."""
    return written(getattr(call.services.behaviour.timing, plural))


def put_under_way(call: Call, change: Change, thing: Thing, outcome: Outcome = ENDED_WELL) -> None:
    """Let *thing*, unfinished, come to its end: a good one where no script of states and no *outcome* has another."""
    made, ending, told = outcome
    timing = default_timing(call, thing.plural)
    script = read_timing(timing).script
    if script and ending is not None:
        timing = (*script[:-1], ending)
    last = None if script else ending or course_of(thing.plural).done
    now = call.services.clock.now()
    begin(change, thing, lifecycle_of(thing, timing, last, now, made, told))
