"""Records made up from their own types, so that a presenter can be asked what it shows."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from fakecf.state import Record, State, Table

R = TypeVar("R", bound=Record)

ANY_KEY = "<any key>"
ANYTHING = "<anything>"
GUID = "sample"

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.StrType: "text",
    inspect.IntType: 1,
    inspect.FloatType: 1.0,
    inspect.BoolType: True,
    inspect.DateTimeType: _MOMENT,
    inspect.AnyType: ANYTHING,
}


def sample_state(kinds: Iterable[type[Record]]) -> State:
    """A whole record of each of the *kinds*, which every field names, and others that belong to the same."""
    return State({kind: Table([whole(kind), *_others_of(kind)]) for kind in kinds})


def _others_of(kind: type[R]) -> Iterator[R]:
    for number, record in enumerate(_changed(whole(kind))):
        yield msgspec.structs.replace(record, guid=f"{GUID} {number}")


def samples(kind: type[R]) -> Iterator[R]:
    """Whole ones, with any two fields holding any word or null they may, and one with nothing that may be left out."""
    for one in _changed(whole(kind)):
        yield from _changed(one)
    yield kind(**{field.name: value for field, value in _fields(kind) if field.required})


def _changed(record: R) -> Iterator[R]:
    """The record, and others that differ from it in one field."""
    yield record
    for field, _ in _fields(type(record)):
        for value in _others(field.type):
            yield msgspec.structs.replace(record, **{field.name: value})


def whole(kind: type[R]) -> R:
    """A record with everything that it may have."""
    return kind(**{field.name: value for field, value in _fields(kind)})


def _fields(kind: type[Record]) -> Iterator[tuple[inspect.Field, Any]]:
    for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        yield field, _filled(field)


def _filled(field: inspect.Field) -> Any:
    """The one guid for whatever names a thing, the usual word where there is one."""
    if field.name == "guid" or field.name.endswith("_guid"):
        return GUID
    usual = isinstance(field.type, inspect.LiteralType) and field.default is not msgspec.NODEFAULT
    return field.default if usual else _value(field.type)


def _others(type_: inspect.Type) -> tuple[Any, ...]:
    """What a presenter may make something else of: words, truth, null and no limit, also inside."""
    if isinstance(type_, inspect.StructType):
        whole, fields = _value(type_), type_.fields
        return tuple(
            msgspec.structs.replace(whole, **{each.name: other}) for each in fields for other in _others(each.type)
        )
    if isinstance(type_, inspect.UnionType):
        return (None,) if any(isinstance(each, inspect.NoneType) for each in type_.types) else ()
    if isinstance(type_, inspect.BoolType):
        return (False,)
    if isinstance(type_, inspect.IntType):
        return (-1,)
    return type_.values if isinstance(type_, inspect.LiteralType) else ()


def _value(type_: inspect.Type) -> Any:
    """Something of that type; of several the first that says more than null."""
    match type_:
        case inspect.UnionType(types):
            return next(_value(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.LiteralType(values):
            return values[0]
        case inspect.DictType(_, value):
            return {ANY_KEY: _value(value), **{f"{ANY_KEY} {n}": each for n, each in enumerate(_others(value))}}
        case inspect.VarTupleType(item):
            return (_value(item), *_others(item))
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{field.name: _value(field.type) for field in fields})
        case _:
            return _PLAIN[type(type_)]
