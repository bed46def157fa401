"""How what is under way comes to its end: time passes when somebody looks, polls count when they are answered."""

from datetime import datetime
from typing import Any

import msgspec

from fakecf.capi.rolling_out import roll_out
from fakecf.clock import Clock
from fakecf.state import Change, Record, State, Store, Table
from fakecf.state.app_records import Deployment
from fakecf.state.lifecycles import PRODUCE, Lifecycle, first_state, lifecycle_of, unfinished
from fakecf.state.records import Build, Droplet
from fakecf.state.steps import Step, Thing, course_of, read_step
from fakecf.timing import Written


class Progress:
    """Brings what is under way forward; costs next to nothing while nothing is."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._next: tuple[Table[Lifecycle] | None, datetime | None] = (None, None)

    def present(self) -> State:
        """The present state, after everything that was due by now."""
        state = self._store.state
        if not len(state[Lifecycle]) or not self._is_due(state[Lifecycle]):
            return state
        with self._store.change() as change:
            end_what_is_due(change, self._clock.now())
        return change

    def polled(self, state: State, record: Record) -> State:
        """*state*, or a later one in which a poll of *record* has counted."""
        guid = f"{record.plural}/{record.guid}"
        lifecycle = state[Lifecycle].get(guid) if len(state[Lifecycle]) else None
        if lifecycle is None or not lifecycle.read.counts:
            return state
        with self._store.change() as change:
            count_poll(change, guid, self._clock.now())
        return change

    def _is_due(self, table: Table[Lifecycle]) -> bool:
        seen, due = self._next
        if seen is not table:
            due = min((each.due for each in table if each.due is not None), default=None)
            self._next = (table, due)
        return due is not None and due <= self._clock.now()


def begin(change: Change, thing: Thing, lifecycle: Lifecycle) -> None:
    """Put *thing*, unfinished, under way; at once at its end where the timing is `instant`."""
    change.put(thing, lifecycle)
    if lifecycle.read.script:
        _show(change, lifecycle, lifecycle.read.script[0], lifecycle.created_at)
    elif lifecycle.due == lifecycle.created_at:
        end(change, lifecycle, lifecycle.last, lifecycle.created_at)


def take_up(change: Change, thing: Thing, timing: Written, ending: str | None, now: datetime) -> Lifecycle:
    """Put a *thing* that is there already under way; one that has ended becomes again what it was."""
    known = change[Lifecycle].get(f"{thing.plural}/{thing.guid}")
    made = (known.droplet or known.package) if known is not None else _made_of(change, thing)
    lifecycle = lifecycle_of(thing, timing, ending, now, made)
    droplet = change[Droplet].get(made.guid) if isinstance(thing, Build) and made is not None else None
    if droplet is not None:
        change.put(unfinished(droplet, "STAGING"))
    is_unfinished = thing.state in course_of(thing.plural).unfinished
    begin(change, thing if is_unfinished else unfinished(thing, first_state(thing)), lifecycle)
    return lifecycle


def _made_of(state: State, thing: Thing) -> Record | None:
    """The droplet or the package that *thing* is, or has led to, where it came to a good end."""
    made = state[Droplet].get(thing.droplet_guid) if isinstance(thing, Build) else thing
    return made if made is not None and made.state == course_of(made.plural).done else None


def begin_anew(change: Change, now: datetime, *, after: datetime | None = None) -> None:
    """Whatever is under way, or got so *after* then, has got so *now*."""
    for lifecycle in list(change[Lifecycle]):
        if after is None or lifecycle.created_at > after:
            change.update(lifecycle, created_at=now)


def end_what_is_due(change: Change, now: datetime) -> None:
    """Everything that time has brought to its end, each at its own moment."""
    due = [(each.due, each) for each in change[Lifecycle] if each.due is not None and each.due <= now]
    for moment, lifecycle in sorted(due, key=lambda pair: pair[0]):
        end(change, lifecycle, lifecycle.last, moment)


def count_poll(change: Change, guid: str, now: datetime) -> None:
    """One more poll of the thing whose lifecycle *guid* names, unless another one has just ended it."""
    lifecycle = change[Lifecycle].get(guid)
    if lifecycle is None:
        return
    poll = lifecycle.polls + 1
    step = lifecycle.shown(poll)
    if step is not None and lifecycle.is_over(poll):
        end(change, lifecycle, step, now)
        return
    change.update(lifecycle, polls=poll)
    if step is not None:
        _show(change, lifecycle, step, now)


def end(change: Change, lifecycle: Lifecycle, step: str, moment: datetime) -> None:
    """The thing shows *step*, and is under way no more."""
    _show(change, lifecycle, step, moment)
    change.delete(lifecycle)


def thing_of(state: State, lifecycle: Lifecycle) -> Thing | None:
    """What is under way; None where it has been deleted since."""
    return state[course_of(lifecycle.type).record].get(lifecycle.resource_guid)


def _show(change: Change, lifecycle: Lifecycle, text: str, moment: datetime) -> None:
    thing, step = thing_of(change, lifecycle), read_step(lifecycle.type, text)
    if thing is None:
        return
    if isinstance(thing, Deployment):
        roll_out(change, thing, step, moment)
        return
    _become(change, thing, step, lifecycle.droplet if isinstance(thing, Droplet) else lifecycle.package, moment)
    if isinstance(thing, Build):
        _show_droplet(change, thing, lifecycle.droplet, step, moment)


def _show_droplet(change: Change, build: Build, made: Droplet | None, step: Step, moment: datetime) -> None:
    """A build's droplet shares its fate where it is there already; docker's comes with the end (cc-droplets 6)."""
    if made is None:
        return
    change.update(build, droplet_guid=made.guid if step.state == "STAGED" else None)
    present = change[Droplet].get(made.guid)
    if present is not None:
        _become(change, present, step, made, moment)
    elif step.state == "STAGED":
        change.put(msgspec.structs.replace(made, created_at=moment, updated_at=moment))


def _become(change: Change, thing: Thing, step: Step, made: Record | None, moment: datetime) -> None:
    """*thing* in the state of *step*: with what was made once it is done, without it while it is not."""
    course = course_of(thing.plural)
    fields: dict[str, Any] = {"state": step.state, **step.fields}
    if all(getattr(thing, name) == value for name, value in fields.items()):
        return
    if step.state in course.unfinished:
        change.put(msgspec.structs.replace(unfinished(thing, step.state), updated_at=moment))
        return
    if step.state == course.done and made is not None:
        fields |= {name: getattr(made, name) for name in PRODUCE[type(made)]}
    change.update(thing, updated_at=moment, **fields)
