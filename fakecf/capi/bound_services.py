"""The services that are bound to an app, as its environment and its manifest tell of them."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.service_instances import offering_of
from fakecf.state import State
from fakecf.state.records import App
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance, ServicePlan

_VOLUME_FIELDS = ("container_dir", "mode", "device_type")

Bound = tuple[ServiceCredentialBinding, ServiceInstance]


def bound_services(state: State, app: App) -> Iterator[Bound]:
    """Each binding of *app*, with its instance, in the order in which they were made."""
    for binding in state[ServiceCredentialBinding].where("app_guid", app.guid):
        instance = state[ServiceInstance].get(binding.service_instance_guid)
        if instance is not None:
            yield binding, instance


def vcap_services(state: State, app: App) -> dict[str, list[dict[str, Any]]]:
    """What VCAP_SERVICES holds: by offering, the newest binding of each instance that was made well."""
    newest: dict[str, Bound] = {}
    for binding, instance in sorted(_made(state, app), key=lambda bound: bound[0].created_at):
        newest[instance.guid] = (binding, instance)
    services: dict[str, list[dict[str, Any]]] = {}
    for binding, instance in _made(state, app):
        if newest[instance.guid][0] is binding:
            shown = _shown(state, binding, instance)
            services.setdefault(shown["label"], []).append(shown)
    return services


def _made(state: State, app: App) -> Iterator[Bound]:
    """Without those that are still, or could not be, made, or are on their way out."""
    for binding, instance in bound_services(state, app):
        last = binding.last_operation
        if last is None or (last.type, last.state) == ("create", "succeeded"):
            yield binding, instance


def _shown(state: State, binding: ServiceCredentialBinding, instance: ServiceInstance) -> dict[str, Any]:
    """CC's ServiceBindingPresenter, behind what its ServiceInstancePresenter says of the instance."""
    return {
        **_origin(state, instance),
        "name": binding.name or instance.name,
        "tags": _tags(state, instance),
        "instance_guid": instance.guid,
        "instance_name": instance.name,
        "binding_guid": binding.guid,
        "binding_name": binding.name,
        "credentials": binding.credentials,
        "syslog_drain_url": binding.syslog_drain_url,
        "volume_mounts": [
            {key: value for key, value in mount.items() if key in _VOLUME_FIELDS}
            for mount in binding.volume_mounts or ()
        ],
    }


def _origin(state: State, instance: ServiceInstance) -> dict[str, Any]:
    plan, offering = state[ServicePlan].get(instance.service_plan_guid), offering_of(state, instance)
    if plan is None or offering is None:
        return {"label": "user-provided"}
    return {"label": offering.label, "provider": None, "plan": plan.name}


def _tags(state: State, instance: ServiceInstance) -> list[str]:
    """Those of the offering come first, and none twice."""
    offering = offering_of(state, instance)
    return list(dict.fromkeys((*(offering.tags if offering is not None else ()), *instance.tags)))
