"""How what is under way comes to its end: time passes when somebody looks, polls count when they are answered."""

from datetime import datetime

from fakecf.capi.showing import show
from fakecf.clock import Clock
from fakecf.state import Change, Record, State, Store, Table
from fakecf.state.lifecycles import Lifecycle, first_state, lifecycle_of, unfinished
from fakecf.state.records import Build, Droplet
from fakecf.state.steps import Thing, course_of
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
        show(change, lifecycle, lifecycle.read.script[0], lifecycle.created_at)
    elif lifecycle.due == lifecycle.created_at:
        end(change, lifecycle, lifecycle.last, lifecycle.created_at)


def take_up(change: Change, thing: Thing, timing: Written, ending: str | None, now: datetime) -> Lifecycle:
    """Put a *thing* that is there already under way; one that has ended becomes again what it was."""
    known = change[Lifecycle].get(f"{thing.plural}/{thing.guid}")
    made = known.made if known is not None else _made_of(change, thing)
    lifecycle = lifecycle_of(thing, timing, ending, now, made, known.events if known is not None else ())
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
        show(change, lifecycle, step, now)


def end(change: Change, lifecycle: Lifecycle, step: str, moment: datetime) -> None:
    """The thing shows *step*, and is under way no more."""
    show(change, lifecycle, step, moment)
    change.delete(lifecycle)
