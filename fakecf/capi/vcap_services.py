"""What an app is bound to, as its environment and its manifest tell it (CC's ServiceBindingPresenter)."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.service_instances import offering_of
from fakecf.state.records import App
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance, ServicePlan

USER_PROVIDED = "user-provided"


def bound_instances(call: Call, app: App) -> list[tuple[ServiceCredentialBinding, ServiceInstance]]:
    """The bindings of *app*, each with its instance."""
    bindings = call.state[ServiceCredentialBinding].where("app_guid", app.guid)
    found = ((binding, call.state[ServiceInstance].get(binding.service_instance_guid)) for binding in bindings)
    return [(binding, instance) for binding, instance in found if instance is not None]


def vcap_services(call: Call, app: App) -> dict[str, list[dict[str, Any]]]:
    """`VCAP_SERVICES`: the bindings by the offerings of their instances."""
    services: dict[str, list[dict[str, Any]]] = {}
    for binding, instance in bound_instances(call, app):
        told = _told(call, binding, instance)
        services.setdefault(str(told["label"]), []).append(told)
    return services


def _told(call: Call, binding: ServiceCredentialBinding, instance: ServiceInstance) -> dict[str, Any]:
    offering, plan = offering_of(call.state, instance), call.state[ServicePlan].get(instance.service_plan_guid)
    if offering is not None and plan is not None:
        head = {"label": offering.label, "provider": None, "plan": plan.name}
        tags = list(dict.fromkeys((*offering.tags, *instance.tags)))
    else:
        head, tags = {"label": USER_PROVIDED}, list(instance.tags)
    return {
        **head,
        "name": binding.name or instance.name,
        "tags": tags,
        "instance_guid": instance.guid,
        "instance_name": instance.name,
        "binding_guid": binding.guid,
        "binding_name": binding.name,
        "credentials": binding.credentials,
        "syslog_drain_url": binding.syslog_drain_url,
        "volume_mounts": binding.volume_mounts or (),
    }
