"""What a valid request makes of an app: one more task (CC's `TaskCreate` and `TaskModel`)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from fakecf.capi.call import Call
from fakecf.capi.messages import Body, as_text, updated_metadata
from fakecf.capi.problems import refuse_problems
from fakecf.capi.process_users import DEFAULT_USER, docker_user, user_problems
from fakecf.capi.ruby import is_blank, is_printable, to_s
from fakecf.capi.start_commands import start_command
from fakecf.capi.task_message import template_process_guid
from fakecf.capi.task_quotas import quota_problems
from fakecf.errors import CfError
from fakecf.state import Change, State
from fakecf.state.app_records import Process, Task
from fakecf.state.records import App, Droplet, Space

_LONGEST_COMMAND = 4096


def new_task(call: Call, change: Change, app: App, space: Space, droplet: Droplet | None) -> Task:
    """The task that the body asks for, RUNNING with *droplet* or the app's own, put into *change*."""
    droplet = droplet or change[Droplet].get(app.droplet_guid)
    if droplet is None:
        what = "Task must have a droplet. Specify droplet or assign current droplet to app."
        raise CfError("UnprocessableEntity", what)
    _refuse_much_disk(call)
    app = change[App].get(app.guid) or app
    now = call.services.clock.now()
    task = Task(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        droplet_guid=droplet.guid,
        sequence_id=app.max_task_sequence_id,
        **_asked(call, change),
    )
    refuse_problems((*_problems(task), *quota_problems(change, space, task), *user_problems(call, task.user)))
    task = msgspec.structs.replace(
        task, name=as_text(task.name), command=as_text(task.command), **updated_metadata(task, call.body)
    )
    change.put(task)
    change.update(app, updated_at=now, max_task_sequence_id=app.max_task_sequence_id + 1)
    return task


def user_of(state: State, task: Task) -> str:
    """Who the task runs as: `run_action_user`."""
    droplet = state[Droplet].get(task.droplet_guid)
    if task.user or droplet is None or droplet.lifecycle_type == "buildpack":
        return task.user or DEFAULT_USER
    return "root" if droplet.lifecycle_type == "cnb" else docker_user(droplet) or DEFAULT_USER


def _refuse_much_disk(call: Call) -> None:
    most = call.services.behaviour.maximum_app_disk_in_mb
    if int(call.body.get("disk_in_mb") or 0) > most:
        raise CfError("UnprocessableEntity", f"Cannot request disk_in_mb greater than {most}")


def _asked(call: Call, change: Change) -> dict[str, Any]:
    """The columns as the body, then its template, then the installation have them; texts unchecked."""
    body, behaviour = call.body, call.services.behaviour
    like = _template(change, body)
    rate = _number(body.get("log_rate_limit_in_bytes_per_second"))
    if rate is None:
        rate = like.log_rate_limit if like else behaviour.default_app_log_rate_limit_in_bytes_per_second
    memory = _number(body.get("memory_in_mb")) or (like.memory if like else behaviour.default_app_memory)
    disk = _number(body.get("disk_in_mb")) or (like.disk_quota if like else behaviour.default_app_disk_in_mb)
    return {
        "name": body["name"] if "name" in body else call.services.guids.new()[:8],
        "command": body["command"] if "command" in body or like is None else start_command(change, like),
        "user": body.get("user") if "user" in body or like is None else like.user,
        "memory_in_mb": memory,
        "disk_in_mb": disk,
        "log_rate_limit": rate,
    }


def _template(change: Change, body: Body) -> Process | None:
    """The process that the task shall be like; any there is will do."""
    if "template" not in body:
        return None
    guid = template_process_guid(body)
    process = change[Process].get(guid)
    if process is None:
        raise CfError("ProcessNotFound", guid)
    return process


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _problems(task: Task) -> Iterator[tuple[str, str]]:
    """What the model has against the texts, which no message has looked at (`TaskModel#validate`)."""
    if not to_s(task.name).removesuffix("\n") or not is_printable(to_s(task.name)):
        yield "name", "format"
    if is_blank(task.command):
        yield "command", "presence"
    if len(to_s(task.command)) > _LONGEST_COMMAND:
        yield "command", f"must be shorter than {_LONGEST_COMMAND + 1} characters"
    if is_blank(task.name):
        yield "name", "presence"
