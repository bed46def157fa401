"""A small service world for tests: a broker for everybody, one of space dev, and what was had from them."""

from datetime import UTC, datetime

import pytest

from fakecf.state.records import App
from fakecf.state.routing_records import Domain, Route
from fakecf.state.service_records import (
    Operation,
    ServiceBroker,
    ServiceCredentialBinding,
    ServiceInstance,
    ServiceOffering,
    ServicePlan,
    ServiceRouteBinding,
)

THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def operation(type_, state):
    return Operation(type=type_, state=state, description="as told", created_at=THEN, updated_at=THEN)


TOLD = {"created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"}


@pytest.fixture
def services(cf):
    """Offerings `database` of everybody's broker and `local` of dev's; plans public, for acme and for nobody."""
    cf.make(ServiceBroker, "global", name="global", broker_url="https://broker.example")
    cf.make(ServiceBroker, "of-dev", name="of-dev", broker_url="https://dev.example", space_guid="dev")
    extra = '{"shareable": true, "documentationUrl": "https://docs.example"}'
    cf.make(ServiceOffering, "database", label="database", service_broker_guid="global", extra=extra, unique_id="db")
    cf.make(ServiceOffering, "local", label="local", service_broker_guid="of-dev", active=False)
    cf.make(ServiceOffering, "hidden", label="hidden", service_broker_guid="global")
    cf.make(ServicePlan, "public", name="small", service_offering_guid="database", labels={"env": "prod"})
    cf.make(
        ServicePlan, "acmes", name="large", service_offering_guid="database", public=False, organization_guids=("acme",)
    )
    cf.make(ServicePlan, "nobodys", name="beta", service_offering_guid="hidden", public=False)
    cf.make(ServicePlan, "devs", name="tiny", service_offering_guid="local", public=False, active=False)
    cf.make(
        ServiceInstance,
        "managed",
        name="db",
        space_guid="dev",
        service_plan_guid="public",
        shared_space_guids=("other",),
    )
    cf.make(
        ServiceInstance,
        "provided",
        name="ups",
        space_guid="dev",
        tags=("t",),
        credentials={"a": "b"},
        last_operation=operation("update", "succeeded"),
    )
    cf.make(
        ServiceCredentialBinding, "bound", service_instance_guid="managed", app_guid="my-app", credentials={"u": "p"}
    )
    cf.make(
        ServiceCredentialBinding,
        "key",
        type="key",
        name="key",
        service_instance_guid="managed",
        labels={"env": "prod"},
        last_operation=operation("create", "succeeded"),
    )
    cf.make(Domain, "apps", name="apps.example.org")
    cf.make(Route, "web", domain_guid="apps", space_guid="dev", host="web")
    cf.make(
        ServiceRouteBinding,
        "routed",
        service_instance_guid="provided",
        route_guid="web",
        route_service_url="https://proxy.example",
    )
    assert cf.state[App].get("my-app").space_guid == "dev"
