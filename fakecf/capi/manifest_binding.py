"""Binding an app to the services that its manifest names (CC's AppApplyManifest#create_service_bindings)."""

from fakecf.capi.call import Call
from fakecf.capi.manifest_services import wanted_bindings
from fakecf.capi.messages import Body
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.records import App
from fakecf.state.service_records import Operation, ServiceCredentialBinding, ServiceInstance


def bind_services(call: Call, change: Change, app: App, asked: Body) -> None:
    """A binding to each that *app* is not bound to yet; of what a broker would say there are no credentials."""
    for name, binding_name in wanted_bindings(asked):
        instance = _visible_instance(change, app, name)
        if instance is None:
            raise CfError("ResourceNotFound", f"Service instance '{name}' not found")
        bound = change[ServiceCredentialBinding].where("app_guid", app.guid)
        if not any(each.service_instance_guid == instance.guid for each in bound):
            change.put(_binding(call, app, instance, binding_name))


def _visible_instance(change: Change, app: App, name: str) -> ServiceInstance | None:
    named = (each for each in change[ServiceInstance] if each.name == name)
    return next((each for each in named if app.space_guid in (each.space_guid, *each.shared_space_guids)), None)


def _binding(call: Call, app: App, instance: ServiceInstance, name: str | None) -> ServiceCredentialBinding:
    now = call.services.clock.now()
    return ServiceCredentialBinding(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        service_instance_guid=instance.guid,
        app_guid=app.guid,
        name=name,
        credentials=instance.credentials or {},
        syslog_drain_url=instance.syslog_drain_url,
        last_operation=Operation(type="create", state="succeeded", created_at=now, updated_at=now),
    )
