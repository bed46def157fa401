"""The stats of a process: what Diego and log-cache say of each instance (CC's ProcessStatsPresenter)."""

from datetime import datetime
from typing import Any, NamedTuple

from fakecf.capi.call import Call
from fakecf.capi.cells import MIB, place_of, usage_of
from fakecf.capi.instances import instances_of, seconds_since, wanted
from fakecf.capi.reading import space_of
from fakecf.errors import CfError
from fakecf.state.app_records import Process, ProcessInstance, Usage
from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import Organization

UNAVAILABLE = "Stats server temporarily unavailable."

_FILE_DESCRIPTORS = 16384
_SHARED = "shared"
_MEASURED = Usage.__struct_fields__


class _View(NamedTuple):
    """What all instances of a process have in common."""

    process: Process
    segment: str | None
    now: datetime
    measured: bool


def stats_of(call: Call, process: Process) -> list[dict[str, Any]]:
    """One entry for each instance that shall run; raises CF-StatsUnavailable where Diego has lost its wits."""
    behaviour = call.services.behaviour
    if behaviour.diego == "empty":
        raise CfError("StatsUnavailable", UNAVAILABLE)
    found = instances_of(call, call.state, process)
    view = _View(process, _segment(call, process), call.services.clock.now(), behaviour.log_cache == "running")
    return [_entry(view, index, found.get(index)) for index in wanted(process)]


def _segment(call: Call, process: Process) -> str | None:
    """The part of the platform that its space has, or else its organization; the shared one has no name."""
    space = space_of(call, process)
    organization = call.state[Organization].get(space.organization_guid) if space is not None else None
    guid = (space.isolation_segment_guid if space is not None else None) or (
        organization.default_isolation_segment_guid if organization is not None else None
    )
    segment = call.state[IsolationSegment].get(guid)
    return segment.name if segment is not None and segment.name != _SHARED else None


def _entry(view: _View, index: int, instance: ProcessInstance | None) -> dict[str, Any]:
    """A DOWN one has run nowhere, and has nothing to be measured."""
    if instance is None:
        return _down(view, index, routable=None, uptime=0)
    uptime = seconds_since(instance.created_at, view.now)
    if instance.state == "DOWN":
        return _down(view, index, routable=False, uptime=uptime, segment=view.segment, details=instance.details)
    process, place = view.process, place_of(instance) if instance.state == "RUNNING" else None
    return {
        "type": process.type,
        "index": index,
        "instance_guid": instance.guid,
        "state": instance.state,
        "routable": instance.state == "RUNNING",
        "host": place.host if place is not None else "",
        "instance_internal_ip": place.internal_ip if place is not None else "",
        "uptime": uptime,
        **_quotas(view, instance),
        "fds_quota": _FILE_DESCRIPTORS,
        "isolation_segment": view.segment,
        "details": instance.details,
        "instance_ports": place.ports if place is not None else [],
        "usage": _usage(view, instance) if view.measured else {},
    }


def _down(
    view: _View,
    index: int,
    *,
    routable: bool | None,
    uptime: int,
    segment: str | None = None,
    details: str | None = None,
) -> dict[str, Any]:
    return {
        "type": view.process.type,
        "index": index,
        "state": "DOWN",
        "routable": routable,
        "uptime": uptime,
        "isolation_segment": segment,
        "details": details,
    }


def _quotas(view: _View, instance: ProcessInstance) -> dict[str, int | None]:
    """They come with what is measured, so only something that runs has any."""
    if not view.measured or instance.state != "RUNNING":
        return {"mem_quota": None, "disk_quota": None, "log_rate_limit": None}
    process = view.process
    return {
        "mem_quota": process.memory * MIB,
        "disk_quota": process.disk_quota * MIB,
        "log_rate_limit": process.log_rate_limit,
    }


def _usage(view: _View, instance: ProcessInstance) -> dict[str, Any]:
    """The keys in CC's order; nothing of what does not run."""
    used = usage_of(view.process, instance) if instance.state == "RUNNING" else Usage(**dict.fromkeys(_MEASURED, 0))
    return {"time": view.now.isoformat(timespec="seconds"), **{key: getattr(used, key) for key in _MEASURED}}
