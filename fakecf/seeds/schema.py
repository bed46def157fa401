"""The published JSON Schema of fixture documents."""

from typing import Any

import msgspec

from fakecf.seeds.document import Document


def schema() -> dict[str, Any]:
    """The schema that an editor checks and completes a document with (JSON Schema 2020-12)."""
    described: dict[str, Any] = msgspec.to_builtins(msgspec.json.schema(Document))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "fakecf seed", **described}
