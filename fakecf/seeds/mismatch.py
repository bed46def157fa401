"""Why a document does not have the shape it should have: every place, not only the first."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import inspect

from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Problem
from fakecf.words import nearest

_WORDS: dict[type, str] = {
    inspect.StrType: "text",
    inspect.LiteralType: "text",
    inspect.IntType: "a whole number",
    inspect.BoolType: "true or false",
    inspect.NoneType: "nothing",
    inspect.StructType: "a mapping",
    inspect.DictType: "a mapping",
    inspect.VarTupleType: "a list",
}
_PYTHON: dict[type, Any] = {
    inspect.StrType: str,
    inspect.LiteralType: str | int,
    inspect.IntType: int,
    inspect.BoolType: bool,
    inspect.NoneType: None,
}
_BOUNDS = {
    "ge": "at least {}",
    "le": "at most {}",
    "max_length": "at most {} characters",
    "pattern": "text of the form {}",
}
_NAMES = {"Behaviour": "foundation", "LifecycleData": "lifecycle data"}


def mismatches(node: Node, wanted: Any) -> Iterator[Problem]:
    """Every problem of *node* seen as *wanted*, a type as `msgspec.inspect` describes it."""
    options = _options(wanted)
    if any(isinstance(option, inspect.AnyType) for option in options):
        return
    fitting = [option for option in options if _fits(node.value, option)]
    if not fitting:
        yield _unexpected(node, options)
    elif isinstance(node.value, dict):
        yield from _in_mapping(node, node.value, fitting[0])
    elif isinstance(node.value, list):
        for item in node.value:
            yield from mismatches(item, fitting[0].item_type)
    else:
        yield from _in_scalar(node, fitting)


def _options(wanted: Any) -> list[Any]:
    while isinstance(wanted, inspect.Metadata):
        wanted = wanted.type
    if not isinstance(wanted, inspect.UnionType):
        return [wanted]
    return [option for each in wanted.types for option in _options(each)]


def _fits(value: object, option: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(option, inspect.StructType | inspect.DictType)
    if isinstance(value, list):
        return isinstance(option, inspect.VarTupleType)
    if type(option) not in _PYTHON:
        return False
    try:
        msgspec.convert(value, _PYTHON[type(option)], strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _unexpected(node: Node, options: list[Any]) -> Problem:
    wanted = " or ".join(dict.fromkeys(_WORDS[type(option)] for option in options))
    quoted = "; put it in quotes" if isinstance(node.value, bool | int | float) and "text" in wanted else ""
    return Problem(node.place, f"expected {wanted}, got {node.kind}{quoted}")


def _in_mapping(node: Node, entries: dict[str, Node], wanted: Any) -> Iterator[Problem]:
    if isinstance(wanted, inspect.StructType):
        yield from _in_struct(node, entries, wanted)
        return
    for key, value in entries.items():
        yield from _in_scalar(Node(node.keys[key], key), _options(wanted.key_type))
        yield from mismatches(value, wanted.value_type)


def _in_struct(node: Node, entries: dict[str, Node], wanted: inspect.StructType) -> Iterator[Problem]:
    name = _NAMES.get(wanted.cls.__name__) or wanted.cls.__name__.removesuffix("Entry").lower()
    fields = {field.encode_name: field for field in wanted.fields}
    for key, value in entries.items():
        if key in fields:
            yield from mismatches(value, fields[key].type)
        else:
            yield Problem(node.keys[key], f"{name}: unknown key {key!r}", sorted(fields), nearest(key, fields))
    for key, field in fields.items():
        if field.required and key not in entries:
            yield Problem(node.place, f"{name}: the key {key!r} is missing")


def _in_scalar(node: Node, options: list[Any]) -> Iterator[Problem]:
    """The first option's complaint, unless one of them has none."""
    complaints = [_complaint(node, option) for option in options]
    if all(complaints):
        yield from filter(None, complaints[:1])


def _complaint(node: Node, option: Any) -> Problem | None:
    value: Any = node.value
    if isinstance(option, inspect.LiteralType) and value not in option.values:
        allowed = [str(each) for each in option.values]
        return Problem(node.place, f"{value!r} is not allowed here", allowed, nearest(str(value), allowed))
    if isinstance(option, inspect.StrType | inspect.IntType):
        return _out_of_bounds(node, option)
    return None


def _out_of_bounds(node: Node, option: inspect.StrType | inspect.IntType) -> Problem | None:
    bounds = {name: bound for name in _BOUNDS if (bound := getattr(option, name, None)) is not None}
    kind = str if isinstance(option, inspect.StrType) else int
    try:
        msgspec.convert(node.value, Annotated[kind, msgspec.Meta(**bounds)] if bounds else kind, strict=False)
    except msgspec.ValidationError:
        allowed = [_BOUNDS[name].format(bound) for name, bound in bounds.items()]
        return Problem(node.place, f"{node.value!r} is not allowed here", allowed)
    return None
