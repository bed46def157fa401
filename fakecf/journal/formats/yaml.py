"""A document for people."""

from typing import Any

import msgspec
import yaml

from fakecf.journal.exchange import Exchange, Flow

MEDIA_TYPE = "application/yaml"


def written(flow: Flow) -> str:
    """The flow without what is not there."""
    document = {"flow": flow.id, "exchanges": [_shown(exchange) for exchange in flow.exchanges]}
    return yaml.safe_dump(document, sort_keys=False, width=1000)


def _shown(exchange: Exchange) -> dict[str, Any]:
    shown = {name: value for name, value in msgspec.to_builtins(exchange).items() if value not in (None, False, "")}
    return {**shown, **{name: _pairs(shown[name]) for name in ("request_headers", "response_headers")}}


def _pairs(headers: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """A list, as one name may come twice."""
    return [{name: value} for name, value in headers]
