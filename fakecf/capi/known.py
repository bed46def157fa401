"""The fields of a body that somebody looks at: the names in its schema, without all else that it says."""

from fakecf.capi.shapes import Schema

# the names of an object, with what is known inside them; what is known of each of a list; or None for anything
Known = dict[str, "Known"] | list["Known"] | None


def known_fields(schema: Schema) -> Known:
    """What *schema* names."""
    shapes = schema.get("anyOf", (schema,))
    shape = next((each for each in shapes if each.get("type") in ("object", "array")), schema)
    if "properties" in shape:
        return {name: known_fields(inner) for name, inner in shape["properties"].items()}
    inner = known_fields(shape["items"]) if "items" in shape else None
    return None if inner is None else [inner]
