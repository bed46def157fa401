"""The processes of an app as its manifest wants them.

CC's ManifestProcessScaleMessage and ManifestProcessUpdateMessage, and what AppManifestMessage makes of them.
"""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.byte_quantities import QuantityError, to_bytes, to_megabytes
from fakecf.capi.messages import Body, unknown_fields
from fakecf.capi.ruby import is_blank, to_s
from fakecf.capi.validators import LARGEST_BIG_INTEGER, among, at_least, between, string, uri_path
from fakecf.errors import UnknownError
from fakecf.state.app_records import WEB

_MOST_INSTANCES = 2_000_000
_UNLIMITED = ("-1", "0")
_AMOUNTS = {"memory": "Memory", "disk_quota": "Disk quota", "log_rate_limit_per_second": "Log rate limit per second"}
_TEXTS = {"command": 4096, "user": 255}
_CHECK_TYPES = ("port", "process", "http")
# the keys of a change in the order in which they are judged
_JUDGED = (
    "health_check_type",
    "health_check_http_endpoint",
    "health_check_invocation_timeout",
    "health_check_interval",
    "readiness_health_check_type",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_http_endpoint",
    "readiness_health_check_interval",
    "timeout",
)
# in the order in which they are told of: of an app, and of one of its processes
_TOLD = (
    "command",
    "health_check_http_endpoint",
    "timeout",
    "health_check_invocation_timeout",
    "health_check_interval",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_interval",
    "readiness_health_check_http_endpoint",
    "health_check_type",
    "readiness_health_check_type",
)
_TOLD_OF_PROCESS = (
    "command",
    "user",
    "health_check_http_endpoint",
    "health_check_timeout",
    "health_check_invocation_timeout",
    "health_check_interval",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_interval",
    "readiness_health_check_http_endpoint",
    "timeout",
    "type",
    "health_check_type",
    "readiness_health_check_type",
)
KEYS = ("instances", *_AMOUNTS, *_TOLD_OF_PROCESS)


def amount_errors(asked: Body, type_: Any) -> Iterator[str]:
    """What is wrong with the units of what an app, or one of its processes, shall have."""
    for key, label in _AMOUNTS.items():
        written = asked.get(key)
        if key == "log_rate_limit_per_second" and to_s(written) in _UNLIMITED:
            continue
        try:
            to_bytes(written)
        except QuantityError as error:
            yield of_process(type_, f"{label} {error}")


def of_process(type_: Any, error: str) -> str:
    """An *error* about the process of that type."""
    return f'Process "{to_s(type_)}": {error}'


def process_list_errors(processes: Any) -> Iterator[str]:
    """What is wrong with the list of them."""
    if not isinstance(processes, list):
        yield "Processes must be an array of process configurations"
        return
    types = [each.get("type") for each in processes]
    if any(is_blank(type_) for type_ in types):
        yield "All Processes must specify a type"
    for index, type_ in enumerate(types):
        if types.count(type_) > 1 and types.index(type_) == index:
            yield of_process(type_, "may only be present once").replace(": ", " ", 1)
    for process in processes:
        yield from amount_errors(process, process.get("type"))


def scalings(asked: Body) -> list[Body]:
    """What shall be scaled: the web process as the app says, unless it is among the processes."""
    of_app = _scaling(asked, None)
    web = [{**of_app, "type": WEB}] if of_app else []
    return _by_process(asked, web, [_scaling(each, each.get("type")) for each in _processes(asked)])


def changes(asked: Body) -> list[Body]:
    """What shall be changed, in the same manner."""
    of_app = _change(asked, _TOLD)
    web = [{**of_app, "type": WEB}] if of_app else []
    return _by_process(asked, web, [_change({"type": None, **each}, _TOLD_OF_PROCESS) for each in _processes(asked)])


def _processes(asked: Body) -> list[Body]:
    processes = asked.get("processes")
    return processes if isinstance(processes, list) else []


def _by_process(asked: Body, of_app: list[Body], made: list[Body]) -> list[Body]:
    """The web process comes first; of several there is but one."""
    types = [each.get("type") for each in _processes(asked)]
    web = [each for type_, each in zip(types, made, strict=True) if type_ == WEB]
    others = [each for type_, each in zip(types, made, strict=True) if type_ != WEB]
    return [*(web[:1] or of_app), *others]


def _scaling(asked: Body, type_: Any) -> Body:
    made = {
        "instances": asked.get("instances"),
        "memory": _megabytes(asked.get("memory")),
        "disk_quota": _megabytes(asked.get("disk_quota")),
        "log_rate_limit": _log_rate(asked.get("log_rate_limit_per_second")),
        "type": type_,
    }
    return {key: value for key, value in made.items() if value is not None}


