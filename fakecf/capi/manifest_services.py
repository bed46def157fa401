"""The services that an app shall be bound to as its manifest says (`manifest_service_binding_create_message.rb`)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body

_KINDS = {"parameters": dict, "binding_name": str}


def service_errors(services: Any) -> Iterator[str]:
    """What is wrong with the list of them."""
    if not isinstance(services, list) or not all(isinstance(each, str) or _is_binding(each) for each in services):
        yield "Services must be a list of service instances"


def _is_binding(service: Any) -> bool:
    if not isinstance(service, dict) or "name" not in service:
        return False
    return all(key == "name" or (key in _KINDS and isinstance(value, _KINDS[key])) for key, value in service.items())


def wanted_bindings(asked: Body) -> list[tuple[str, str | None]]:
    """The name of each service instance, and what its binding shall be called."""
    services = asked.get("services") or []
    return [(each, None) if isinstance(each, str) else (each["name"], each.get("binding_name")) for each in services]
