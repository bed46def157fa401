"""Lifecycles: their short forms, and what each leaves in a droplet (cc-droplets 5.4)."""

import functools
import json
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType

from fakecf.blobstore.layouts import LAYOUTS, Layout, family
from fakecf.seeds.app_document import LifecycleData, LifecycleEntry
from fakecf.state.records import DropletBuildpack, LifecycleType

_START = "/start.sh"
_TYPES: dict[str, LifecycleType] = {"buildpack": "buildpack", "docker": "docker", "cnb": "cnb"}


class Lifecycle(NamedTuple):
    """How an app is staged; `detected` is the buildpack that takes it where none was asked for."""

    type: LifecycleType
    buildpacks: tuple[str, ...] = ()
    stack: str | None = None
    credentials: dict[str, Any] | None = None
    detected: str = "binary"

    @property
    def last_buildpack(self) -> str:
        """The one that decides what the droplet holds and how it starts."""
        return self.buildpacks[-1] if self.buildpacks else self.detected

    @property
    def layout(self) -> Layout:
        return layout_of(self.last_buildpack)


@functools.lru_cache(256)
def layout_of(buildpack: str) -> Layout:
    """What a buildpack makes of an app."""
    return LAYOUTS[family(buildpack)]


def lifecycle_of(written: str | tuple[str, ...] | LifecycleEntry | UnsetType) -> Lifecycle:
    """What `lifecycle` means: a type, a buildpack, a list of buildpacks, or CAPI's own object."""
    if isinstance(written, UnsetType):
        return Lifecycle("buildpack")
    if isinstance(written, LifecycleEntry):
        data = {name: getattr(written.data, name) for name in LifecycleData.__struct_fields__}
        return Lifecycle(written.type, **{name: value for name, value in data.items() if value is not UNSET})
    if isinstance(written, tuple):
        return Lifecycle("buildpack", written)
    return Lifecycle(_TYPES[written]) if written in _TYPES else Lifecycle("buildpack", (written,))


def staged(lifecycle: Lifecycle, image: str) -> dict[str, Any]:
    """The fields of a droplet that staging made."""
    if lifecycle.type == "docker":
        return _docker(image)
    return _cnb(lifecycle) if lifecycle.type == "cnb" else _buildpack(lifecycle)


def uploaded() -> dict[str, Any]:
    """The fields of a droplet that a user made."""
    return {"execution_metadata": "", "process_types": {"web": ""}}


def unfinished(lifecycle: Lifecycle) -> dict[str, Any]:
    """The fields of a droplet whose staging has not come to an end, or came to a bad one."""
    buildpacks = tuple(DropletBuildpack(name=name) for name in lifecycle.buildpacks)
    return {"buildpacks": buildpacks, "stack": lifecycle.stack}


def _docker(image: str) -> dict[str, Any]:
    metadata = {"cmd": [_START], "ports": [{"Port": 8080, "Protocol": "tcp"}], "user": "vcap"}
    return {
        "docker_receipt_image": image,
        "execution_metadata": json.dumps(metadata, separators=(",", ":")),
        "process_types": {"web": _START},
    }


def _cnb(lifecycle: Lifecycle) -> dict[str, Any]:
    return {**unfinished(lifecycle), "process_types": lifecycle.layout.process_types}


def _buildpack(lifecycle: Lifecycle) -> dict[str, Any]:
    names = lifecycle.buildpacks or (lifecycle.detected,)
    return {
        "buildpacks": tuple(_used(name, detected=name == names[-1]) for name in names),
        "buildpack_receipt_buildpack": names[-1],
        "buildpack_receipt_detect_output": lifecycle.layout.detect_output,
        "stack": lifecycle.stack,
        "execution_metadata": lifecycle.layout.execution_metadata,
        "process_types": lifecycle.layout.process_types,
    }


def _used(name: str, *, detected: bool) -> DropletBuildpack:
    layout = layout_of(name)
    return DropletBuildpack(
        name=name,
        detect_output=layout.detect_output if detected else None,
        buildpack_name=layout.buildpack_name,
        version=layout.version,
    )
