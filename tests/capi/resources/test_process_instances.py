"""Instances of processes and their stats: cc-surface 4.10, corrections 19, CC's InstancesStatsReporter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.app_records import Process, ProcessInstance, Usage
from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import AuditEvent, ClockSetting, Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, Cf, not_found
from tests.capi.roles import OUTSIDERS, READERS, ROLES

SEED = "processes.yml"
WEB = "/v3/processes/shop"
NOON = datetime(2026, 1, 3, 12, tzinfo=UTC)
MANAGERS = ("admin", "space_developer", "space_supporter")


@pytest.fixture(autouse=True)
def _at_noon(cf):
    cf.change(ClockSetting, "clock", frozen_at=NOON)


def behaving(**how):
    """The same world on a foundation that behaves so, for as long as the block lasts."""
    seed = load([str(Path(__file__).parent / SEED)], now=datetime.now(UTC), environ={})
    behaviour = msgspec.structs.replace(seed.behaviour, **how)
    return Server(foundation=Foundation(replace(seed, behaviour=behaviour)))


def stats(cf, path=WEB):
    return cf.ask(f"{path}/stats").json()["resources"]


def instances(cf, path=WEB):
    return cf.ask(f"{path}/process_instances").json()["resources"]


def test_instances_are_listed_with_their_states(cf):
    shown = cf.ask(f"{WEB}/process_instances").json()
    assert list(shown.items()) == [
        (
            "resources",
            [{"index": 0, "state": "RUNNING", "since": 216000}, {"index": 1, "state": "CRASHED", "since": 129600}],
        ),
        (
            "links",
            {"self": {"href": f"{cf.url}{WEB}/process_instances"}, "process": {"href": f"{cf.url}{WEB}"}},
        ),
    ]


def test_one_entry_of_stats_has_all_that_ccs_has_in_its_order(cf):
    running, crashed = stats(cf)
    assert list(running) == [
        *("type", "index", "instance_guid", "state", "routable", "host", "instance_internal_ip", "uptime"),
        *("mem_quota", "disk_quota", "log_rate_limit", "fds_quota", "isolation_segment", "details"),
        *("instance_ports", "usage"),
    ]
    assert (running["type"], running["index"], running["state"], running["routable"]) == ("web", 0, "RUNNING", True)
    assert (running["mem_quota"], running["disk_quota"], running["log_rate_limit"]) == (2**30, 2**30, -1)
    assert (running["uptime"], running["fds_quota"]) == (216000, 16384)
    assert (running["isolation_segment"], running["details"]) == (None, None)
    assert [list(each) for each in running["instance_ports"]] == [
        ["external", "internal", "external_tls_proxy_port", "internal_tls_proxy_port"]
    ] * 2
    usage = running["usage"]
    assert list(usage) == ["time", "cpu", "cpu_entitlement", "mem", "disk", "log_rate"]
    assert usage["time"] == "2026-01-03T12:00:00+00:00"
    assert 0 < usage["cpu"] < 1
    assert 0 < usage["mem"] < running["mem_quota"]
    assert (crashed["instance_guid"], crashed["state"], crashed["routable"]) == ("crashed", "CRASHED", False)
    assert (crashed["mem_quota"], crashed["host"], crashed["instance_ports"]) == (None, "", [])
    assert [crashed["usage"][key] for key in list(usage)[1:]] == [0] * 5


def test_stats_are_the_same_at_every_look_and_below_the_app(cf):
    assert stats(cf) == stats(cf) == stats(cf, "/v3/apps/shop/processes/web")


def test_time_passes_for_instances(cf):
    cf.change(ClockSetting, "clock", frozen_at=NOON + timedelta(seconds=90))
    assert [each["uptime"] for each in stats(cf)] == [216090, 129690]
    assert [each["since"] for each in instances(cf)] == [216090, 129690]


def test_what_an_instance_uses_can_be_told(cf):
    cf.put(
        ProcessInstance(
            guid="busy",
            created_at=NOON,
            process_guid="shop",
            index=0,
            usage=Usage(cpu=0.5, cpu_entitlement=1.5, mem=7, disk=8, log_rate=9),
        )
    )
    told = {"cpu": 0.5, "cpu_entitlement": 1.5, "mem": 7, "disk": 8, "log_rate": 9}
    assert stats(cf)[0]["usage"] == {"time": "2026-01-03T12:00:00+00:00", **told}


def test_an_instance_that_no_cell_has_room_for_is_down_and_says_why(cf):
    details = "insufficient resources: memory"
    cf.change(ProcessInstance, "crashed", state="DOWN", details=details, created_at=NOON)
    told = {"routable": False, "uptime": 0, "isolation_segment": None, "details": details}
    assert stats(cf)[1] == {"type": "web", "index": 1, "state": "DOWN", **told}


def test_a_stopped_process_has_all_its_instances_down(cf):
    cf.change(Process, "shop", state="STOPPED")
    told = {"routable": None, "uptime": 0, "isolation_segment": None, "details": None}
    assert stats(cf) == [{"type": "web", "index": index, "state": "DOWN", **told} for index in (0, 1)]
    assert instances(cf) == [{"index": index, "state": "DOWN", "since": None} for index in (0, 1)]


def test_an_instance_beyond_those_that_shall_run_is_listed_and_not_measured(cf):
    cf.change(Process, "shop", instances=1)
    assert [each["index"] for each in instances(cf)] == [0, 1]
    assert [each["index"] for each in stats(cf)] == [0]


def test_the_isolation_segment_is_the_spaces_or_the_organizations(cf):
    for name in ("fast", "slow", "shared"):
        cf.put(IsolationSegment(guid=name, created_at=NOON, name=name))
    cf.change(Organization, "acme", default_isolation_segment_guid="slow")
    assert stats(cf)[0]["isolation_segment"] == "slow"
    cf.change(Space, "dev", isolation_segment_guid="fast")
    assert stats(cf)[0]["isolation_segment"] == "fast"
    cf.change(Space, "dev", isolation_segment_guid="shared")
    assert stats(cf)[0]["isolation_segment"] is None


def test_a_start_makes_other_instances_of_which_the_same_is_true(cf):
    before = stats(cf)
    cf.ask("/v3/apps/shop/actions/restart", method="POST")
    after = stats(cf)
    assert [each["uptime"] for each in after] == [0, 0]
    assert [each["state"] for each in after] == ["RUNNING", "CRASHED"]
    assert {each["instance_guid"] for each in after}.isdisjoint(each["instance_guid"] for each in before)


def test_scaling_leaves_what_runs_alone(cf):
    before = stats(cf)
    cf.ask(f"{WEB}/actions/scale", method="POST", json={"instances": 3})
    assert stats(cf)[:2] == before
    assert instances(cf)[2] == {"index": 2, "state": "RUNNING", "since": 0}
    cf.ask(f"{WEB}/actions/scale", method="POST", json={"instances": 1})
    assert stats(cf) == before[:1]
    assert len(instances(cf)) == 1


def test_a_thousand_instances_are_shown_at_most(cf):
    cf.ask(f"{WEB}/actions/scale", method="POST", json={"instances": 5000, "memory_in_mb": 1})
    assert len(instances(cf)) == len(stats(cf)) == 1000


@pytest.mark.parametrize("path", [WEB, "/v3/apps/shop/processes/web"])
def test_a_terminated_instance_is_started_anew(cf, path):
    before = stats(cf)
    answer = cf.ask(f"{path}/instances/0", method="DELETE")
    assert (answer.status_code, answer.content) == (204, b"")
    after = stats(cf)
    assert (after[0]["state"], after[0]["uptime"], after[1]) == ("RUNNING", 0, before[1])
    assert after[0]["instance_guid"] != before[0]["instance_guid"]
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target) == ("audit.app.process.terminate_instance", "shop")
    assert event.data == {"process_guid": "shop", "process_type": "web", "process_index": 0}


def test_one_that_crashes_crashes_again(cf):
    cf.ask(f"{WEB}/instances/1", method="DELETE")
    assert instances(cf)[1] == {"index": 1, "state": "CRASHED", "since": 0}


def test_an_instance_of_a_stopped_process_can_be_terminated_too(cf):
    cf.change(Process, "shop", state="STOPPED")
    assert cf.ask(f"{WEB}/instances/0", method="DELETE").status_code == 204
    assert [each["state"] for each in instances(cf)] == ["DOWN", "DOWN"]


@pytest.mark.parametrize("index", ["2", "-1"])
def test_there_are_only_so_many_instances(cf, index):
    assert cf.error(f"{WEB}/instances/{index}", method="DELETE") == (404, not_found("Instance"))
    assert len(cf.state[AuditEvent]) == 0


def test_whatever_is_no_number_is_the_first(cf):
    """Ruby's `to_i`."""
    assert cf.ask(f"{WEB}/instances/x", method="DELETE").status_code == 204


