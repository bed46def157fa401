"""The records that more than one room reads, from the foundation's settings down to jobs and events.

Field names are the Cloud Controller's: its columns where it has them, else keys of its JSON; references `<thing>_guid`.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.state.record import Belongs, Described, Moment, Record

_A_CENTURY = 100 * 365 * 86400.0

LifecycleType = Literal["buildpack", "docker", "cnb"]
DropletState = Literal["AWAITING_UPLOAD", "PROCESSING_UPLOAD", "STAGING", "COPYING", "STAGED", "FAILED", "EXPIRED"]
PackageState = Literal["AWAITING_UPLOAD", "PROCESSING_UPLOAD", "READY", "FAILED", "COPYING", "EXPIRED"]
BuildState = Literal["STAGING", "STAGED", "FAILED"]
JobState = Literal["PROCESSING", "POLLING", "COMPLETE", "FAILED"]
ORGANIZATION_ROLES = (
    "organization_user",
    "organization_auditor",
    "organization_manager",
    "organization_billing_manager",
)
SPACE_ROLES = ("space_auditor", "space_developer", "space_manager", "space_supporter")


class ClockSetting(Record, frozen=True, kw_only=True):
    """How the foundation's time departs from the machine's; one record, guid `clock`."""

    plural = "clock_settings"

    frozen_at: Moment | None = None
    ahead: Annotated[float, Meta(ge=-_A_CENTURY, le=_A_CENTURY)] = 0.0


class User(Described, frozen=True, kw_only=True):
    """A user as CC knows it: a row that its first valid token made, or `POST /v3/users`."""

    plural = "users"

    is_oauth_client: bool | None = None


class FeatureFlag(Record, frozen=True, kw_only=True):
    """A feature flag that has been set; those that have not are what CC has them be (cc-surface 4.14)."""

    plural = "feature_flags"

    name: str
    enabled: bool
    error_message: str | None = None


class Organization(Described, frozen=True, kw_only=True):
    """`status` is `active`, `suspended` or `deleting`."""

    plural = "organizations"

    name: str
    status: str = "active"
    quota_guid: str | None = None
    default_isolation_segment_guid: str | None = None


class Space(Described, frozen=True, kw_only=True):
    """`status` is `active`, `suspended` or `deleting`."""

    plural = "spaces"

    name: str
    organization_guid: Annotated[str, Belongs("organizations")]
    status: str = "active"
    allow_ssh: bool = True
    quota_guid: str | None = None
    isolation_segment_guid: str | None = None


class Role(Record, frozen=True, kw_only=True):
    """What a user is in an organization or a space; `type` is the name CAPI gives it."""

    plural = "roles"

    type: str
    user_guid: Annotated[str, Belongs("users")]
    organization_guid: Annotated[str | None, Belongs("organizations")] = None
    space_guid: Annotated[str | None, Belongs("spaces")] = None


class Stack(Described, frozen=True, kw_only=True):
    """A root file system that apps are staged on."""

    plural = "stacks"

    name: str
    description: str | None = None
    state: str = "ACTIVE"
    state_reason: str | None = None


class Buildpack(Described, frozen=True, kw_only=True):
    """An admin buildpack; `key` is where its bits are, nothing where none were uploaded to us."""

    plural = "buildpacks"

    name: str
    stack: str | None = "cflinuxfs4"
    lifecycle: Literal["buildpack", "cnb"] = "buildpack"
    filename: str | None = None
    key: str | None = None
    sha256_checksum: str | None = None
    position: int = 1
    enabled: bool = True
    locked: bool = False

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands among all of them."""
        return (self.lifecycle, self.position)


class EnvironmentVariableGroup(Record, frozen=True, kw_only=True):
    """What every app gets while it is staged, or while it is running; `name` says which of the two."""

    plural = "environment_variable_groups"

    name: str
    var: dict[str, str] = {}


