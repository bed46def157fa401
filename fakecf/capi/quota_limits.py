"""The limits of organization and space quotas, as CAPI groups and names them."""

from typing import Any

from fakecf.capi.quotas import UNLIMITED
from fakecf.state.platform_records import Quota

# group, its keys and the columns behind them
LIMITS = {
    "apps": {
        "total_memory_in_mb": "memory_limit",
        "per_process_memory_in_mb": "instance_memory_limit",
        "total_instances": "app_instance_limit",
        "per_app_tasks": "app_task_limit",
        "log_rate_limit_in_bytes_per_second": "log_rate_limit",
    },
    "services": {
        "paid_services_allowed": "non_basic_services_allowed",
        "total_service_instances": "total_services",
        "total_service_keys": "total_service_keys",
    },
    "routes": {"total_routes": "total_routes", "total_reserved_ports": "total_reserved_route_ports"},
    "domains": {"total_domains": "total_private_domains"},
}


def limits(quota: Quota, *groups: str) -> dict[str, Any]:
    """Those *groups* of limits; null is no limit."""
    return {group: {key: _limit(getattr(quota, column)) for key, column in LIMITS[group].items()} for group in groups}


def _limit(value: Any) -> Any:
    return None if value == UNLIMITED else value
