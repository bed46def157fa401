"""The JSON Schema of documents, learned from samples of them."""

import re
from collections.abc import Iterable
from typing import Any

from fakecf.capi.samples import ANY_KEY, ANYTHING
from fakecf.capi.shapes import Schema

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def schema_of(documents: Iterable[Any]) -> Schema:
    """What all *documents* have in common: a key is required where none is without it."""
    by_type: dict[str, list[Any]] = {}
    for document in documents:
        if document == ANYTHING:
            return {}
        by_type.setdefault(_type(document), []).append(document)
    kinds = [_schema(name, found) for name, found in by_type.items()]
    return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


def _type(document: Any) -> str:
    for name, kind in (("null", type(None)), ("boolean", bool), ("string", str), ("object", dict)):
        if isinstance(document, kind):
            return name
    if isinstance(document, list | tuple):
        return "array"
    return "integer" if isinstance(document, int) else "number"


def _schema(name: str, found: list[Any]) -> Schema:
    if name == "object":
        return _object(found)
    if name == "array":
        items = [item for document in found for item in document]
        return {"type": "array", **({"items": schema_of(items)} if items else {})}
    if name == "string" and all(_TIME.fullmatch(text) for text in found):
        return {"type": "string", "format": "date-time"}
    return {"type": name}


def _object(found: list[dict[str, Any]]) -> Schema:
    """One that may have any key says of its values only what they are."""
    keys = list(dict.fromkeys(key for document in found for key in document))
    if any(key.startswith(ANY_KEY) for key in keys):
        values = [value for document in found for value in document.values()]
        return {"type": "object", "additionalProperties": schema_of(values)}
    properties = {key: schema_of(document[key] for document in found if key in document) for key in keys}
    required = [key for key in keys if all(key in document for document in found)]
    return {"type": "object", "properties": properties, "required": required}
