"""What may be said of a process and of its scale: the recordings processes and live_write."""

import pytest

from fakecf.state.app_records import Process
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.resources.test_processes import events, patch, refusal, scale

SEED = "resources/processes.yml"


def health(**data):
    return {"health_check": {"data": data}}


UPDATES = [
    ({"bogus": 1}, "Unknown field(s): 'bogus'"),
    ({"command": 123}, "Command must be a string"),
    ({"command": ""}, "Command must be between 1 and 4096 characters"),
    ({"command": []}, "Command must be a string, Command must be between 1 and 4096 characters"),
    ({"user": "u" * 256}, "User must be between 1 and 255 characters"),
    ({"metadata": 1}, "Metadata must be an object"),
    ({"health_check": {"type": None}}, 'Health check type must be "port", "process", or "http"'),
    ({"health_check": {"type": []}}, "health_check_type must be one of http, none, port, process"),
    ({"readiness_health_check": {"type": []}}, "readiness_health_check_type must be one of http, port, process"),
    (health(timeout=-1), "Health check timeout must be greater than or equal to 1"),
    (health(timeout="x"), "Health check timeout is not a number"),
    (health(timeout=99999999999), "Health check timeout must be less than or equal to 2147483647"),
    (health(timeout=181), "health_check_timeout Maximum exceeded: max 180s"),
    (health(invocation_timeout=0), "Health check invocation timeout must be greater than or equal to 1"),
    (health(interval=1.5), "Health check interval must be an integer"),
    (health(endpoint=1), "Health check endpoint must be a valid URI path"),
    (
        health(endpoint="x" * 256),
        "Health check endpoint is too long (maximum is 255 characters), Health check endpoint must be a valid URI path",
    ),
    (
        {"health_check": {"type": "http"}},
        "health_check_http_endpoint HTTP health check endpoint is not a valid URI path: ",
    ),
    (
        {"readiness_health_check": {"type": "http"}},
        "readiness_health_check_http_endpoint HTTP readiness health check endpoint is not a valid URI path: ",
    ),
    ({"user": "x"}, "user invalid (requested user: 'x' not allowed, permitted users are: 'vcap')"),
    (
        {"health_check": {"type": "x", "data": {"timeout": 0}}, "command": ""},
        (
            "Command must be between 1 and 4096 characters, "
            'Health check type must be "port", "process", or "http", '
            "Health check timeout must be greater than or equal to 1"
        ),
    ),
]


@pytest.mark.parametrize(("body", "detail"), UPDATES)
def test_what_an_update_may_not_say_is_told(cf, body, detail):
    before = cf.state[Process].get("shop")
    assert refusal(patch(cf, body)) == unprocessable(detail)
    assert cf.state[Process].get("shop") == before
    assert events(cf) == []


@pytest.mark.parametrize("check", ["health_check", "readiness_health_check"])
@pytest.mark.parametrize("wrong", [1, "", [], False])
def test_cc_fails_over_a_check_without_keys(cf, check, wrong):
    # corrections 16
    assert refusal(patch(cf, {check: wrong})) == (500, UNKNOWN_ERROR)
    assert refusal(patch(cf, {check: {"data": wrong}})) == (500, UNKNOWN_ERROR)
    assert patch(cf, {check: {"data": None}}).status_code == patch(cf, {check: None}).status_code == 200


@pytest.mark.parametrize("key", ["instances", "memory_in_mb"])
def test_cc_fails_over_a_number_of_null(cf, key):
    assert refusal(scale(cf, {key: None})) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"a": 1}, "Unknown field(s): 'a'"),
        ({"instances": -1}, "Instances must be greater than or equal to 0"),
        ({"instances": " "}, "Instances is not a number"),
        ({"memory_in_mb": 0}, "Memory in mb must be greater than 0"),
        ({"memory_in_mb": 1.5}, "Memory in mb must be an integer"),
        ({"disk_in_mb": 99999999999}, "Disk in mb must be less than or equal to 2147483647"),
        (
            {"log_rate_limit_in_bytes_per_second": -2},
            "Log rate limit in bytes per second must be greater than or equal to -1",
        ),
        (
            {"disk_in_mb": 2049},
            "disk_quota too much disk requested (requested 2049 MB - must be less than 2048 MB)",
        ),
    ],
)
def test_what_a_scaling_may_not_say_is_told(cf, body, detail):
    assert refusal(scale(cf, body)) == unprocessable(detail)
    assert events(cf) == []
