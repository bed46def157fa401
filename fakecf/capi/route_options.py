"""The options of routes: how the router spreads requests (`route_options_message.rb`, `route.rb`)."""

import math
from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.feature_flags import is_enabled
from fakecf.capi.messages import Body, unknown_fields
from fakecf.capi.ruby import is_blank
from fakecf.errors import CfError

_HASH_KEYS = ("hash_header", "hash_balance")
OPTIONS = ("loadbalancing", *_HASH_KEYS)


def option_errors(call: Call, body: Body) -> Iterator[str]:
    """What is wrong with `options`, where they are given."""
    if "options" not in body:
        return
    options = body["options"]
    if not isinstance(options, dict):
        yield "Options 'options' is not a valid object"
        return
    for error in (*unknown_fields(options, OPTIONS), *_loadbalancing_errors(call, options)):
        yield f"Options {error}"


def _loadbalancing_errors(call: Call, options: Body) -> Iterator[str]:
    """Anything blank passes for none (recorded: live_write), and is kept all the same."""
    algorithms = ["round-robin", "least-connection", *(["hash"] if is_enabled(call, "hash_based_routing") else [])]
    asked = options.get("loadbalancing")
    if not is_blank(asked) and asked not in algorithms:
        yield f"Loadbalancing must be one of '{', '.join(algorithms)}' if present"
    elif asked == "hash":
        yield from _hash_errors(options)
    else:
        yield from _superfluous(options)


def _hash_errors(options: Body) -> Iterator[str]:
    header = options.get("hash_header")
    if is_blank(header):
        yield "Hash header must be present when loadbalancing is set to hash"
    elif not isinstance(header, str):
        yield "Hash header must be a string"
    if options.get("hash_balance") is None:
        return
    balance = _number(options["hash_balance"])
    if balance is None:
        yield "Hash balance must be a valid number"
    elif balance < 0:
        yield "Hash balance must be greater than or equal to 0.0"


def _superfluous(options: Body) -> Iterator[str]:
    for key, label in (("hash_header", "Hash header"), ("hash_balance", "Hash balance")):
        if not is_blank(options.get(key)):
            yield f"{label} can only be set when loadbalancing is hash"


def _number(value: Any) -> float | None:
    """What Ruby's `Float` makes of it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def kept_options(asked: Body) -> Body:
    """The options as CC keeps them: nothing that is null or of no use, and the balance as the text of one decimal."""
    hashing = asked.get("loadbalancing") == "hash"
    kept = {key: value for key, value in asked.items() if value is not None and (hashing or key not in _HASH_KEYS)}
    if hashing and is_blank(kept.get("hash_header")):
        raise CfError("UnprocessableEntity", "Hash header must be present when loadbalancing is set to hash.")
    balance = _number(kept.get("hash_balance"))
    if balance is not None:
        kept["hash_balance"] = str(math.floor(balance * 10 + 0.5) / 10)
    return kept
