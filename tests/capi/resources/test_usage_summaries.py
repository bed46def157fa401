"""What is in use: cc-surface 4.3, the recordings info, organizations and live_read."""

from datetime import UTC, datetime

import pytest

from fakecf.state.app_records import Process, Task
from fakecf.state.routing_records import Domain, Route
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance
from tests.capi.conftest import UNKNOWN_REQUEST, not_found
from tests.capi.roles import GLOBAL, READERS, ROLES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
A_TASK = {"name": "t", "command": "c", "sequence_id": 1}
WHERE = {"": "/v3/info", "acme": "/v3/organizations/acme", "dev": "/v3/spaces/dev", "other": "/v3/spaces/other"}


@pytest.fixture
def used(cf):
    common = {"created_at": NOON}
    with cf.foundation.store.change() as change:
        for kind in (Process, Task, Domain, Route):
            change.clear(kind)
        change.put(
            Process(guid="p1", app_guid="my-app", state="STARTED", instances=3, memory=100, **common),
            Process(guid="p2", app_guid="foreign", state="STARTED", instances=2, memory=50, **common),
            Process(guid="p3", app_guid="my-app", type="worker", instances=7, **common),
            Process(guid="p4", app_guid="suspended-app", state="STARTED", memory=1, **common),
            *(
                Task(guid=state, app_guid="my-app", state=state, memory_in_mb=10, **A_TASK, **common)
                for state in ("RUNNING", "SUCCEEDED", "CANCELING")
            ),
            Domain(guid="shared", name="example.org", **common),
            Domain(guid="tcp", name="tcp.org", router_group_guid="group", **common),
            Domain(guid="own", name="acme.org", owning_organization_guid="acme", **common),
            Domain(guid="theirs", name="theirs.org", owning_organization_guid="suspended", **common),
            Route(guid="r1", space_guid="dev", domain_guid="shared", **common),
            Route(guid="r2", space_guid="dev", domain_guid="tcp", port=1024, **common),
            Route(guid="r3", space_guid="other", domain_guid="own", **common),
            ServiceInstance(guid="db", name="db", space_guid="dev", service_plan_guid="small", **common),
            ServiceInstance(guid="mine", name="mine", space_guid="dev", **common),
            ServiceInstance(guid="mq", name="mq", space_guid="other", service_plan_guid="small", **common),
            ServiceCredentialBinding(guid="k", service_instance_guid="db", type="key", name="k", **common),
            ServiceCredentialBinding(guid="b", service_instance_guid="db", app_guid="my-app", **common),
        )
    return cf


@pytest.mark.parametrize(
    ("where", "counted"),
    [
        ("", (6, 411, 3, 2, 1, 2, 1, 1)),
        ("acme", (5, 410, 3, 2, 1, 1, 1, 1)),
        ("dev", (3, 310, 2, 1, 1, 1, 1, 1)),
        ("other", (2, 100, 1, 1, 0, 1, 0, 0)),
    ],
)
def test_what_is_in_use_is_counted_where_it_is(used, where, counted):
    instances, memory, routes, services, ports, domains, tasks, keys = counted
    expected = {
        "started_instances": instances,
        "memory_in_mb": memory,
        "routes": routes,
        "service_instances": services,
        "reserved_ports": ports,
        "domains": domains,
        "per_app_tasks": tasks,
        "service_keys": keys,
    }
    shown = used.ask(f"{WHERE[where]}/usage_summary").json()
    assert shown["usage_summary"] == expected
    assert list(shown["usage_summary"]) == list(expected)


@pytest.mark.parametrize(("where", "named"), [("", None), ("acme", "organization"), ("dev", "space")])
def test_a_summary_links_to_what_it_is_of(cf, where, named):
    own = f"{cf.url}{WHERE[where]}"
    of = {named: {"href": own}} if named else {}
    assert cf.ask(f"{WHERE[where]}/usage_summary").json()["links"] == {"self": {"href": f"{own}/usage_summary"}, **of}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_a_place_sees_what_it_uses_and_only_who_reads_everything_sees_all(cf, role):
    assert cf.ask("/v3/spaces/dev/usage_summary", role).status_code == (200 if role in READERS else 404)
    assert cf.ask("/v3/info/usage_summary", role).status_code == (200 if role in GLOBAL else 404)
    in_acme = 404 if role == "no_role" else 200
    assert cf.ask("/v3/organizations/acme/usage_summary", role).status_code == in_acme


def test_what_is_not_there_is_told_as_ever(cf):
    assert cf.error("/v3/info/usage_summary", "space_developer") == (404, UNKNOWN_REQUEST)
    assert cf.error("/v3/organizations/nope/usage_summary") == (404, not_found("Organization"))
    assert cf.error("/v3/spaces/nope/usage_summary") == (404, not_found("Space"))
