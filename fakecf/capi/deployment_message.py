"""What a body that asks for a deployment must say: `app/messages/deployment_create_message.rb`."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeGuard

from fakecf.capi.messages import Body, metadata_errors, unknown_fields
from fakecf.capi.process_message import scale_errors
from fakecf.capi.ruby import dig, is_blank, is_true, to_s
from fakecf.capi.validators import LARGEST_INTEGER, among
from fakecf.errors import UnknownError

KEYS = ("relationships", "droplet", "revision", "strategy", "options", "metadata")
STRATEGIES = ("rolling", "canary")

_COLUMNS = {
    "web_instances": "instances",
    "memory_in_mb": "memory",
    "disk_in_mb": "disk_quota",
    "log_rate_limit_in_bytes_per_second": "log_rate_limit",
}
_OPTIONS = ("canary", "max_in_flight", *_COLUMNS)
_WEIGHT = "instance_weight"
_HEAVIEST = 100


class Options(NamedTuple):
    """How to deploy, and what the new web process shall have otherwise than the present one."""

    max_in_flight: int
    web_instances: int | None
    memory_in_mb: int | None
    disk_in_mb: int | None
    log_rate_limit_in_bytes_per_second: int | None
    canary_steps: tuple[dict[str, Any], ...] | None

    @classmethod
    def read(cls, body: Body) -> "Options":
        """CC fails over options that are blank without being an object, and over numbers that no column holds."""
        asked = body.get("options")
        max_in_flight = dig(asked, "max_in_flight") or 1
        if max_in_flight > LARGEST_INTEGER:
            raise UnknownError
        steps = dig(asked, "canary", "steps")
        if steps is False:
            raise UnknownError
        return cls(
            max_in_flight=max_in_flight,
            web_instances=_number(asked, "web_instances"),
            memory_in_mb=_number(asked, "memory_in_mb"),
            disk_in_mb=_number(asked, "disk_in_mb"),
            log_rate_limit_in_bytes_per_second=_number(asked, "log_rate_limit_in_bytes_per_second"),
            canary_steps=tuple(steps) if steps is not None else None,
        )


def _number(options: Any, name: str) -> int | None:
    """The text of a number will do."""
    value = dig(options, name)
    return None if value is None else int(value)


def asked_columns(body: Body) -> dict[str, int]:
    """The columns that the new web process shall have otherwise than the present one."""
    asked = {column: _number(body.get("options"), name) for name, column in _COLUMNS.items()}
    return {column: value for column, value in asked.items() if value is not None}


def strategy_of(body: Body) -> str:
    """The strategy of a valid body; Rails takes a list for a choice, and PostgreSQL one of a single text for that."""
    asked = body.get("strategy")
    chosen = asked if isinstance(asked, list) else [asked or STRATEGIES[0]]
    if len(chosen) != 1:
        raise UnknownError
    return str(chosen[0])


def create_errors(body: Body) -> Iterator[str]:
    """Everything that is wrong with it, in the order the message's validators run."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, KEYS)
    strategy = body.get("strategy")
    if strategy is not None:
        yield from among("Strategy", strategy, STRATEGIES, f"'{to_s(strategy)}' is not a supported deployment strategy")
    if not is_blank(body.get("revision")) and not is_blank(body.get("droplet")):
        yield "Droplet Cannot set both fields 'droplet' and 'revision'"
    if not is_blank(body.get("options")):
        yield from _options_errors(body["options"], strategy)


def _options_errors(options: Any, strategy: Any) -> Iterator[str]:
    if not isinstance(options, dict):
        yield "Options must be an object"
        return
    yield from _unsupported("Options", options, _OPTIONS)
    yield from _size_errors(options)
    max_in_flight = options.get("max_in_flight")
    if is_true(max_in_flight) and not (_is_integer(max_in_flight) and max_in_flight > 0):
        yield "Max in flight must be an integer greater than 0"
    if is_true(options.get("canary")):
        yield from _canary_errors(options["canary"], strategy)


def _size_errors(options: Body) -> Iterator[str]:
    """As for the scaling of a process, whose instances are called web instances here."""
    asked = {name: options.get(name) for name in _COLUMNS}
    for error in scale_errors({"instances": asked.pop("web_instances"), **asked}):
        yield f"Web {error[0].lower()}{error[1:]}" if error.startswith("Instances") else error


def _unsupported(label: str, given: Body, allowed: tuple[str, ...]) -> Iterator[str]:
    unknown = [key for key in given if key not in allowed]
    if unknown:
        yield f"{label} has unsupported key(s): {', '.join(unknown)}"


def _is_integer(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _canary_errors(canary: Any, strategy: Any) -> Iterator[str]:
    if not isinstance(canary, dict):
        yield "Options canary must be an object"
    elif strategy != "canary":
        yield "Options canary are only valid for Canary deployments"
    elif is_true(canary.get("steps")):
        yield from _steps_errors(canary["steps"])


def _steps_errors(steps: Any) -> Iterator[str]:
    if not isinstance(steps, list) or any(not isinstance(step, dict) for step in steps):
        yield "Options canary steps must be an array of objects"
        return
    for step in steps:
        yield from _unsupported("Options canary steps", step, (_WEIGHT,))
    if any(_WEIGHT not in step for step in steps):
        yield f'Options canary steps missing key: "{_WEIGHT}"'
    weights = [step.get(_WEIGHT) for step in steps]
    integers = [weight for weight in weights if _is_integer(weight)]
    if len(integers) < len(weights) or not all(0 < weight <= _HEAVIEST for weight in integers):
        yield f"Options canary steps instance weight must be an Integer between 1-{_HEAVIEST} (inclusive)"
    if len(integers) == len(weights) and integers != sorted(integers):
        yield "Options canary steps instance weight must be sorted in ascending order"
