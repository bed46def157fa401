"""What is made in the background as a fault shows it: still under way, or failed."""

from collections.abc import Callable

from fakecf.faults.operations import Operation
from fakecf.faults.passing import Passing
from fakecf.state import State
from fakecf.state.steps import COURSES, FAILED, Thing, course_of


def plural_of(operation: Operation) -> str:
    """The kind of thing that an operation is about: `builds` of `builds.show`."""
    return operation.name.partition(".")[0]


def takes_time(operation: Operation) -> bool:
    """Whether the operation is about something that is made in the background."""
    return plural_of(operation) in COURSES


def can_fail(operation: Operation) -> bool:
    """Whether the operation is about something that may come to a bad end; a deployment may not."""
    return takes_time(operation) and FAILED in course_of(plural_of(operation)).endings


def show(passing: Passing, glasses: Callable[[Thing], Thing]) -> None:
    """Let the request see everything of its kind through *glasses*."""
    kind = course_of(plural_of(passing.operation)).record

    def view(state: State) -> State:
        return state.seen(kind, glasses)

    passing.environ["fakecf.view"] = view
