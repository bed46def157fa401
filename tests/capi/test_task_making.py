"""What a new task is made of: the recordings tasks and live_write_tasks, TaskCreate."""

import re

from fakecf.state.app_records import Process
from tests.capi.conftest import (
    UNKNOWN_ERROR,
    not_found,
    unprocessable,
)
from tests.capi.resources.test_tasks import COMMAND, NOON, refusal, run

SEED = "resources/tasks.yml"


def test_what_is_not_asked_for_is_made_up_or_as_the_installation_has_it(cf):
    """`TaskCreate`: a name of four random bytes."""
    shown = run(cf).json()
    assert re.fullmatch("[0-9a-f]{8}", shown["name"])
    sizes = (shown["memory_in_mb"], shown["disk_in_mb"], shown["log_rate_limit_in_bytes_per_second"])
    assert (shown["user"], sizes) == ("vcap", (1024, 1024, -1))


def test_tasks_of_an_app_are_counted(cf):
    assert [run(cf).json()["sequence_id"] for _ in range(3)] == [1, 2, 3]
    assert run(cf, app="imaged").json()["sequence_id"] == 1


def test_a_task_may_be_like_a_process(cf):
    process = Process(
        guid="process", created_at=NOON, app_guid="my-app", memory=5, disk_quota=6, log_rate_limit=7, user="TestUser"
    )
    cf.put(process)
    like = {"template": {"process": {"guid": "process"}}}
    shown = run(cf, like).json()
    sizes = (shown["memory_in_mb"], shown["disk_in_mb"], shown["log_rate_limit_in_bytes_per_second"])
    assert (shown["command"], shown["user"], sizes) == ("start", "TestUser", (5, 6, 7))
    own = run(cf, {**like, "command": "own", "memory_in_mb": 1, "user": None}).json()
    assert (own["command"], own["memory_in_mb"], own["user"]) == ("own", 1, "vcap")
    cf.change(Process, "process", command="its own")
    assert run(cf, like).json()["command"] == "its own"
    cf.change(Process, "process", command=None, type="worker")
    assert refusal(cf, like) == unprocessable("command presence")


def test_a_process_that_is_not_there_cannot_be_a_template(cf):
    told = {"detail": "The process could not be found: x", "title": "CF-ProcessNotFound", "code": 350003}
    assert refusal(cf, {"template": {"process": {"guid": "x"}}}) == (404, told)


def test_a_task_takes_the_droplet_it_is_given_or_the_apps_own(cf):
    assert run(cf, {**COMMAND, "droplet_guid": "sha1-only"}).json()["droplet_guid"] == "sha1-only"
    assert refusal(cf, {**COMMAND, "droplet_guid": "docker"}) == (404, not_found("Droplet"))
    assert refusal(cf, {**COMMAND, "droplet_guid": None}) == (404, not_found("Droplet"))
    told = "Task must have a droplet. Specify droplet or assign current droplet to app."
    assert refusal(cf, COMMAND, app="bare") == unprocessable(told)


def test_the_droplet_of_an_app_that_is_not_there_is_one_question_too_many(cf):
    """task_create_fetcher.rb."""
    assert refusal(cf, {**COMMAND, "droplet_guid": "staged"}, app="nope") == (500, UNKNOWN_ERROR)
    assert refusal(cf, COMMAND, app="nope") == (404, not_found("App"))
