"""Every kind of fault there is, and how an effect is read and written."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, Union, get_args

import msgspec

from fakecf.discovery import load_all
from fakecf.faults import kinds
from fakecf.faults.fault import Fault
from fakecf.faults.problems import Problem, RuleError, converted, wrong
from fakecf.words import nearest, whole_number


def _found() -> dict[str, type[Fault]]:
    """The fault that each file of `kinds/` declares, by the key it is written with."""
    return {
        declared.__name__.lower(): declared
        for module in load_all(kinds)
        for declared in vars(module).values()
        if isinstance(declared, type) and issubclass(declared, Fault) and declared.__module__ == module.__name__
    }


KINDS = _found()

if TYPE_CHECKING:
    Effect: TypeAlias = Fault
else:
    Effect = Union[tuple(KINDS.values())]  # noqa: UP007 - made of what was found


def read_effect(written: Any, pointer: str) -> Fault:
    """The effect that a number, a word or an object stands for; raises RuleError."""
    if isinstance(written, dict):
        return _from_object(written, pointer)
    if isinstance(written, int | str) and not isinstance(written, bool):
        return _from_word(str(written).strip(), pointer)
    raise wrong(pointer, f"{str(written)[:60]} is not an effect", _examples())


def write_effect(effect: Fault) -> Any:
    """The effect as `read_effect` takes it: the bare word where there is nothing to set, else an object."""
    document = msgspec.to_builtins(effect)
    kind = document.pop("kind")
    if not document:
        return kind
    return document if kind in document else {kind: document}


def _examples() -> list[str]:
    return [example for kind in KINDS.values() for example in kind.examples]


def _from_word(word: str, pointer: str) -> Fault:
    name, _, setting = word.replace("@", "=", 1).partition("=")
    with _told_at(pointer):
        if name in KINDS and (setting or not KINDS[name].from_word(name)):
            return _of_kind(KINDS[name], {KINDS[name].main or name: setting} if setting else {}, pointer)
        for kind in KINDS.values():
            effect = kind.from_word(word)
            if effect is not None:
                return effect
    words = [*KINDS, *(known for kind in KINDS.values() for known in kind.words())]
    problem = f"{word[:60]!r} is not an effect"
    meant = nearest(word, words)
    raise RuleError(Problem(pointer=pointer, detail=problem, allowed=tuple(_examples()), did_you_mean=meant))


def _from_object(written: dict[Any, Any], pointer: str) -> Fault:
    named = [key for key in KINDS if key in written]
    if len(named) > 1:
        raise wrong(pointer, f"an effect is of one kind, this one is of {' and '.join(named)}", _examples())
    if not named:
        key = next((key for key in written if isinstance(key, str)), "")
        raise wrong(pointer, "the effect has no key that names its kind", KINDS, key)
    (name,) = named
    beside = {key: value for key, value in written.items() if key != name}
    value = written[name]
    if not isinstance(value, dict):
        main = KINDS[name].main or name
        with _told_at(f"{pointer}/{name}", of=f"{pointer}/{main}"):
            return _of_kind(KINDS[name], {**beside, **({} if value is True else {main: value})}, pointer)
    if beside:
        raise wrong(pointer, f"the settings of {name} stand inside its object or beside it, not both")
    return _of_kind(KINDS[name], value, f"{pointer}/{name}")


@contextlib.contextmanager
def _told_at(pointer: str, of: str = "") -> Iterator[None]:
    """Tell problems *of* a place that was not written as such, all of them unless named, at the one that was."""
    try:
        yield
    except RuleError as error:
        raise RuleError(
            *(
                msgspec.structs.replace(each, pointer=pointer) if each.pointer.startswith(of) else each
                for each in error.problems
            )
        ) from None


def _of_kind(kind: type[Fault], settings: dict[Any, Any], pointer: str) -> Fault:
    """A setting of text may be given as a number, `bandwidth=1000`, and a number as text, `status=502`."""
    return converted({**_numbers(kind, settings), "kind": kind.__name__.lower()}, kind, pointer)


def _numbers(kind: type[Fault], settings: dict[Any, Any]) -> dict[Any, Any]:
    wanted = {field.encode_name for field in msgspec.structs.fields(kind) if _takes_number(field.type)}
    return {
        key: number
        if key in wanted and isinstance(value, str) and (number := whole_number(value)) is not None
        else value
        for key, value in settings.items()
    }


def _takes_number(hint: Any) -> bool:
    return hint is int or any(_takes_number(inner) for inner in get_args(hint))
