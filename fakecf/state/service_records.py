"""The records of the marketplace and of what was had from it: brokers, offerings, plans, instances and bindings.

Field names are the columns of CC's tables. Where CC has join tables, a record holds the other side itself.
"""

from typing import Annotated, Any, Literal

import msgspec

from fakecf.state.record import Belongs, Described, Moment


def read_json(text: str | None) -> dict[str, Any]:
    """The object that a column holds as text; empty for anything else."""
    try:
        found = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


class Operation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was last done to an instance or a binding, and how that went."""

    type: str
    state: str
    created_at: Moment
    updated_at: Moment
    description: str | None = None


class ServiceBroker(Described, frozen=True, kw_only=True):
    """A broker is everybody's, or that of one space."""

    plural = "service_brokers"

    name: str
    broker_url: str
    auth_username: str = ""
    space_guid: Annotated[str | None, Belongs("spaces")] = None
    state: str = "AVAILABLE"


class ServiceOffering(Described, frozen=True, kw_only=True):
    """A kind of service; `extra` is what the broker's catalog says of it in JSON."""

    plural = "service_offerings"

    label: str
    service_broker_guid: Annotated[str, Belongs("service_brokers")]
    description: str = ""
    active: bool = True
    bindable: bool = True
    plan_updateable: bool = False
    instances_retrievable: bool = False
    bindings_retrievable: bool = False
    allow_context_updates: bool = False
    unique_id: str = ""
    tags: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    extra: str | None = None

    @property
    def catalog(self) -> dict[str, Any]:
        """What the broker's catalog says of it."""
        return read_json(self.extra)


class ServicePlan(Described, frozen=True, kw_only=True):
    """A way to have an offering: `public`, or visible to the named organizations; null is as the offering has it."""

    plural = "service_plans"

    name: str
    service_offering_guid: Annotated[str, Belongs("service_offerings")]
    description: str = ""
    free: bool = True
    public: bool = True
    active: bool = True
    bindable: bool | None = None
    plan_updateable: bool | None = None
    unique_id: str = ""
    maximum_polling_duration: int | None = None
    maintenance_info: dict[str, Any] | None = None
    extra: str | None = None
    create_instance_schema: str | None = None
    update_instance_schema: str | None = None
    create_binding_schema: str | None = None
    organization_guids: tuple[str, ...] = ()


class ServiceInstance(Described, frozen=True, kw_only=True):
    """A service that a space has; without a plan it is one that a user provided."""

    plural = "service_instances"

    name: str
    space_guid: Annotated[str, Belongs("spaces")]
    service_plan_guid: Annotated[str | None, Belongs("service_plans")] = None
    tags: tuple[str, ...] = ()
    credentials: dict[str, Any] | None = None
    syslog_drain_url: str | None = None
    route_service_url: str | None = None
    dashboard_url: str | None = None
    maintenance_info: dict[str, Any] | None = None
    shared_space_guids: tuple[str, ...] = ()
    last_operation: Operation | None = None

    @property
    def managed(self) -> bool:
        """Whether a broker keeps it."""
        return self.service_plan_guid is not None


class ServiceCredentialBinding(Described, frozen=True, kw_only=True):
    """Credentials of an instance: of an app, or as a key of nobody's."""

    plural = "service_credential_bindings"

    service_instance_guid: Annotated[str, Belongs("service_instances")]
    type: Literal["app", "key"] = "app"
    app_guid: Annotated[str | None, Belongs("apps")] = None
    name: str | None = None
    credentials: dict[str, Any] | None = None
    syslog_drain_url: str | None = None
    volume_mounts: tuple[Any, ...] | None = None
    last_operation: Operation | None = None


class ServiceRouteBinding(Described, frozen=True, kw_only=True):
    """An instance through which the requests to a route go."""

    plural = "service_route_bindings"

    service_instance_guid: Annotated[str, Belongs("service_instances")]
    route_guid: Annotated[str, Belongs("routes")]
    route_service_url: str | None = None
    last_operation: Operation | None = None
