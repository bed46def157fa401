"""The records of what runs an app: its processes and sidecars, tasks, deployments and revisions.

Field names are the columns of CC's tables. Where CC has join tables, a record holds the other side itself.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.config import Behaviour
from fakecf.state.record import Belongs, Described, Moment, Record
from fakecf.state.records import DropletSidecar

ProcessState = Literal["STARTED", "STOPPED"]
InstanceState = Literal["RUNNING", "STARTING", "CRASHED", "DOWN"]
TaskState = Literal["PENDING", "RUNNING", "SUCCEEDED", "CANCELING", "FAILED"]
DeploymentState = Literal["DEPLOYING", "PREPAUSED", "PAUSED", "DEPLOYED", "CANCELING", "CANCELED"]

WEB = "web"


class Process(Described, frozen=True, kw_only=True):
    """One way to run an app; the `web` process an app is created with has the app's guid.

    Memory and disk are MB, the log rate is bytes a second, -1 without limit; timeouts and intervals are seconds.
    `started_at` is no column of CC's but what Diego knows.
    """

    plural = "processes"

    app_guid: Annotated[str, Belongs("apps")]
    type: str = WEB
    command: str | None = None
    state: ProcessState = "STOPPED"
    started_at: Moment | None = None
    version: str = ""
    instances: int = 1
    memory: int = 1024
    disk_quota: int = 1024
    log_rate_limit: int = -1
    health_check_type: str = "port"
    health_check_http_endpoint: str | None = None
    health_check_timeout: int | None = None
    health_check_invocation_timeout: int | None = None
    health_check_interval: int | None = None
    readiness_health_check_type: str = "process"
    readiness_health_check_http_endpoint: str | None = None
    readiness_health_check_invocation_timeout: int | None = None
    readiness_health_check_interval: int | None = None
    revision_guid: str | None = None
    user: str | None = None


def usual_process(type_: str, behaviour: Behaviour) -> dict[str, Any]:
    """The columns of a new process: one instance that listens for `web`, none for the others (recorded: live_seed)."""
    is_web = type_ == WEB
    return {
        "instances": 1 if is_web else 0,
        "memory": behaviour.default_app_memory,
        "disk_quota": behaviour.default_app_disk_in_mb,
        "log_rate_limit": behaviour.default_app_log_rate_limit_in_bytes_per_second,
        "health_check_type": "port" if is_web else "process",
    }


class Usage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an instance uses: shares of a CPU, bytes, and bytes of logs a second; what is not said is made up."""

    cpu: float | None = None
    cpu_entitlement: float | None = None
    mem: int | None = None
    disk: int | None = None
    log_rate: int | None = None


class ProcessInstance(Record, frozen=True, kw_only=True):
    """What Diego says of one instance of a process that runs; without such a record it is RUNNING.

    Its guid is Diego's, and it has been in that state since `created_at`, or since the process was started after that.
    """

    plural = "process_instances"

    process_guid: Annotated[str, Belongs("processes")]
    index: Annotated[int, Meta(ge=0)]
    state: InstanceState = "RUNNING"
    details: str | None = None
    usage: Usage = Usage()


class Sidecar(Record, frozen=True, kw_only=True):
    """A program that runs beside the processes of the named types; `memory` is in MB."""

    plural = "sidecars"

    app_guid: Annotated[str, Belongs("apps")]
    name: str
    command: str
    process_types: tuple[str, ...] = ()
    memory: int | None = None
    origin: Literal["user", "buildpack"] = "user"


class Task(Described, frozen=True, kw_only=True):
    """A command that an app's droplet is run with once."""

    plural = "tasks"

    app_guid: Annotated[str, Belongs("apps")]
    name: str
    command: str
    sequence_id: int
    droplet_guid: str | None = None
    state: TaskState = "RUNNING"
    memory_in_mb: int | None = None
    disk_in_mb: int | None = None
    log_rate_limit: int | None = -1
    failure_reason: str | None = None
    user: str | None = None


class DeployedProcess(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A process that a deployment made; it may be gone, or be called otherwise by now."""

    guid: str
    type: str


class Deployment(Described, frozen=True, kw_only=True):
    """The way of an app from one droplet to the next, without a moment in which it does not run."""

    plural = "deployments"

    app_guid: Annotated[str, Belongs("apps")]
    state: DeploymentState = "DEPLOYING"
    status_value: Literal["ACTIVE", "FINALIZED"] = "ACTIVE"
    status_reason: str | None = "DEPLOYING"
    status_updated_at: Moment | None = None
    last_healthy_at: Moment | None = None
    strategy: Literal["rolling", "canary"] = "rolling"
    max_in_flight: int = 1
    web_instances: int | None = None
    memory_in_mb: int | None = None
    disk_in_mb: int | None = None
    log_rate_limit_in_bytes_per_second: int | None = None
    canary_steps: tuple[dict[str, Any], ...] | None = None
    canary_current_step: int | None = None
    droplet_guid: str | None = None
    previous_droplet_guid: str | None = None
    deploying_web_process_guid: str | None = None
    original_web_process_instance_count: int = 1
    revision_guid: str | None = None
    revision_version: int | None = None
    error: str | None = None
    processes: tuple[DeployedProcess, ...] = ()


class RevisionSidecar(DropletSidecar, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sidecar as it was when the revision was made."""


class Revision(Described, frozen=True, kw_only=True):
    """What an app ran with at one time; `commands` by process type, null for the droplet's own."""

    plural = "revisions"

    app_guid: Annotated[str, Belongs("apps")]
    version: int
    droplet_guid: str | None = None
    description: str = "Initial revision"
    environment_variables: dict[str, str] | None = None
    commands: dict[str, str | None] = {}
    sidecars: tuple[RevisionSidecar, ...] = ()
