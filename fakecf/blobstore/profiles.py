"""Profiles: what each lifecycle leaves in a droplet that it staged (cc-droplets 5.4)."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from fakecf.blobstore.layouts import LAYOUTS, Layout, family
from fakecf.state.records import DropletBuildpack

_START = "/start.sh"


@functools.lru_cache(256)
def layout_of(buildpack: str) -> Layout:
    """What a buildpack makes of an app."""
    return LAYOUTS[family(buildpack)]


def docker_profile(image: str) -> dict[str, Any]:
    """The fields of a droplet that stands for *image*."""
    metadata = {"cmd": [_START], "ports": [{"Port": 8080, "Protocol": "tcp"}], "user": "vcap"}
    return {
        "docker_receipt_image": image,
        "execution_metadata": json.dumps(metadata, separators=(",", ":")),
        "process_types": {"web": _START},
    }


def cnb_profile(requested: tuple[str, ...], stack: str | None, process_types: Mapping[str, str]) -> dict[str, Any]:
    """The fields of one that Cloud Native Buildpacks made; the stager tells nothing of those that took part."""
    return {**requested_profile(requested, stack), "process_types": dict(process_types)}


def buildpack_profile(used: tuple[str, ...], stack: str | None, process_types: Mapping[str, str]) -> dict[str, Any]:
    """The fields of one that the *used* buildpacks made, the last of which is the app's own."""
    last = layout_of(used[-1])
    return {
        "buildpacks": tuple(_used(name, detected=name == used[-1]) for name in used),
        "buildpack_receipt_buildpack": used[-1],
        "buildpack_receipt_detect_output": last.detect_output,
        "stack": stack,
        "execution_metadata": last.execution_metadata,
        "process_types": dict(process_types),
    }


def requested_profile(requested: tuple[str, ...], stack: str | None) -> dict[str, Any]:
    """The fields of a droplet whose staging has not come to an end, or came to a bad one."""
    return {"buildpacks": tuple(DropletBuildpack(name=name) for name in requested), "stack": stack}


def _used(name: str, *, detected: bool) -> DropletBuildpack:
    layout = layout_of(name)
    return DropletBuildpack(
        name=name,
        detect_output=layout.detect_output if detected else None,
        buildpack_name=layout.buildpack_name,
        version=layout.version,
    )
