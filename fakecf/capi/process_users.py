"""Who a process or a task may run as: CC's `ProcessUserPolicy`."""

import json
from collections.abc import Iterator

from fakecf.capi.call import Call
from fakecf.capi.list_query import quoted
from fakecf.state import State
from fakecf.state.app_records import Process
from fakecf.state.records import App, Droplet

DEFAULT_USER = "vcap"
DOCKER_USER = "root"


def user_problems(call: Call, user: str | None) -> Iterator[tuple[str, str]]:
    """What is wrong with *user*, whatever its case, and the column that it is about."""
    allowed = (DEFAULT_USER, *call.services.behaviour.additional_allowed_process_users)
    if user and user.lower() not in {each.lower() for each in allowed}:
        yield "user", f"invalid (requested user: '{user}' not allowed, permitted users are: {quoted(allowed)})"


def docker_user(droplet: Droplet) -> str | None:
    """What the image's metadata say, where they can be read."""
    try:
        metadata = json.loads(droplet.execution_metadata or "{}")
    except ValueError:
        return None
    return metadata.get("user") if isinstance(metadata, dict) else None


def user_of_process(state: State, process: Process) -> str:
    """Who it runs as: who was asked for, the image's own user, or the usual one (`run_action_user`)."""
    app = state[App].get(process.app_guid)
    if process.user or app is None or app.lifecycle_type != "docker":
        return process.user or DEFAULT_USER
    droplet = state[Droplet].get(app.droplet_guid)
    return (docker_user(droplet) if droplet is not None else None) or DOCKER_USER
