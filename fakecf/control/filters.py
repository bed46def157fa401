"""Filters of records: any field that holds a single value."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from fakecf.control.problems import wrong
from fakecf.state import Record

_SCALARS = (
    inspect.StrType,
    inspect.LiteralType,
    inspect.IntType,
    inspect.FloatType,
    inspect.BoolType,
    inspect.DateTimeType,
    inspect.NoneType,
)


def read_filters(kind: type[Record], written: Mapping[str, str]) -> dict[str, tuple[Any, ...]]:
    """What each named field may be; raises Refusal for a field that is none of *kind*, or can never be that."""
    fields = _scalars(kind)
    for name in written:
        if name in fields:
            continue
        if name in kind.__struct_encode_fields__:
            raise wrong(f"/{name}", f"{name!r} holds more than one value: no filter can name it", fields)
        raise wrong(f"/{name}", f"{kind.plural} have no field {name!r}", fields, name)
    return {name: _values(name, text, fields[name]) for name, text in written.items()}


@functools.cache
def _scalars(kind: type[Record]) -> dict[str, Any]:
    return {
        field.encode_name: field.type
        for field in msgspec.structs.fields(kind)
        if all(isinstance(option, _SCALARS) for option in _options(inspect.type_info(field.type)))
    }


def _options(described: Any) -> Iterator[Any]:
    while isinstance(described, inspect.Metadata):
        described = described.type
    if isinstance(described, inspect.UnionType):
        for each in described.types:
            yield from _options(each)
    else:
        yield described


def _values(name: str, text: str, wanted: Any) -> tuple[Any, ...]:
    """The value that *text* stands for; no text stands for null as well."""
    if not text:
        return (None, "")
    try:
        return (msgspec.convert(text, wanted, strict=False),)
    except msgspec.ValidationError as error:
        options = list(_options(inspect.type_info(wanted)))
        allowed = [str(value) for each in options if isinstance(each, inspect.LiteralType) for value in each.values]
        raise wrong(f"/{name}", f"{text!r}: {error}", allowed, text if allowed else None) from None