@pytest.mark.parametrize("role", ROLES)
def test_readers_see_instances_and_who_manages_apps_terminates_them(cf, role):
    for path in (f"{WEB}/stats", f"{WEB}/process_instances", "/v3/apps/shop/processes/web/stats"):
        assert cf.ask(path, role).status_code == (200 if role in READERS else 404)
    delete = cf.ask(f"{WEB}/instances/0", role, method="DELETE")
    if role in MANAGERS:
        assert delete.status_code == 204
    else:
        expected = (404, not_found("Process")) if role in OUTSIDERS else (403, NOT_AUTHORIZED)
        (error,) = delete.json()["errors"]
        assert (delete.status_code, error) == expected


def test_what_is_not_there_is_not_found(cf):
    for path in ("/v3/processes/nope/stats", "/v3/processes/nope/process_instances"):
        assert cf.error(path) == (404, not_found("Process"))
    assert cf.error("/v3/apps/nope/processes/web/stats") == (404, not_found("App"))
    assert cf.error("/v3/apps/shop/processes/nope/stats") == (404, not_found("Process"))
    assert cf.error("/v3/processes/nope/instances/0", method="DELETE") == (404, not_found("Process"))


def test_a_diego_that_knows_of_nothing_makes_stats_unavailable():
    # corrections 19
    with behaving(diego="empty") as server:
        cf = Cf(server)
        detail = "Stats unavailable: Stats server temporarily unavailable."
        assert cf.error(f"{WEB}/stats") == (503, {"detail": detail, "title": "CF-StatsUnavailable", "code": 200002})
        assert instances(cf) == [{"index": index, "state": "DOWN", "since": None} for index in (0, 1)]
        assert cf.ask(f"{WEB}/instances/0", method="DELETE").status_code == 204
        cf.close()


def test_without_log_cache_nothing_is_measured_and_a_header_warns():
    # cc-surface 4.10
    with behaving(log_cache="unavailable") as server:
        cf = Cf(server)
        answer = cf.ask(f"{WEB}/stats")
        assert answer.headers["X-Cf-Warnings"] == "Stats+server+temporarily+unavailable."
        running, crashed = answer.json()["resources"]
        assert [running[key] for key in ("mem_quota", "disk_quota", "log_rate_limit", "usage")] == [
            None,
            None,
            None,
            {},
        ]
        assert (running["state"], crashed["usage"]) == ("RUNNING", {})
        cf.change(Process, "shop", state="STOPPED")
        assert "X-Cf-Warnings" not in cf.ask(f"{WEB}/stats").headers
        cf.close()
