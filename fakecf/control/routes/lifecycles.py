"""What is under way: see it, start it, change how it ends, end it."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from fakecf.capi.progress import end, take_up
from fakecf.capi.showing import thing_of
from fakecf.checking import CheckError
from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.problems import Refusal, invalid, wrong
from fakecf.control.time_payloads import LifecycleRequest, LifecycleStatus, Release
from fakecf.state import State
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.steps import COURSES, Thing, read_ending
from fakecf.timing import Timing, read_timing, written
from fakecf.web import Answer

T = TypeVar("T")


def list_(asked: Asked) -> Answer:
    return answer(200, list(_under_way(asked.foundation.store.state)))


def put(asked: Asked, type: str, guid: str) -> Answer:
    """What has ended already is unfinished again, and becomes what it was unless another ending is wanted."""
    wanted, now = asked.payload(LifecycleRequest), asked.foundation.clock.now()
    course = COURSES.get(type)
    if course is None:
        raise wrong("/type", f"{type!r} are never under way", COURSES, type)
    timing = _judged("/timing", lambda: written(wanted.timing))
    read = _judged("/timing", lambda: read_timing(timing))
    with asked.foundation.store.change() as change:
        thing: Thing | None = change[course.record].get(guid)
        if thing is None:
            raise Refusal(404, f"there is no {type} record {guid!r}")
        ending = _ending(course.end_of(thing.state), type, wanted.ending, read)
        lifecycle = _judged("/timing", lambda: take_up(change, thing, timing, ending, now))
    return answer(200, _status(change, lifecycle))


def _ending(good: str, type: str, wanted: str | None, timing: Timing) -> str | None:
    """What it becomes, a *good* end unless something else is wanted; None for a script, which says so itself."""
    if timing.script and wanted is not None:
        raise wrong("/ending", "the last step of the timing is the ending")
    if timing.script:
        return None
    ending = wanted or good
    _judged("/ending", lambda: read_ending(type, ending))
    return ending


def release(asked: Asked, type: str, guid: str) -> Answer:
    ending, now = asked.payload(Release).ending, asked.foundation.clock.now()
    with asked.foundation.store.change() as change:
        lifecycle = change[Lifecycle].get(f"{type}/{guid}")
        if lifecycle is None or thing_of(change, lifecycle) is None:
            raise Refusal(404, f"there is nothing under way called {type}/{guid}")
        step = ending or lifecycle.last
        _judged("/as", lambda: read_ending(type, step) if ending else None)
        end(change, lifecycle, step, now)
    return answer(200, _status(change, lifecycle))


def _under_way(state: State) -> Iterator[LifecycleStatus]:
    return (_status(state, each) for each in state[Lifecycle] if thing_of(state, each) is not None)


def _status(state: State, lifecycle: Lifecycle) -> LifecycleStatus:
    thing = thing_of(state, lifecycle)
    return LifecycleStatus(
        type=lifecycle.type,
        guid=lifecycle.resource_guid,
        state=thing.state if thing is not None else "",
        timing=lifecycle.timing,
        ending=lifecycle.last,
        polls=lifecycle.polls,
        since=lifecycle.created_at,
        due=lifecycle.due,
    )


def _judged(pointer: str, attempt: Callable[[], T]) -> T:
    try:
        return attempt()
    except CheckError as error:
        raise invalid(*(msgspec.structs.replace(each, pointer=pointer) for each in error.problems)) from None


_ONE = "/v1/lifecycles/<type>/<guid>"

ENDPOINTS = (
    Endpoint("GET", "/v1/lifecycles", list_, "What is under way.", gives=list[LifecycleStatus]),
    Endpoint(
        "PUT",
        _ONE,
        put,
        "Put a build, package, droplet, deployment, task or job under way, or change when and how it ends.",
        takes=LifecycleRequest,
        gives=LifecycleStatus,
    ),
    Endpoint("POST", f"{_ONE}/release", release, "End what is under way now.", takes=Release, gives=LifecycleStatus),
)
