import json

import pytest

from fakecf.state import Table
from fakecf.state.app_records import Process, ProcessInstance
from tests.conformance.columns import moment
from tests.conformance.instances import instances_told
from tests.conformance.recordings import read
from tests.conformance.scope import out_of_scope

NOW = "2026-11-23T12:00:00Z"
SHOWN = {"resources": [{"index": 0, "state": "RUNNING", "since": 60}, {"index": 1, "state": "STARTING", "since": 59}]}
PROCESS = Process(guid="p", created_at=moment(NOW), app_guid="a")


@pytest.fixture
def asked(record, exchange):
    """The exchange of a list of instances, where *stubs* stood in for somebody."""

    def of(stubs, status=200):
        request = {**exchange["request"], "path": "/v3/processes/p/process_instances"}
        response = {**exchange["response"], "status": status, "body": json.dumps(SHOWN)}
        told = {**exchange, "now": NOW, "request": request, "response": response, "stubs": stubs}
        (only,) = read(record({"snapshot": "s1", "tables": {}}, told))
        return only

    return of


def test_a_double_of_diego_tells_which_instances_ran(asked):
    told = instances_told(asked({"double()#actual_lrps_by_process_guids": 1}), Table([PROCESS]))
    (process,) = told[Process]
    assert process.state == "STARTED"
    assert [(each.process_guid, each.index, each.state) for each in told[ProcessInstance]] == [
        ("p", 0, "RUNNING"),
        ("p", 1, "STARTING"),
    ]
    assert [(moment(NOW) - each.created_at).total_seconds() for each in told[ProcessInstance]] == [60, 59]


@pytest.mark.parametrize(
    ("stubs", "status"),
    [({}, 200), ({"Diego::Client#build_client": 1}, 200), ({"x#actual_lrps_by_process_guids": 1}, 404)],
)
def test_without_one_nobody_tells(asked, stubs, status):
    assert instances_told(asked(stubs, status), Table([PROCESS])) == {}


@pytest.mark.parametrize("reporter", ["double()#stats_for_app", "double(X)#instances_for_processes"])
def test_what_a_double_of_ccs_own_reporter_says_is_out_of_scope(asked, reporter):
    assert "reporter" in out_of_scope(asked({reporter: 1}))
    assert out_of_scope(asked({"double()#actual_lrps_by_process_guids": 1})) is None
