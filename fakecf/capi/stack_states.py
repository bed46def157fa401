"""Whether staging may use a stack in the state that it is in (`lib/cloud_controller/stack_state_validator.rb`)."""

from urllib.parse import quote_plus

from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.records import Stack
from fakecf.web import Answer


def stack_warnings(state: State, name: str | None, *, first: bool, error: str) -> list[str]:
    """What to warn of whoever uses the stack called so; raises *error* where it may not be used.

    A RESTRICTED one may not be by an app that is staged for the *first* time.
    """
    stack = next(iter(state[Stack].where("name", name)), None)
    if stack is None or stack.state == "ACTIVE":
        return []
    if stack.state == "DISABLED" or (stack.state == "RESTRICTED" and first):
        told = f"ERROR: Staging failed. The stack '{stack.name}' is '{stack.state}' and cannot be used for staging."
        raise CfError(error, told + _reason(stack))
    return [f"WARNING: The stack '{stack.name}' is '{stack.state}' and will be removed in the future.{_reason(stack)}"]


def _reason(stack: Stack) -> str:
    return f" {stack.state_reason}" if (stack.state_reason or "").strip() else ""


def warned(answer: Answer, warnings: list[str]) -> Answer:
    """*answer* with a header for each of the *warnings*."""
    answer.headers[:0] = [("x-cf-warnings", quote_plus(warning)) for warning in warnings]
    return answer
