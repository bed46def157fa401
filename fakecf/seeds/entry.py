"""What every entry of a document may say, and how its own fields are told from its short forms."""

import functools
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from fakecf.state import Record

Moment = Annotated[
    str,
    Meta(
        description="An ISO 8601 moment (`2026-01-31T12:00:00Z`) or a time before the load: `-45d`, `-2h`.",
        examples=["-45d", "2026-01-31T12:00:00Z"],
    ),
]
Guid = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,200}$", description="Letters, digits, `-` and `_`.")]
Texts = dict[str, str]


class DatedEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything that becomes a record."""

    created_at: Annotated[Moment | UnsetType, Meta(description="When it was created; the moment of the load.")] = UNSET
    updated_at: Annotated[Moment | UnsetType | None, Meta(description="When it was last changed; never.")] = UNSET


class Entry(DatedEntry, frozen=True, kw_only=True):
    """An entry whose guid can be chosen."""

    guid: Annotated[Guid | UnsetType, Meta(description="Its guid; a stable one made from its path.")] = UNSET


class DescribedEntry(Entry, frozen=True, kw_only=True):
    """An entry that people may label."""

    labels: Annotated[Texts | UnsetType, Meta(description="Labels, keys as `name` or `prefix/name`.")] = UNSET
    annotations: Annotated[Texts | UnsetType, Meta(description="Annotations, keys as for labels.")] = UNSET


class CheckedEntry(DescribedEntry, frozen=True, kw_only=True):
    """An entry that the Cloud Controller would have refused in some states."""

    force: Annotated[bool, Meta(description="Load it even where the Cloud Controller would have refused it.")] = False


_APART = frozenset(Entry.__struct_fields__)


@functools.cache
def _shared(entry_type: type[DatedEntry], kind: type[Record]) -> tuple[str, ...]:
    own = set(kind.__struct_fields__) - _APART
    return tuple(name for name in entry_type.__struct_fields__ if name in own)


def given(entry: DatedEntry, kind: type[Record]) -> dict[str, Any]:
    """What the entry says of the record's fields under their own names, guid and moments apart."""
    values = ((name, getattr(entry, name)) for name in _shared(type(entry), kind))
    return {name: value for name, value in values if value is not UNSET}
