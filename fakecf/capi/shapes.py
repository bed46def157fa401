"""The JSON Schema of what bodies are made of, for the description of what is served; messages check them."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer"}
MAP: Schema = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}


def body(**fields: Schema) -> Schema:
    """An object that may have these keys."""
    return {"type": "object", "properties": fields}


def nullable(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


_GUID: Schema = body(guid=TEXT)
TO_ONE: Schema = body(data=nullable(_GUID))
TO_MANY: Schema = body(data={"type": "array", "items": _GUID})
METADATA: Schema = body(labels=MAP, annotations=MAP)
FILE: Schema = {"type": "string", "format": "binary"}
MULTIPART = "multipart/form-data"
_CREDENTIALS: Schema = {"type": "object", "additionalProperties": {"type": "object"}}
LIFECYCLE: Schema = body(
    type=TEXT, data=body(buildpacks=TEXTS, stack=nullable(TEXT), credentials=nullable(_CREDENTIALS))
)
