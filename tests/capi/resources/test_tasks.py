"""Tasks: cc-surface 4.14, the recordings tasks and live_write_tasks."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from fakecf.client import Client
from fakecf.config import Timings
from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.app_records import Task
from fakecf.state.records import App, AuditEvent, Droplet, FeatureFlag
from tests.capi.conftest import (
    NOT_AUTHORIZED,
    UNKNOWN_ERROR,
    WORLD,
    Cf,
    bad_query,
    not_found,
    unprocessable,
)
from tests.capi.roles import OUTSIDERS, READERS, ROLES, SECRETS, WRITERS

SEED = "tasks.yml"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TASK = Task(
    guid="task",
    created_at=NOON,
    updated_at=NOON,
    app_guid="my-app",
    name="migrate",
    command="rake db:migrate",
    sequence_id=7,
    droplet_guid="staged",
    memory_in_mb=256,
    disk_in_mb=512,
)
COMMAND = {"command": "run"}


@pytest.fixture
def task(cf):
    cf.put(TASK)
    return "/v3/tasks/task"


def run(cf, body=COMMAND, as_="admin", app="my-app"):
    return cf.ask(f"/v3/apps/{app}/tasks", as_, method="POST", json=body)


def refusal(cf, body, as_="admin", app="my-app"):
    return cf.error(f"/v3/apps/{app}/tasks", as_, method="POST", json=body)


def act(cf, path, as_="admin"):
    return cf.ask(f"{path}/actions/cancel", as_, method="POST")


def test_a_task_is_shown_whole_in_ccs_order(cf, task):
    expected = {
        "guid": "task",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "sequence_id": 7,
        "name": "migrate",
        "command": "rake db:migrate",
        "user": "vcap",
        "state": "RUNNING",
        "memory_in_mb": 256,
        "disk_in_mb": 512,
        "log_rate_limit_in_bytes_per_second": -1,
        "result": {"failure_reason": None},
        "droplet_guid": "staged",
        "relationships": {"app": {"data": {"guid": "my-app"}}},
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": f"{cf.url}{task}"},
            "app": {"href": f"{cf.url}/v3/apps/my-app"},
            "cancel": {"href": f"{cf.url}{task}/actions/cancel", "method": "POST"},
            "droplet": {"href": f"{cf.url}/v3/droplets/staged"},
        },
    }
    shown = cf.ask(task).json()
    assert shown == expected
    assert list(shown) == list(expected)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_the_app_may_read_its_tasks(cf, task, role):
    assert cf.ask(task, role).status_code == (200 if role in READERS else 404)
    assert cf.guids("/v3/tasks", role) == (["task"] if role in READERS else [])
    assert cf.ask("/v3/apps/my-app/tasks", role).status_code == (200 if role in READERS else 404)


@pytest.mark.parametrize("role", READERS)
def test_the_command_is_for_those_who_may_read_secrets_and_in_the_list_of_all_for_nobody(cf, task, role):
    (of_app,) = cf.ask("/v3/apps/my-app/tasks", role).json()["resources"]
    (of_all,) = cf.ask("/v3/tasks", role).json()["resources"]
    assert ["command" in shown for shown in (cf.ask(task, role).json(), of_app)] == [role in SECRETS] * 2
    assert "command" not in of_all


@pytest.mark.parametrize(
    ("droplet", "metadata", "user"),
    [
        ("staged", '{"user": "me"}', "vcap"),
        ("docker", '{"user": "me"}', "me"),
        ("docker", '{"user": ""}', "vcap"),
        ("docker", "[]", "vcap"),
        ("docker", "no JSON", "vcap"),
        ("docker", None, "vcap"),
        ("cnb", None, "root"),
        ("gone", None, "vcap"),
    ],
)
def test_a_task_that_names_no_user_runs_as_the_droplet_has_it(cf, task, droplet, metadata, user):
    """`TaskModel#run_action_user`."""
    cf.change(Task, "task", droplet_guid=droplet)
    if droplet != "gone":
        cf.change(Droplet, droplet, execution_metadata=metadata)
    assert cf.ask(task).json()["user"] == user


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("names=migrate,x", True),
        ("names=Migrate", False),
        ("states=RUNNING", True),
        ("states=FAILED", False),
        ("app_guids=my-app", True),
        ("space_guids=dev", True),
        ("organization_guids=suspended", False),
        ("guids=task", True),
        ("label_selector=env=x", False),
        ("app_guid=my-app", True),
    ],
)
def test_lists_are_filtered(cf, task, query, found):
    assert cf.guids(f"/v3/tasks?{query}") == (["task"] if found else [])


def test_sequence_ids_are_asked_for_below_an_app_and_are_numbers(cf, task):
    assert cf.guids("/v3/apps/my-app/tasks?sequence_ids=7,8") == ["task"]
    assert cf.guids("/v3/apps/my-app/tasks?sequence_ids=8") == []
    assert cf.error("/v3/apps/my-app/tasks?sequence_ids=x") == (500, UNKNOWN_ERROR)
    assert cf.error("/v3/tasks?sequence_ids=7") == bad_query("Unknown query parameter(s): 'sequence_ids'")


def test_what_is_below_an_app_cannot_be_asked_for_other_places(cf):
    path = "/v3/apps/my-app/tasks?app_guids=a&space_guids=s&organization_guids=o"
    told = "Unknown query parameter(s): 'space_guids', 'organization_guids', 'app_guids'"
    assert cf.error(path) == bad_query(told)


def test_app_guid_in_the_query_leads_below_the_app(cf, task):
    """recorded: live_read."""
    first = cf.ask("/v3/tasks?app_guid=my-app").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/apps/my-app/tasks?page=1&per_page=50"


def test_a_new_task_is_running_with_what_was_asked(cf):
    body = {
        "name": "best",
        "command": "run",
        "user": "testuser",
        "memory_in_mb": "10",
        "disk_in_mb": 20,
        "log_rate_limit_in_bytes_per_second": 30,
        "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
    }
    answer = run(cf, body)
    shown = answer.json()
    assert answer.status_code == 202
    assert shown == {**cf.ask(shown["links"]["self"]["href"].removeprefix(cf.url)).json(), "state": "RUNNING"}
    told = {"user": "testuser", "memory_in_mb": 10, "state": "RUNNING", "sequence_id": 1, "droplet_guid": "staged"}
    assert shown == {**shown, **body, **told}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write_in_the_space_may_run_tasks(cf, role):
    expected = 202 if role in WRITERS else 404 if role in OUTSIDERS else 403
    assert run(cf, as_=role).status_code == expected


def test_where_tasks_are_switched_off_only_admins_run_them(cf):
    cf.put(FeatureFlag(guid="flag", created_at=NOON, name="task_creation", enabled=False))
    told = {"detail": "Feature Disabled: task_creation", "title": "CF-FeatureDisabled", "code": 330002}
    assert refusal(cf, {}, as_="no_role") == (403, told)
    assert run(cf).status_code == 202


def test_nothing_runs_in_a_suspended_organization(cf):
    status, error = refusal(cf, COMMAND, as_="space_developer", app="suspended-app")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")


def test_metadata_can_be_changed_and_leave_updated_at_as_it_was(cf, task):
    """recorded: live_write, task-patch."""
    body = {"metadata": {"labels": {"a": "b"}}}
    shown = cf.ask(task, method="PATCH", json=body).json()
    assert (shown["metadata"]["labels"], shown["updated_at"]) == ({"a": "b"}, "2026-01-02T12:00:00Z")
    assert cf.ask(task).json() == shown
    answer = cf.error("/v3/tasks/nope", method="PATCH", json={"name": "x"})
    assert answer == unprocessable("Unknown field(s): 'name'")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write_in_the_space_may_change_a_task_and_supporters_may_cancel_it_too(cf, task, role):
    """`can_manage_apps_in_active_space?`."""
    refused = 404 if role in OUTSIDERS else 403
    changed = cf.ask(task, role, method="PATCH", json={}).status_code
    assert changed == (200 if role in WRITERS else refused)
    assert act(cf, task, role).status_code == (202 if role in (*WRITERS, "space_supporter") else refused)


@pytest.mark.parametrize("path", ["/v3/tasks/task/actions/cancel", "/v3/tasks/task/cancel"])
def test_a_canceled_task_fails(cf, task, path):
    method = "POST" if path.endswith("actions/cancel") else "PUT"
    answer = cf.ask(path, method=method)
    assert (answer.status_code, answer.json()["state"]) == (202, "CANCELING")
    assert [cf.ask(task).json()["state"] for _ in range(3)] == ["CANCELING", "CANCELING", "FAILED"]
    assert cf.ask(task).json()["result"] == {"failure_reason": "task was cancelled"}
    told = "Task state is FAILED and therefore cannot be canceled"
    assert cf.error(path, method=method) == unprocessable(told)


def test_a_task_runs_as_long_as_tasks_do(cf):
    path = f"/v3/tasks/{run(cf).json()['guid']}"
    assert [cf.ask(path).json()["state"] for _ in range(4)] == ["RUNNING", "RUNNING", "SUCCEEDED", "SUCCEEDED"]
    assert act(cf, path).status_code == 422


def test_where_a_script_says_how_tasks_run_a_canceled_one_fails_at_once():
    seed = load([str(WORLD)], now=NOON, environ={})
    timing = Timings(tasks=("RUNNING", "RUNNING", "FAILED: out of memory"))
    with Server(foundation=Foundation(replace(seed, behaviour=replaced(seed.behaviour, timing)))) as server:
        cf = Cf(server)
        path = f"/v3/tasks/{run(cf).json()['guid']}"
        assert [cf.ask(path).json()["state"] for _ in range(3)] == ["RUNNING", "RUNNING", "FAILED"]
        assert cf.ask(path).json()["result"] == {"failure_reason": "out of memory"}
        other = f"/v3/tasks/{run(cf).json()['guid']}"
        assert act(cf, other).json()["state"] == "CANCELING"
        assert cf.ask(other).json()["result"] == {"failure_reason": "task was cancelled"}
        cf.close()


def replaced(behaviour, timing):
    return msgspec.structs.replace(behaviour, timing=timing)


def test_a_task_that_fails_without_a_reason_says_how_it_ended(cf, task):
    Client(cf.server.control_url).set_lifecycle("tasks", "task", "instant", "FAILED")
    assert cf.ask(task).json()["result"] == {"failure_reason": "Exited with status 1"}


@pytest.mark.parametrize(("event", "role"), [("create", "space_developer"), ("cancel", "space_supporter")])
def test_running_and_canceling_a_task_are_events_that_hide_the_command(cf, task, event, role):
    """recorded: tasks, live_write_tasks."""
    guid = run(cf, {**COMMAND, "name": "n"}, role).json()["guid"] if event == "create" else "task"
    if event == "cancel":
        act(cf, task, role)
    (told,) = cf.state[AuditEvent]
    asked = cf.state[Task].get(guid)
    request = {"name": asked.name, "memory_in_mb": asked.memory_in_mb, "command": "[PRIVATE DATA HIDDEN]"}
    assert (told.type, told.target) == (f"audit.app.task.{event}", "my-app")
    assert told.data == {"task_guid": guid, "request": request}


def test_tasks_go_with_their_app(cf, task):
    with cf.foundation.store.change() as change:
        change.delete(change[App].get("my-app"))
    assert cf.error(task) == (404, not_found("Task"))


def test_who_may_not_write_is_told_so(cf, task):
    assert cf.error(task, "space_auditor", method="PATCH", json={}) == (403, NOT_AUTHORIZED)
