"""The last operation of instances and bindings, and what cannot be asked while it runs, or after it failed."""

from typing import Any

from fakecf.capi.presenting import when
from fakecf.errors import CfError
from fakecf.state.service_records import ServiceCredentialBinding, ServiceRouteBinding

_NAMES = {"create": "Creation", "delete": "Deletion"}


Binding = ServiceCredentialBinding | ServiceRouteBinding


def binding_operation(binding: Binding) -> dict[str, Any]:
    """As a binding shows it; CC makes one up where there is none."""
    operation = binding.last_operation
    if operation is None:
        times = {"created_at": when(binding.created_at), "updated_at": when(binding.updated_at)}
        return {"type": "create", "state": "succeeded", "description": "", **times}
    return {
        "state": operation.state,
        "description": operation.description,
        "type": operation.type,
        "updated_at": when(operation.updated_at),
        "created_at": when(operation.created_at),
    }


def require_settled(binding: Binding, what: str) -> None:
    """A binding whose creation or deletion runs or failed has neither credentials nor parameters."""
    operation = binding.last_operation
    if operation is not None and operation.type in _NAMES and operation.state in ("in progress", "failed"):
        raise CfError("ResourceNotFound", f"{_NAMES[operation.type]} of {what} {operation.state}")
