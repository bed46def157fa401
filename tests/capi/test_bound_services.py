"""The services in the environment of an app: CC's SystemEnvPresenter."""

from datetime import timedelta

import pytest

from fakecf.state.records import App
from fakecf.state.service_records import (
    Operation,
    ServiceBroker,
    ServiceCredentialBinding,
    ServiceInstance,
    ServiceOffering,
    ServicePlan,
)


@pytest.fixture
def services(cf):
    """A marketplace of one plan, an instance of it, and one that a user provided."""
    moment = cf.state[App].get("my-app").created_at
    cf.put(
        ServiceBroker(guid="broker", created_at=moment, name="broker", broker_url="https://broker.example.org"),
        ServiceOffering(
            guid="offering", created_at=moment, label="mysql", service_broker_guid="broker", tags=("sql", "db")
        ),
        ServicePlan(guid="plan", created_at=moment, name="small", service_offering_guid="offering"),
        ServiceInstance(
            guid="db", created_at=moment, name="my-db", space_guid="dev", service_plan_guid="plan", tags=("db", "own")
        ),
        ServiceInstance(guid="ups", created_at=moment, name="logs", space_guid="dev"),
    )
    return cf


def bind(cf, guid, instance, *, later=0, last=None, **fields):
    moment = cf.state[App].get("my-app").created_at + timedelta(seconds=later)
    operation = last and Operation(type=last[0], state=last[1], created_at=moment, updated_at=moment)
    cf.put(
        ServiceCredentialBinding(
            guid=guid,
            created_at=moment,
            service_instance_guid=instance,
            app_guid="my-app",
            last_operation=operation,
            **fields,
        )
    )


def vcap_services(cf):
    return cf.ask("/v3/apps/my-app/env").json()["system_env_json"]["VCAP_SERVICES"]


def test_services_are_told_of_by_their_offerings(services):
    # as recorded in apps and live_read
    mounts = ({"container_dir": "/data", "mode": "rw", "device_type": "shared", "device": {"secret": 1}},)
    bind(services, "b1", "db", name="bound", credentials={"uri": "mysql://"}, volume_mounts=mounts)
    bind(services, "b2", "ups", credentials=None, syslog_drain_url="syslog://example.org")
    shown = vcap_services(services)
    assert shown == {
        "mysql": [
            {
                "label": "mysql",
                "provider": None,
                "plan": "small",
                "name": "bound",
                "tags": ["sql", "db", "own"],
                "instance_guid": "db",
                "instance_name": "my-db",
                "binding_guid": "b1",
                "binding_name": "bound",
                "credentials": {"uri": "mysql://"},
                "syslog_drain_url": None,
                "volume_mounts": [{"container_dir": "/data", "mode": "rw", "device_type": "shared"}],
            }
        ],
        "user-provided": [
            {
                "label": "user-provided",
                "name": "logs",
                "tags": [],
                "instance_guid": "ups",
                "instance_name": "logs",
                "binding_guid": "b2",
                "binding_name": None,
                "credentials": None,
                "syslog_drain_url": "syslog://example.org",
                "volume_mounts": [],
            }
        ],
    }
    assert list(shown["mysql"][0])[:5] == ["label", "provider", "plan", "name", "tags"]


def test_only_the_newest_binding_of_an_instance_is_told_of(services):
    bind(services, "new", "db", later=2)
    bind(services, "old", "db", later=1)
    assert [each["binding_guid"] for each in vcap_services(services)["mysql"]] == ["new"]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (("create", "succeeded"), True),
        (("create", "in progress"), False),
        (("create", "failed"), False),
        (("delete", "in progress"), False),
    ],
)
def test_only_bindings_that_were_made_and_stay_are_told_of(services, last, told):
    bind(services, "b1", "db", last=last)
    assert ("mysql" in vcap_services(services)) is told
