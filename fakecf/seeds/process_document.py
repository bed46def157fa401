"""The shape of a process in a document, and of its instances."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from fakecf.seeds.entry import CheckedEntry, Entry
from fakecf.state.app_records import InstanceState, ProcessState, Usage

Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
HealthCheck = Literal["port", "process", "http"]


class InstanceEntry(Entry, frozen=True, kw_only=True):
    """One instance of a process, as Diego sees it; a text alone is its state."""

    state: InstanceState = "RUNNING"
    details: Annotated[str | UnsetType | None, Meta(description="Why it is not placed on a cell.")] = UNSET
    usage: Annotated[Usage | UnsetType, Meta(description="What it uses; a little of everything.")] = UNSET


class ProcessEntry(CheckedEntry, frozen=True, kw_only=True):
    """A process of an app; its key is its type, a number alone is how many instances shall run."""

    instances: Annotated[Count | UnsetType, Meta(description="How many shall run; 1 of `web`, else 0.")] = UNSET
    are: Annotated[
        tuple[InstanceState | InstanceEntry, ...],
        Meta(description="How the first ones are, while the process is STARTED; all others RUNNING."),
    ] = ()
    state: Annotated[ProcessState | UnsetType, Meta(description="Whether it shall run; as the app.")] = UNSET
    command: Annotated[str | UnsetType | None, Meta(description="Its own; what the current droplet has for it.")] = (
        UNSET
    )
    user: str | UnsetType | None = UNSET
    memory: Annotated[Positive | UnsetType, Meta(description="MB of each instance.")] = UNSET
    disk_quota: Annotated[Positive | UnsetType, Meta(description="MB of each instance.")] = UNSET
    log_rate_limit: Annotated[
        Annotated[int, Meta(ge=-1)] | UnsetType, Meta(description="Bytes a second; -1: no limit.")
    ] = UNSET
    health_check_type: HealthCheck | UnsetType = UNSET
    health_check_http_endpoint: str | UnsetType | None = UNSET
    health_check_timeout: Positive | UnsetType | None = UNSET
    health_check_invocation_timeout: Positive | UnsetType | None = UNSET
    health_check_interval: Positive | UnsetType | None = UNSET
    readiness_health_check_type: HealthCheck | UnsetType = UNSET
    readiness_health_check_http_endpoint: str | UnsetType | None = UNSET
    readiness_health_check_invocation_timeout: Positive | UnsetType | None = UNSET
    readiness_health_check_interval: Positive | UnsetType | None = UNSET
    version: str | UnsetType = UNSET
    revision_guid: str | UnsetType | None = UNSET
