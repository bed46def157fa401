"""What a manifest would change of apps (`space_diff_manifest.rb`)."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.app_as_manifest import as_manifest
from fakecf.capi.byte_quantities import QuantityError, to_bytes, to_megabytes, with_unit
from fakecf.capi.call import Call
from fakecf.capi.json_difference import Operation, json_difference
from fakecf.capi.manifest_message import ALLOWED
from fakecf.capi.messages import Body
from fakecf.capi.ruby import to_s
from fakecf.errors import UnknownError
from fakecf.state.app_records import WEB
from fakecf.state.records import App

_IDENTIFIERS = {"processes": "type", "routes": "route", "sidecars": "name"}
_LOG_RATE = "log-rate-limit-per-second"
_MEGABYTES = ("memory", "disk-quota", "disk_quota")
_KNOWN = frozenset(key.replace("_", "-") for key in ALLOWED)
_KEPT = {
    "sidecars": ("name", "command", "process_types", "memory"),
    "processes": (
        "type",
        "command",
        "user",
        "disk_quota",
        _LOG_RATE,
        "health-check-http-endpoint",
        "health-check-invocation-timeout",
        "health-check-interval",
        "health-check-type",
        "readiness-health-check-http-endpoint",
        "readiness-health-check-invocation-timeout",
        "readiness-health-check-interval",
        "readiness-health-check-type",
        "instances",
        "memory",
        "timeout",
    ),
    "services": ("name", "parameters"),
}


def difference(call: Call, applications: Iterable[Body], apps: Iterable[App]) -> list[Operation]:
    """All operations, each with the path into the manifest."""
    named = {app.name: app for app in apps}
    return [
        operation
        for index, written in enumerate(applications)
        for operation in _of_app(call, written, named.get(written.get("name", "")), f"/applications/{index}")
    ]


def _of_app(call: Call, written: Body, app: App | None, path: str) -> Iterator[Operation]:
    wanted, present = _filtered(_normalized(written)), _present(call, app)
    for key, value in wanted.items():
        if key not in _KNOWN:
            continue
        held = present.get(key)
        if key in _IDENTIFIERS and held:
            _forget_unsaid(held, value, _IDENTIFIERS[key])
        elif key in _MEGABYTES:
            continue  # never told at the top (CC: for compatibility)
        if key == "features" and held:
            held = {name: held[name] for name in held if name in value}
        for operation in json_difference(held, value, _similarity, f"{path}/{key}"):
            yield _added(operation) if operation["op"] == "replace" and "was" not in operation else operation


def _added(operation: Operation) -> Operation:
    return {**operation, "op": "add"}


def _present(call: Call, app: App | None) -> Body:
    """The app as its manifest, with what its web process has at the top as well."""
    if app is None:
        return {}
    manifest = as_manifest(call, app)
    processes: list[Body] = manifest.get("processes", [])
    web: Body = next((each for each in processes if each["type"] == WEB), {})
    return {**manifest, **web}


def _filtered(written: Body) -> Body:
    """Without the keys that nobody knows, and without what nothing is left of."""
    wanted = dict(written)
    for key, kept in _KEPT.items():
        if key in wanted:
            wanted[key] = [_only(each, kept) for each in _as_list(wanted[key])]
            if key != "services":
                wanted[key] = [_normalized(each) for each in wanted[key]]
            if wanted[key] == [{}]:
                del wanted[key]
    if "metadata" in wanted:
        wanted["metadata"] = _only(wanted["metadata"], ("labels", "annotations"))
        if not wanted["metadata"]:
            del wanted["metadata"]
    return wanted


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnknownError
    return value


def _only(value: Any, keys: tuple[str, ...]) -> Any:
    """In the order in which they are asked for, as Ruby's `slice` has it."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise UnknownError
    return {key: value[key] for key in keys if key in value}


def _normalized(written: Body) -> Body:
    """With amounts in the units in which they are shown."""
    amounts: Body = {key: _megabytes(written[key], key) for key in _MEGABYTES if written.get(key) is not None}
    if written.get(_LOG_RATE) is not None:
        amounts[_LOG_RATE] = _log_rate(written[_LOG_RATE])
    return {**written, **amounts}


def _megabytes(written: Any, key: str) -> str:
    try:
        return f"{to_s(to_megabytes(written))}M"
    except QuantityError as error:
        return f"{key} {error}"


def _log_rate(written: Any) -> str | None:
    if to_s(written) in ("-1", "0"):
        return to_s(written)
    try:
        count = to_bytes(written)
    except QuantityError as error:
        return f"{_LOG_RATE} {error}"
    return None if count is None else with_unit(count)


def _forget_unsaid(held: list[Body], wanted: Any, name: str) -> None:
    """Take from what is *held* all that the manifest is silent of; CC skips the one behind each that it takes out."""
    index = 0
    while index < len(held):
        said = next((each for each in _as_list(wanted) if each.get(name) == held[index].get(name)), None)
        if said is None:
            del held[index]
        else:
            held[index] = {key: value for key, value in held[index].items() if said.get(key) is not None}
        index += 1


def _similarity(before: Any, after: Any) -> float | None:
    """Processes are the same by their type, sidecars by their name."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return None
    for key in ("type", "name"):
        if key in before and key in after:
            return float(before[key] == after[key])
    return None
