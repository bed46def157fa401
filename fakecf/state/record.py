"""What every row of state is: an immutable value with a guid."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True)]  # a time without a zone cannot be compared with the others


class Belongs:
    """Marks a `<thing>_guid` field: the record goes when its owner goes.

    Written `app_guid: Annotated[str, Belongs("apps")]`; drives cascading deletes and the owner look-up.
    """

    def __init__(self, plural: str) -> None:
        self.plural = plural


_types: dict[str, type["Record"]] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of state. A subclass names its table with `plural`, the CAPI name of the collection."""

    plural: ClassVar[str] = ""

    guid: str
    created_at: Moment
    updated_at: Moment | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.plural:
            _types[cls.plural] = cls


class Described(Record, frozen=True, kw_only=True):
    """A record that people may label: CC's metadata, keys as they are rendered (`prefix/name`)."""

    labels: dict[str, str | None] = {}
    annotations: dict[str, str | None] = {}


def record_types() -> Mapping[str, type[Record]]:
    """Every kind of record by its plural, in the order their modules defined them."""
    return _types


_owners: dict[type[Record], dict[str, str]] = {}


def owners_of(record_type: type[Record]) -> dict[str, str]:
    """Which fields of *record_type* name an owner: field name to the owner's plural."""
    if record_type not in _owners:
        hints = get_type_hints(record_type, include_extras=True)
        _owners[record_type] = {name: mark.plural for name, hint in hints.items() for mark in _marks(hint)}
    return _owners[record_type]


def _marks(hint: Any) -> Iterator[Belongs]:
    if get_origin(hint) is Annotated:
        yield from (mark for mark in get_args(hint)[1:] if isinstance(mark, Belongs))
    elif get_origin(hint) is not None:
        for inner in get_args(hint):
            yield from _marks(inner)
