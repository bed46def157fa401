"""Tasks: `app/controllers/v3/tasks_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.audit import record_task_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.list_query import Accepts, ListQuery, misplaced_errors
from fakecf.capi.listing import list_answer
from fakecf.capi.managing import require_managing
from fakecf.capi.messages import metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.progress import begin
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, of_asked_apps, readable, visible
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import COUNT, METADATA, TEXT, body
from fakecf.capi.task_making import new_task, user_of
from fakecf.capi.task_message import task_errors
from fakecf.capi.timings import default_timing, put_under_way
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.app_records import Task
from fakecf.state.lifecycles import lifecycle_of
from fakecf.state.records import App, Droplet
from fakecf.web import Answer

resource = Resource("tasks", Task)

ENDED = ("SUCCEEDED", "FAILED")
CANCELED = "FAILED: task was cancelled"


TASK = body(
    name=TEXT,
    command=TEXT,
    user=TEXT,
    disk_in_mb=COUNT,
    memory_in_mb=COUNT,
    log_rate_limit_in_bytes_per_second=COUNT,
    droplet_guid=TEXT,
    template=body(process=body(guid=TEXT)),
    metadata=METADATA,
)


def _nesting(params: Params) -> Iterator[str]:
    """What makes no sense below an app, and what only does there (TasksListMessage)."""
    refused = ("space_guids", "organization_guids", "app_guids") if params.get("app_guid") else ("sequence_ids",)
    yield from misplaced_errors(params, refused)


LIST = Accepts(
    keys=("names", "states", "app_guids", "organization_guids", "space_guids", "app_guid", "sequence_ids"),
    arrays=("names", "states", "app_guids", "organization_guids", "space_guids", "sequence_ids"),
    hidden=("app_guid",),
    rule=_nesting,
)


@resource.get("/v3/tasks", query=LIST)
def list_(call: Call) -> Answer:
    return _listed(call, call.query)


@resource.get("/v3/apps/<app_guid>/tasks", query=LIST)
def list_for_app(call: Call, app_guid: str) -> Answer:
    return _listed(call, {**call.query, "app_guid": app_guid})


@resource.get("/v3/tasks/<guid>")
def show(call: Call, guid: str) -> Answer:
    task, space = readable(call, Task, guid, "Task")
    secrets = call.permissions.can_read_secrets_in_space(space)
    return call.json(200, present(call, call.polled(task), secrets=secrets))


@resource.post("/v3/apps/<app_guid>/tasks", takes=TASK, status=202)
def create(call: Call, app_guid: str) -> Answer:
    """The answer says RUNNING, however soon the task ends."""
    require_feature(call, "task_creation")
    require_valid(task_errors(call.body))
    droplet_guid = call.body.get("droplet_guid")
    if droplet_guid is not None and call.find(App, app_guid) is None:
        raise UnknownError  # CC looks for the droplets of an app that is not there (task_create_fetcher.rb)
    app, space = readable(call, App, app_guid, "App")
    call.permissions.require_writing(space)
    droplet = call.find(Droplet, droplet_guid)
    if "droplet_guid" in call.body and (droplet is None or droplet.app_guid != app.guid):
        raise not_found("Droplet")
    with call.services.store.change() as change:
        task = new_task(call, change, app, space, droplet)
        record_task_event(call, change, "create", app, task)
        put_under_way(call, change, task)
    return call.json(202, present(call, task))


@resource.patch("/v3/tasks/<guid>", takes=body(metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """The body is judged before the task is looked for; new metadata leave `updated_at` as it is."""
    require_valid((*metadata_errors(call.body), *unknown_fields(call.body, ("metadata",))))
    task, space = readable(call, Task, guid, "Task")
    call.permissions.require_writing(space)
    with call.services.store.change() as change:
        task = change.update(task, **updated_metadata(task, call.body))
    return call.json(200, present(call, task))


@resource.post("/v3/tasks/<guid>/actions/cancel", status=202, gives=Task)
def cancel(call: Call, guid: str) -> Answer:
    """The answer says CANCELING, however soon Diego reports that the task has failed."""
    task, space = readable(call, Task, guid, "Task")
    require_managing(call, space)
    with call.services.store.change() as change:
        task = change.update(task, updated_at=call.services.clock.now())
        if task.state in ENDED:
            raise CfError("UnprocessableEntity", f"Task state is {task.state} and therefore cannot be canceled")
        task = change.update(task, state="CANCELING")
        app = change[App].get(task.app_guid)
        if app is not None:
            record_task_event(call, change, "cancel", app, task)
        _cancel(call, change, task)
    return call.json(202, present(call, task))


@resource.put("/v3/tasks/<guid>/cancel", status=202, gives=Task)
def cancel_as_it_was(call: Call, guid: str) -> Answer:
    """The route that older clients know."""
    return cancel(call, guid)


def _listed(call: Call, params: Params) -> Answer:
    query = LIST.parse(params)
    app_guid = params.get("app_guid")
    if not app_guid:
        rows: Iterable[Task] = of_asked_apps(call, query, visible(call, call.state[Task]))
        return list_answer(call, query, _chosen(query, rows), "/v3/tasks")
    app, space = readable(call, App, app_guid, "App")
    rows = _chosen(query, call.state[Task].where("app_guid", app.guid))
    secrets = call.permissions.can_read_secrets_in_space(space)
    return list_answer(call, query, rows, f"/v3/apps/{app.guid}/tasks", secrets=secrets)


def _chosen(query: ListQuery, rows: Iterable[Task]) -> Iterator[Task]:
    """PostgreSQL, and so CC, chokes on a sequence id that is no number."""
    chosen = having(query, rows, names="name", states="state")
    if not query.asks("sequence_ids"):
        return chosen
    try:
        asked = frozenset(int(each) for each in query.values("sequence_ids"))
    except ValueError:
        raise UnknownError from None
    return (task for task in chosen if task.sequence_id in asked)


def _cancel(call: Call, change: Change, task: Task) -> None:
    """FAILED as soon as tasks end; at once where a script says what states they show, which are not this one's."""
    timing = default_timing(call, "tasks")
    at = timing if isinstance(timing, str) else "instant"
    begin(change, task, lifecycle_of(task, at, CANCELED, call.services.clock.now()))


@resource.presents
def present(call: Call, task: Task, *, listed: bool = False, secrets: bool | None = None) -> dict[str, Any]:
    """The command is for those who may read *secrets*; where nobody has asked who may, lists hide it."""
    secrets = not listed if secrets is None else secrets
    own, app = f"/v3/tasks/{task.guid}", f"/v3/apps/{task.app_guid}"
    return {
        **base(task),
        "sequence_id": task.sequence_id,
        "name": task.name,
        **({"command": task.command} if secrets else {}),
        "user": user_of(call.state, task),
        "state": task.state,
        "memory_in_mb": task.memory_in_mb,
        "disk_in_mb": task.disk_in_mb,
        "log_rate_limit_in_bytes_per_second": task.log_rate_limit,
        "result": {"failure_reason": task.failure_reason},
        "droplet_guid": task.droplet_guid,
        "relationships": {"app": to_one(task.app_guid)},
        "metadata": metadata(task),
        "links": {
            "self": call.link(own),
            "app": call.link(app),
            "cancel": call.link(f"{own}/actions/cancel", "POST"),
            "droplet": call.link(f"/v3/droplets/{task.droplet_guid}"),
        },
    }
