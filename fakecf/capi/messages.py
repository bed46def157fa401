"""Checks of a request's body in the Cloud Controller's exact words; each yields what is wrong."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.list_query import quoted
from fakecf.capi.metadata import key_error, value_error
from fakecf.capi.ruby import to_s
from fakecf.capi.validators import boolean
from fakecf.errors import CfError, UnknownError
from fakecf.state import Described

Body = dict[str, Any]
Metadata = dict[str, str | None]

_MAX_GUID = 200
_MAX_ANNOTATION = 5000
_MAX_LABELS = 50
_MAX_ANNOTATIONS = 200


def require_valid(errors: Iterable[str]) -> None:
    """Raise CF-UnprocessableEntity with every error there is, joined."""
    found = list(errors)
    if found:
        raise CfError("UnprocessableEntity", ", ".join(found))


def unknown_fields(body: Body, allowed: Iterable[str]) -> Iterator[str]:
    """What the body has and may not have (NoAdditionalKeysValidator)."""
    unknown = [key for key in body if key not in set(allowed)]
    if unknown:
        yield f"Unknown field(s): {quoted(unknown)}"


def guid_errors(name: str, value: Any) -> Iterator[str]:
    """What is wrong with a guid (GuidValidator)."""
    if not isinstance(value, str):
        yield f"{name} must be a string"
    if not isinstance(value, str) or not 1 <= len(value) <= _MAX_GUID:
        yield f"{name} must be between 1 and {_MAX_GUID} characters"


def to_one_errors(name: str, relationship: Any) -> Iterator[str]:
    """What is wrong with the to-one relationship called *name* (ToOneRelationshipValidator)."""
    data = relationship["data"] if isinstance(relationship, dict) and list(relationship) == ["data"] else False
    if data is not None and not (isinstance(data, dict) and list(data) == ["guid"]):
        shape = f'"{name}: {{"data": {{"guid": "valid-guid"}}}}"'
        yield f"{name.capitalize()} must be structured like this: {shape}"
    elif data is not None:
        yield from guid_errors(f"{name.capitalize()} guid", data["guid"])


def boolean_errors(body: Body, key: str) -> Iterator[str]:
    """What is wrong with a field that is true, false or null."""
    if body.get(key) is not None:
        yield from boolean(key.capitalize(), body[key])


def metadata_errors(body: Body) -> Iterator[str]:
    """What is wrong with `metadata`, where it is given (MetadataValidator)."""
    if "metadata" not in body:
        return
    metadata = body["metadata"]
    if not isinstance(metadata, dict):
        yield "Metadata must be an object"
        return
    unexpected = [f"'{key}'" for key in metadata if key not in ("labels", "annotations")]
    if unexpected:
        yield f"Metadata has unexpected field(s): {' '.join(unexpected)}"
    yield from _label_errors(metadata.get("labels"))
    yield from _annotation_errors(metadata.get("annotations"))


def _label_errors(labels: Any) -> Iterator[str]:
    if labels is None or labels is False:
        return
    if not isinstance(labels, dict):
        yield "Metadata 'labels' is not an object"
        return
    for key, value in labels.items():
        for kind, error in (("key", key_error(key)), ("value", value_error(to_s(value)))):
            if error:
                yield f"Metadata label {kind} error: {error}"


def _annotation_errors(annotations: Any) -> Iterator[str]:
    if annotations is None or annotations is False:
        return
    if not isinstance(annotations, dict):
        yield "Metadata 'annotations' is not an object"
        return
    for key, value in annotations.items():
        error = key_error(key)
        if error and value not in (None, "", [], {}, False):
            yield f"Metadata annotation key error: {error}"
        yield from _annotation_value_errors(value)


def _annotation_value_errors(value: Any) -> Iterator[str]:
    """CC measures the value without asking what it is, and fails over what has no size (corrections 16)."""
    if isinstance(value, bool | float):
        raise UnknownError
    if isinstance(value, str | list) and len(value) > _MAX_ANNOTATION:
        yield f"Metadata annotation value error: '{to_s(value)[:8]}...' is greater than {_MAX_ANNOTATION} characters"


def updated_metadata(record: Described, body: Body) -> dict[str, Metadata]:
    """The labels and annotations that *record* has after *body*: null deletes, the limits hold (cc-surface 3.5)."""
    asked = body.get("metadata") or {}
    labels, annotations = asked.get("labels") or {}, asked.get("annotations") or {}
    return {
        "labels": _merged(record.labels, labels, "LabelLimitExceeded", _MAX_LABELS),
        "annotations": _merged(record.annotations, annotations, "AnnotationLimitExceeded", _MAX_ANNOTATIONS),
    }


def _merged(held: Metadata, asked: Body, error: str, limit: int) -> Metadata:
    merged = {key: value for key, value in held.items() if key not in asked or asked[key] is not None}
    merged |= {key: as_text(value) for key, value in asked.items() if value is not None}
    if len(held) < len(merged) > limit:
        raise CfError(error, len(asked), limit)
    return merged


def as_text(value: Any) -> str | None:
    """What a column of text holds of a value that nobody checked.

    PostgreSQL takes an empty list for null, the list of one for its one, and objects not at all (recorded: live_write).
    """
    if isinstance(value, dict) or (isinstance(value, list) and len(value) > 1):
        raise UnknownError
    if isinstance(value, list):
        return as_text(value[0]) if value else None
    return None if value is None else to_s(value)


def asked(body: Body, allowed: Iterable[str]) -> Body:
    """The request as its audit event tells it: all that was asked, unknown fields without their values."""
    known = set(allowed)
    return {key: value if key in known else None for key, value in body.items()}
