"""What a body that asks for a task must say: the recordings tasks and live_write_tasks."""

import pytest

from fakecf.state.app_records import Task
from tests.capi.conftest import (
    UNKNOWN_ERROR,
    unprocessable,
)
from tests.capi.resources.test_tasks import COMMAND, refusal, run

SEED = "resources/tasks.yml"

NO_COMMAND = "Command No command or template provided"

NO_TEMPLATE = "Template process guid must be a string, Template process guid must be between 1 and 200 characters"

LOG_RATE = "Log rate limit in bytes per second"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, NO_COMMAND),
        ({"command": None}, NO_COMMAND),
        ({"command": False, "template": False}, f"{NO_TEMPLATE}, {NO_COMMAND}"),
        ({"template": None}, f"{NO_TEMPLATE}, {NO_COMMAND}"),
        ({"template": "x"}, NO_TEMPLATE),
        ({"template": {"process": 1}}, NO_TEMPLATE),
        ({"template": {"process": {"guid": ""}}}, NO_TEMPLATE.partition(", ")[2]),
        ({"bogus": 1}, f"Unknown field(s): 'bogus', {NO_COMMAND}"),
        ({**COMMAND, "metadata": None, "bogus": 1}, "Metadata must be an object, Unknown field(s): 'bogus'"),
        ({**COMMAND, "memory_in_mb": 0}, "Memory in mb must be greater than 0"),
        (
            {**COMMAND, "memory_in_mb": True, "disk_in_mb": 1.5},
            "Disk in mb must be an integer, Memory in mb is not a number",
        ),
        ({**COMMAND, "log_rate_limit_in_bytes_per_second": -2}, f"{LOG_RATE} must be greater than -2"),
        (
            {**COMMAND, "log_rate_limit_in_bytes_per_second": 2**63},
            f"{LOG_RATE} must be less than or equal to 9223372036854775807",
        ),
        ({**COMMAND, "droplet_guid": ""}, "Droplet guid must be between 1 and 200 characters"),
        ({**COMMAND, "user": 1}, "User must be a string"),
        ({**COMMAND, "user": ""}, "User must be between 1 and 255 characters"),
        ({**COMMAND, "user": []}, "User must be a string, User must be between 1 and 255 characters"),
        ({**COMMAND, "disk_in_mb": 2049}, "Cannot request disk_in_mb greater than 2048"),
        ({**COMMAND, "name": None}, "name format, name presence"),
        ({**COMMAND, "name": []}, "name presence"),
        ({**COMMAND, "name": "a\u2028"}, "name format"),
        ({"command": " ", "name": " "}, "command presence, name presence"),
        ({"command": "x" * 4097}, "command must be shorter than 4097 characters"),
        (
            {**COMMAND, "user": "root"},
            "user invalid (requested user: 'root' not allowed, permitted users are: 'vcap', 'TestUser')",
        ),
    ],
)
def test_what_is_wrong_with_a_task_is_told(cf, body, told):
    assert refusal(cf, body) == unprocessable(told)
    assert not list(cf.state[Task])


@pytest.mark.parametrize(("given", "kept"), [(1.5, "1.5"), (True, "true"), ([1], "1"), (99999999999, "99999999999")])
def test_name_and_command_may_be_whatever_the_database_takes_for_text(cf, given, kept):
    """recorded: live_write_tasks."""
    shown = run(cf, {"name": given, "command": given}).json()
    assert (shown["name"], shown["command"]) == (kept, kept)
    assert refusal(cf, {"name": {"a": 1}, "command": "c"}) == (500, UNKNOWN_ERROR)
