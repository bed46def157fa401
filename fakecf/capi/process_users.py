"""Who a process or a task may run as: CC's `ProcessUserPolicy`."""

from collections.abc import Iterator

from fakecf.capi.call import Call
from fakecf.capi.list_query import quoted

DEFAULT_USER = "vcap"


def user_problems(call: Call, user: str | None) -> Iterator[tuple[str, str]]:
    """What is wrong with *user*, whatever its case, and the column that it is about."""
    allowed = (DEFAULT_USER, *call.services.behaviour.additional_allowed_process_users)
    if user and user.lower() not in {each.lower() for each in allowed}:
        yield "user", f"invalid (requested user: '{user}' not allowed, permitted users are: {quoted(allowed)})"