def _megabytes(written: Any) -> int | None:
    try:
        return to_megabytes(written)
    except QuantityError:
        return None


def _log_rate(written: Any) -> int | None:
    text = to_s(written)
    if text in _UNLIMITED:
        return int(text)
    try:
        return to_bytes(text)
    except QuantityError:
        return None


def _change(asked: Body, told: tuple[str, ...]) -> Body:
    """A command of nothing is written as `null`; a check of `none` is by now one of the process."""
    made = {key: asked[key] for key in told if key in asked}
    if "command" in made and made["command"] in (None, False):
        made["command"] = "null"
    for key in ("health_check_type", "readiness_health_check_type"):
        if made.get(key) == "none":
            made[key] = "process"
    return made


def scaling_errors(asked: Body) -> Iterator[str]:
    """What is wrong with one scaling."""
    if "instances" in asked:
        yield from at_least("Instances", asked["instances"], 0, _MOST_INSTANCES)
    for key in ("memory", "disk_quota"):
        if key in asked and asked[key] <= 0:
            yield f"{_AMOUNTS[key]} must be greater than 0MB"
    if "log_rate_limit" in asked and not -1 <= asked["log_rate_limit"] <= LARGEST_BIG_INTEGER:
        yield "Log rate limit must be an integer greater than or equal to -1"


def change_errors(asked: Body) -> Iterator[str]:
    """What is wrong with one change."""
    yield from unknown_fields(asked, (*_TEXTS, *_JUDGED, "type"))
    for kind in ("health_check", "readiness_health_check"):
        if {f"{kind}_type", f"{kind}_http_endpoint"} <= asked.keys() and asked[f"{kind}_type"] != "http":
            yield f'{_label(kind)} type must be "http" to set a health check HTTP endpoint'
    for key, longest in _TEXTS.items():
        if key in asked and (asked[key] is not None or key == "command"):
            yield from string(_label(key), asked[key])
            yield from between(_label(key), asked[key], 1, longest)
    for key in _JUDGED:
        if key in asked:
            yield from _judged(key, asked[key])


def _judged(key: str, value: Any) -> Iterator[str]:
    if key.endswith("_type"):
        yield from among(_label(key), value, _CHECK_TYPES, 'must be "port", "process", or "http"')
    elif value is not None and key.endswith("_endpoint"):
        yield from uri_path(_label(key), value)
    elif value is not None:
        yield from at_least(_label(key), value, 1)


def _label(key: str) -> str:
    return key.replace("_", " ").capitalize()


def scale_request(asked: Body) -> Body:
    """A valid scaling as the body that scales a process."""
    keys = {
        "instances": "instances",
        "memory": "memory_in_mb",
        "disk_quota": "disk_in_mb",
        "log_rate_limit": "log_rate_limit_in_bytes_per_second",
    }
    return {name: asked[key] for key, name in keys.items() if key in asked}


def change_request(asked: Body) -> Body:
    """A valid change as the body that changes a process; some words are the app's own command (ManifestStrategy)."""
    body: Body = {key: asked[key] for key in _TEXTS if key in asked}
    if body.get("command") in ("default", "null"):
        body["command"] = None
    for kind in ("health_check", "readiness_health_check"):
        body[kind] = {"data": dict(_check_data(kind, asked))}
        if f"{kind}_type" in asked:
            body[kind]["type"] = asked[f"{kind}_type"]
    return body


def _check_data(kind: str, asked: Body) -> Iterator[tuple[str, Any]]:
    for key in ("invocation_timeout", "interval"):
        if f"{kind}_{key}" in asked:
            yield key, asked[f"{kind}_{key}"]
    if f"{kind}_http_endpoint" in asked:
        yield "endpoint", asked[f"{kind}_http_endpoint"]
    if kind == "health_check" and "timeout" in asked:
        yield "timeout", asked["timeout"]


def told_of_change(asked: Body) -> Body:
    """A change as its event tells it: CC adds what it calls some of the keys otherwise."""
    told = dict(asked)
    for key, name in (
        ("timeout", "health_check_timeout"),
        ("health_check_http_endpoint", "health_check_endpoint"),
        ("readiness_health_check_http_endpoint", "readiness_health_check_endpoint"),
    ):
        if key in asked:
            told[name] = asked[key]
    return told


def require_objects(processes: Any) -> None:
    """CC fails over processes that are no objects."""
    if isinstance(processes, list) and not all(isinstance(each, dict) for each in processes):
        raise UnknownError