class App(Described, frozen=True, kw_only=True):
    """`buildpacks` are names or URLs as requested; `droplet_guid` points at the current droplet."""

    plural = "apps"

    name: str
    space_guid: Annotated[str, Belongs("spaces")]
    desired_state: Literal["STARTED", "STOPPED"] = "STOPPED"
    lifecycle_type: LifecycleType = "buildpack"
    buildpacks: tuple[str, ...] = ()
    stack: str | None = "cflinuxfs4"
    credentials: dict[str, Any] | None = None
    environment_variables: dict[str, Any] | None = None
    droplet_guid: str | None = None
    enable_ssh: bool = True
    revisions_enabled: bool = True
    service_binding_k8s_enabled: bool = False
    file_based_vcap_services_enabled: bool = False
    max_task_sequence_id: int = 1


class Package(Described, frozen=True, kw_only=True):
    """`ready_at` is when its upload or copy ends; checksums are hexadecimal."""

    plural = "packages"

    app_guid: Annotated[str, Belongs("apps")]
    type: Literal["bits", "docker"] = "bits"
    state: PackageState = "AWAITING_UPLOAD"
    error: str | None = None
    package_hash: str | None = None
    sha256_checksum: str | None = None
    docker_image: str | None = None
    docker_username: str | None = None
    docker_password: str | None = None


class Build(Described, frozen=True, kw_only=True):
    """An attempt to make a droplet out of a package."""

    plural = "builds"

    app_guid: Annotated[str, Belongs("apps")]
    package_guid: str | None = None
    droplet_guid: str | None = None
    state: BuildState = "STAGED"
    error_id: str | None = None
    error_description: str | None = None
    lifecycle_type: LifecycleType = "buildpack"
    buildpacks: tuple[str, ...] = ()
    stack: str | None = "cflinuxfs4"
    credentials: dict[str, Any] | None = None
    staging_memory_in_mb: int | None = 1024
    staging_disk_in_mb: int | None = 4096
    staging_log_rate_limit: int | None = -1
    created_by_user_guid: str | None = None
    created_by_user_name: str | None = None
    created_by_user_email: str | None = None


class DropletBuildpack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One buildpack that took part in a droplet; `name` is an admin buildpack's name or a URL."""

    name: str
    detect_output: str | None = None
    buildpack_name: str | None = None
    version: str | None = None


class DropletSidecar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sidecar that a buildpack asks for; `memory` is in MB."""

    name: str
    command: str
    process_types: tuple[str, ...] = ()
    memory: int | None = None


class Droplet(Described, frozen=True, kw_only=True):
    """The result of staging. `sha1` is CC's `droplet_hash`, the last part of the blob's key; `sha256` is shown."""

    plural = "droplets"

    app_guid: Annotated[str, Belongs("apps")]
    state: DropletState = "STAGED"
    lifecycle_type: LifecycleType = "buildpack"
    package_guid: str | None = None
    build_guid: str | None = None
    sha1: str | None = None
    sha256: str | None = None
    error_id: str | None = None
    error_description: str | None = None
    execution_metadata: str | None = None
    process_types: dict[str, str] | None = None
    buildpacks: tuple[DropletBuildpack, ...] = ()
    buildpack_receipt_buildpack: str | None = None
    buildpack_receipt_detect_output: str | None = None
    stack: str | None = None
    docker_receipt_image: str | None = None
    sidecars: tuple[DropletSidecar, ...] = ()

    @property
    def blobstore_key(self) -> str | None:
        """Where the bits are, before partitioning; nothing without a hash (cc-droplets 9)."""
        return f"{self.guid}/{self.sha1}" if self.sha1 else None


class Job(Record, frozen=True, kw_only=True):
    """A background job that a 202 points at; `resource_type` is singular, as in its link."""

    plural = "jobs"

    operation: str
    state: JobState = "PROCESSING"
    resource_guid: str | None = None
    resource_type: str | None = None
    errors: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()


class AuditEvent(Record, frozen=True, kw_only=True):
    """Who did what to what (cc-droplets 14); outlives all it speaks of."""

    plural = "audit_events"

    type: str
    actor: str
    actor_type: str
    actor_name: str | None
    actor_username: str | None
    target: str
    target_type: str
    target_name: str | None
    data: dict[str, Any]
    space_guid: str | None = None
    organization_guid: str | None = None
