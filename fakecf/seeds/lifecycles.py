"""Lifecycles: their short forms, and what each leaves in a droplet."""

from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType

from fakecf.blobstore.layouts import Layout
from fakecf.blobstore.profiles import (
    buildpack_profile,
    cnb_profile,
    docker_profile,
    layout_of,
    requested_profile,
)
from fakecf.seeds.app_document import LifecycleData, LifecycleEntry
from fakecf.state.records import LifecycleType

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
        return docker_profile(image)
    if lifecycle.type == "cnb":
        return cnb_profile(lifecycle.buildpacks, lifecycle.stack, lifecycle.layout.process_types)
    used = lifecycle.buildpacks or (lifecycle.detected,)
    return buildpack_profile(used, lifecycle.stack, lifecycle.layout.process_types)


def uploaded() -> dict[str, Any]:
    """The fields of a droplet that a user made."""
    return {"execution_metadata": "", "process_types": {"web": ""}}


def unfinished(lifecycle: Lifecycle) -> dict[str, Any]:
    """The fields of a droplet whose staging has not come to an end, or came to a bad one."""
    return requested_profile(lifecycle.buildpacks, lifecycle.stack)
