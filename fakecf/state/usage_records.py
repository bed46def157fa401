"""The records that bills are made of: when instances of apps and services began and ended.

Field names are the columns of CC's tables; what there is no app or service of any more is still told.
"""

from fakecf.state.record import Record


class AppUsageEvent(Record, frozen=True, kw_only=True):
    """A change of what runs: `app_guid` is the process, `parent_app_guid` its app. Memory is in MB."""

    plural = "app_usage_events"

    state: str
    previous_state: str | None = None
    app_guid: str | None = None
    parent_app_guid: str | None = None
    parent_app_name: str | None = None
    process_type: str | None = None
    space_guid: str | None = None
    space_name: str | None = None
    org_guid: str | None = None
    buildpack_guid: str | None = None
    buildpack_name: str | None = None
    task_guid: str | None = None
    task_name: str | None = None
    memory_in_mb_per_instance: int = 0
    previous_memory_in_mb_per_instance: int | None = None
    instance_count: int = 1
    previous_instance_count: int | None = None


class ServiceUsageEvent(Record, frozen=True, kw_only=True):
    """The making, change or end of a service instance; `service_guid` is its offering."""

    plural = "service_usage_events"

    state: str
    space_guid: str | None = None
    space_name: str | None = None
    org_guid: str | None = None
    service_instance_guid: str | None = None
    service_instance_name: str | None = None
    service_instance_type: str | None = None
    service_plan_guid: str | None = None
    service_plan_name: str | None = None
    service_guid: str | None = None
    service_label: str | None = None
    service_broker_guid: str | None = None
    service_broker_name: str | None = None
