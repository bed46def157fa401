"""What a body that asks for a deployment must say: DeploymentCreateMessage, corrections 16, recorded: live_write."""

import pytest

from fakecf.state.app_records import Process
from fakecf.state.records import App
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.deployed import RELATED, refused, run

WEIGHT = "Options canary steps instance weight must be an Integer between 1-100 (inclusive)"
NO_INTEGER = "Max in flight must be an integer greater than 0"


@pytest.fixture
def cf(cf):
    run(cf)
    return cf


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"x": 1, "metadata": 1}, "Metadata must be an object, Unknown field(s): 'x'"),
        ({"strategy": "potato"}, "Strategy 'potato' is not a supported deployment strategy"),
        ({"strategy": {"a": 1}}, "Strategy '{:a=>1}' is not a supported deployment strategy"),
        (
            {"strategy": 1, "droplet": {"guid": "x"}, "revision": {"guid": "x"}, "options": 1},
            (
                "Strategy '1' is not a supported deployment strategy, "
                "Droplet Cannot set both fields 'droplet' and 'revision', Options must be an object"
            ),
        ),
        ({"options": {"a": 1, "b": 2}}, "Options has unsupported key(s): a, b"),
        ({"options": {"max_in_flight": 0}}, NO_INTEGER),
        ({"options": {"max_in_flight": True}}, NO_INTEGER),
        ({"options": {"max_in_flight": "2"}}, NO_INTEGER),
        (
            {
                "options": {
                    "log_rate_limit_in_bytes_per_second": -2,
                    "disk_in_mb": 2**31,
                    "memory_in_mb": 0,
                    "web_instances": 1.5,
                }
            },
            (
                "Web instances must be an integer, Memory in mb must be greater than 0, "
                "Disk in mb must be less than or equal to 2147483647, "
                "Log rate limit in bytes per second must be greater than or equal to -1"
            ),
        ),
        ({"options": {"web_instances": -1}}, "Web instances must be greater than or equal to 0"),
        ({"options": {"canary": {}}}, "Options canary are only valid for Canary deployments"),
        ({"options": {"canary": 1}}, "Options canary must be an object"),
    ],
)
def test_the_body_is_judged_first(cf, body, detail):
    assert refused(cf, body) == unprocessable(detail)


@pytest.mark.parametrize(
    ("steps", "detail"),
    [
        (1, "Options canary steps must be an array of objects"),
        ([1], "Options canary steps must be an array of objects"),
        ([{}], f'Options canary steps missing key: "instance_weight", {WEIGHT}'),
        ([{"instance_weight": 1, "a": 1, "b": 1}], "Options canary steps has unsupported key(s): a, b"),
        ([{"instance_weight": 101}], WEIGHT),
        ([{"instance_weight": "5"}], WEIGHT),
        ([{"instance_weight": 0}, {"instance_weight": "5"}], WEIGHT),
        (
            [{"instance_weight": 5}, {"instance_weight": 0}],
            f"{WEIGHT}, Options canary steps instance weight must be sorted in ascending order",
        ),
    ],
)
def test_the_steps_of_a_canary_are_judged(cf, steps, detail):
    body = {"strategy": "canary", "options": {"canary": {"steps": steps}}}
    assert refused(cf, body) == unprocessable(detail)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (
            "relationships",
            [
                1,
                "",
                [],
                False,
                {"app": 1},
                {"app": {"data": []}},
                {"app": {"data": {"guid": 1}}},
                {"app": {"data": {"guid": "\0"}}},
            ],
        ),
        ("droplet", [0, "", [1], False, {"guid": 1}, {"guid": True}, {"guid": {}}]),
        ("revision", [0, "", [1], {"guid": 1}]),
        ("options", ["", " ", [], {"max_in_flight": 2**31}, {"canary": False}]),
        ("strategy", [[]]),
    ],
)
def test_cc_fails_over_what_its_message_does_not_judge(cf, field, values):
    """corrections 16 and the same code paths; nothing is left of the attempt."""
    before = cf.state
    for value in values:
        assert refused(cf, {**RELATED, field: value}) == (500, UNKNOWN_ERROR)
    assert cf.state[Process] == before[Process]
    assert cf.state[App].get("my-app").droplet_guid == "staged"


@pytest.mark.parametrize("steps", [[], False])
def test_cc_fails_over_a_canary_without_a_step(cf, steps):
    options = {"canary": {"steps": steps}}
    assert refused(cf, {**RELATED, "strategy": "canary", "options": options}) == (500, UNKNOWN_ERROR)
