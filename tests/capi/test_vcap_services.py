"""What an app is bound to: its environment (apps_spec.rb:1864, live_read) and its manifest (app_manifests_spec.rb)."""

import pytest

from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance, ServiceOffering
from tests.capi.services import services  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("services")


@pytest.fixture
def provided(cf):
    columns = {"app_guid": "my-app", "credentials": {"k": "v"}, "syslog_drain_url": "syslog://x"}
    cf.make(ServiceCredentialBinding, "named", name="bind", service_instance_guid="provided", **columns)


def test_services_are_told_by_offering_those_of_users_as_user_provided(cf, provided):
    cf.change(ServiceOffering, "database", tags=("sql", "both"))
    cf.change(ServiceInstance, "managed", tags=("both", "own"))
    told = cf.ask("/v3/apps/my-app/env").json()["system_env_json"]["VCAP_SERVICES"]
    assert [(label, [list(each.items()) for each in found]) for label, found in told.items()] == [
        (
            "database",
            [
                [
                    ("label", "database"),
                    ("provider", None),
                    ("plan", "small"),
                    ("name", "db"),
                    ("tags", ["sql", "both", "own"]),
                    ("instance_guid", "managed"),
                    ("instance_name", "db"),
                    ("binding_guid", "bound"),
                    ("binding_name", None),
                    ("credentials", {"u": "p"}),
                    ("syslog_drain_url", None),
                    ("volume_mounts", []),
                ]
            ],
        ),
        (
            "user-provided",
            [
                [
                    ("label", "user-provided"),
                    ("name", "bind"),
                    ("tags", ["t"]),
                    ("instance_guid", "provided"),
                    ("instance_name", "ups"),
                    ("binding_guid", "named"),
                    ("binding_name", "bind"),
                    ("credentials", {"k": "v"}),
                    ("syslog_drain_url", "syslog://x"),
                    ("volume_mounts", []),
                ]
            ],
        ),
    ]


def test_a_manifest_names_the_instances_in_order_of_their_names(cf, provided):
    cf.change(ServiceInstance, "managed", name="Zdb")
    assert "  services:\n  - ups\n  - Zdb\n" in cf.ask("/v3/apps/my-app/manifest").text
