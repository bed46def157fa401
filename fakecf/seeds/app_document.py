"""The shape of an app in a document: its lifecycle, packages, builds, droplets, revisions and deployments."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from fakecf.seeds.entry import CheckedEntry, Guid, Texts
from fakecf.seeds.process_document import ProcessEntry
from fakecf.state.app_records import DeployedProcess, RevisionSidecar
from fakecf.state.records import BuildState, DropletBuildpack, DropletSidecar, DropletState, LifecycleType, PackageState

Index = Annotated[int, Meta(ge=0)]
Blob = Annotated[
    Literal["present", "missing"], Meta(description="`missing`: the Cloud Controller knows a blob that is not there.")
]
Timing = Annotated[
    str | tuple[str | Texts, ...] | UnsetType,
    Meta(
        description="When it becomes what the entry says, unfinished until then: `instant`, `3 polls`, `5s`, `held` "
        "until released, or the states that one poll after another shows.",
        examples=["3 polls", "5s", "held", ["STAGING", "STAGING", "FAILED: BuildpackCompileFailed"]],
    ),
]
Credentials = dict[str, Any]


class BitsEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bits to make: of a size, out of a folder or of content, or as another buildpack would."""

    path: Annotated[str | UnsetType, Meta(description="A folder or an archive, from the document's folder.")] = UNSET
    content: Annotated[
        str | UnsetType,
        Meta(
            description="An archive itself in base64: a droplet's `.tgz`, a package's `.zip`, or a folder as a `.zip`."
        ),
    ] = UNSET
    size: Annotated[str | int | UnsetType, Meta(description="`64KiB`, `20MiB`; met to the byte.")] = UNSET
    buildpack: Annotated[str | UnsetType, Meta(description="Whose layout; the app's last buildpack.")] = UNSET


Bits = Annotated[
    str | BitsEntry | UnsetType,
    Meta(description="An archive or a folder, from the document's folder, or what to make; a small genuine one."),
]


class LifecycleData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `data` of a lifecycle, as CAPI has it."""

    buildpacks: tuple[str, ...] | UnsetType = UNSET
    stack: str | UnsetType | None = UNSET
    credentials: Credentials | UnsetType | None = UNSET


class LifecycleEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lifecycle, as CAPI has it."""

    type: LifecycleType = "buildpack"
    data: LifecycleData = LifecycleData()


class PackageEntry(CheckedEntry, frozen=True, kw_only=True):
    """A package; a text alone is its bits, or its image for a docker app."""

    bits: Bits = UNSET
    blob: Blob = "present"
    state: PackageState = "READY"
    image: Annotated[str | UnsetType, Meta(description="Short for `docker_image`.")] = UNSET
    type: Annotated[Literal["bits", "docker"] | UnsetType, Meta(description="What the app's lifecycle wants.")] = UNSET
    timing: Timing = UNSET
    error: str | UnsetType | None = UNSET
    package_hash: str | UnsetType | None = UNSET
    sha256_checksum: str | UnsetType | None = UNSET
    docker_image: str | UnsetType | None = UNSET
    docker_username: str | UnsetType | None = UNSET
    docker_password: str | UnsetType | None = UNSET


class StagedEntry(CheckedEntry, frozen=True, kw_only=True):
    """What a build and a droplet have in common."""

    error: Annotated[
        str | UnsetType,
        Meta(
            description="An error id (`BuildpackCompileFailed`), `StagingError: <details>`, or free text.",
            examples=["BuildpackCompileFailed", "StagingError: Start command not specified"],
        ),
    ] = UNSET
    timing: Timing = UNSET
    error_id: str | UnsetType | None = UNSET
    error_description: str | UnsetType | None = UNSET
    package: Annotated[
        Index | UnsetType | None, Meta(description="Which of the app's packages, counted from 0; the last.")
    ] = UNSET
    package_guid: Guid | UnsetType | None = UNSET
    lifecycle_type: LifecycleType | UnsetType = UNSET
    stack: str | UnsetType | None = UNSET


class BuildEntry(StagedEntry, frozen=True, kw_only=True):
    """A build; a text alone is its state."""

    state: BuildState = "STAGED"
    droplet: Annotated[
        Index | UnsetType | None,
        Meta(description="Which of the app's droplets, counted from 0; the next STAGED one without a build."),
    ] = UNSET
    created_by: Annotated[str | UnsetType, Meta(description="A key of `users`.")] = UNSET
    droplet_guid: Guid | UnsetType | None = UNSET
    buildpacks: tuple[str, ...] | UnsetType = UNSET
    credentials: Credentials | UnsetType | None = UNSET
    staging_memory_in_mb: int | UnsetType | None = UNSET
    staging_disk_in_mb: int | UnsetType | None = UNSET
    staging_log_rate_limit: int | UnsetType | None = UNSET
    created_by_user_guid: str | UnsetType | None = UNSET
    created_by_user_name: str | UnsetType | None = UNSET
    created_by_user_email: str | UnsetType | None = UNSET


class DropletEntry(StagedEntry, frozen=True, kw_only=True):
    """A droplet; a text alone is its state or its bits."""

    bits: Bits = UNSET
    blob: Blob = "present"
    state: DropletState = "STAGED"
    current: Annotated[bool, Meta(description="Whether it is the app's current droplet.")] = False
    hash: Annotated[
        Literal["both", "none", "sha1", "sha256"],
        Meta(description="Which checksums the Cloud Controller keeps; without the SHA-1 it cannot find the bits."),
    ] = "both"
    uploaded: Annotated[bool, Meta(description="Whether a user uploaded it instead of staging it.")] = False
    image: Annotated[str | UnsetType, Meta(description="Short for `docker_receipt_image`.")] = UNSET
    fault: Annotated[Any, Meta(description="A fault that strikes whoever downloads this droplet.")] = None
    build_guid: Guid | UnsetType | None = UNSET
    sha1: str | UnsetType | None = UNSET
    sha256: str | UnsetType | None = UNSET
    execution_metadata: str | UnsetType | None = UNSET
    process_types: Texts | UnsetType | None = UNSET
    buildpacks: tuple[DropletBuildpack, ...] | UnsetType = UNSET
    buildpack_receipt_buildpack: str | UnsetType | None = UNSET
    buildpack_receipt_detect_output: str | UnsetType | None = UNSET
    docker_receipt_image: str | UnsetType | None = UNSET
    sidecars: tuple[DropletSidecar, ...] | UnsetType = UNSET


class RevisionEntry(CheckedEntry, frozen=True, kw_only=True):
    """A revision: what the app ran with at one time."""

    droplet: Annotated[
        Index | UnsetType | None, Meta(description="Which of the app's droplets, counted from 0; the last.")
    ] = UNSET
    version: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType, Meta(description="Its number; its place, counted from 1.")
    ] = UNSET
    description: Annotated[str | UnsetType, Meta(description="Why there is one; another droplet.")] = UNSET
    commands: Annotated[
        dict[str, str | None] | UnsetType,
        Meta(description="The command of each process type, null for the droplet's own; what the droplet knows."),
    ] = UNSET
    environment_variables: Texts | UnsetType | None = UNSET
    sidecars: tuple[RevisionSidecar, ...] | UnsetType = UNSET
    droplet_guid: Guid | UnsetType | None = UNSET


class DeploymentEntry(CheckedEntry, frozen=True, kw_only=True):
    """A deployment that has ended; a text alone is its state."""

    state: Literal["DEPLOYED", "CANCELED"] = "DEPLOYED"
    droplet: Annotated[
        Index | UnsetType | None, Meta(description="Which of the app's droplets, counted from 0; the last.")
    ] = UNSET
    previous_droplet: Annotated[Index | None, Meta(description="Which it had before; none.")] = None
    revision: Annotated[
        Index | UnsetType | None, Meta(description="Which of the app's revisions, counted from 0; the last.")
    ] = UNSET
    status_reason: Annotated[
        Literal["DEPLOYED", "CANCELED", "SUPERSEDED"] | UnsetType, Meta(description="How it ended; as its state says.")
    ] = UNSET
    strategy: Literal["rolling", "canary"] | UnsetType = UNSET
    max_in_flight: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    web_instances: int | UnsetType | None = UNSET
    memory_in_mb: int | UnsetType | None = UNSET
    disk_in_mb: int | UnsetType | None = UNSET
    log_rate_limit_in_bytes_per_second: int | UnsetType | None = UNSET
    canary_steps: tuple[dict[str, Any], ...] | UnsetType | None = UNSET
    canary_current_step: int | UnsetType | None = UNSET
    original_web_process_instance_count: int | UnsetType = UNSET
    error: str | UnsetType | None = UNSET
    processes: tuple[DeployedProcess, ...] | UnsetType = UNSET


class AppEntry(CheckedEntry, frozen=True, kw_only=True):
    """An app; its key is its name."""

    lifecycle: Annotated[
        str | tuple[str, ...] | LifecycleEntry | UnsetType,
        Meta(description="A buildpack, a list of them, `buildpack`, `docker`, `cnb`, or the object that CAPI has."),
    ] = UNSET
    state: Annotated[
        Literal["STARTED", "STOPPED"] | UnsetType, Meta(description="Short for `desired_state`; STOPPED.")
    ] = UNSET
    env: Annotated[Texts | UnsetType, Meta(description="Short for `environment_variables`.")] = UNSET
    packages: Annotated[tuple[str | PackageEntry | None, ...], Meta(description="Packages, oldest first.")] = ()
    builds: Annotated[tuple[BuildState | BuildEntry | None, ...], Meta(description="Builds, oldest first.")] = ()
    droplets: Annotated[tuple[str | DropletEntry | None, ...], Meta(description="Droplets, oldest first.")] = ()
    revisions: Annotated[tuple[RevisionEntry | None, ...], Meta(description="Revisions, oldest first.")] = ()
    deployments: Annotated[
        tuple[Literal["DEPLOYED", "CANCELED"] | DeploymentEntry | None, ...],
        Meta(description="Deployments that have ended, oldest first."),
    ] = ()
    processes: Annotated[
        dict[str, int | ProcessEntry | None],
        Meta(description="Processes by type, besides `web` and what the current droplet has."),
    ] = {}
    routes: Annotated[
        tuple[str, ...],
        Meta(description="Addresses that lead to it.", examples=[["www.apps.example.com/path"]]),
    ] = ()
    fault: Annotated[Any, Meta(description="A fault that strikes whoever downloads a droplet of this app.")] = None
    desired_state: Literal["STARTED", "STOPPED"] | UnsetType = UNSET
    lifecycle_type: LifecycleType | UnsetType = UNSET
    buildpacks: tuple[str, ...] | UnsetType = UNSET
    stack: str | UnsetType | None = UNSET
    credentials: Credentials | UnsetType | None = UNSET
    environment_variables: Texts | UnsetType | None = UNSET
    droplet_guid: Guid | UnsetType | None = UNSET
