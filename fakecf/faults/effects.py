"""Every kind of fault there is, and how an effect is read and written."""

from typing import TYPE_CHECKING, Any, TypeAlias, Union

import msgspec

from fakecf.discovery import load_all
from fakecf.faults import kinds
from fakecf.faults.fault import Fault
from fakecf.faults.problems import Problem, RuleError, converted, wrong
from fakecf.words import nearest


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
    raise wrong(pointer, f"{written!r} is not an effect", _examples())


def write_effect(effect: Fault) -> Any:
    """The effect as `read_effect` takes it: an object, or the bare word where there is nothing to set."""
    document = msgspec.to_builtins(effect)
    kind = document.pop("kind")
    return document or kind


def _examples() -> list[str]:
    return [example for kind in KINDS.values() for example in kind.examples]


def _from_word(word: str, pointer: str) -> Fault:
    for kind in KINDS.values():
        try:
            effect = kind.from_word(word)
        except RuleError as error:
            raise RuleError(*(msgspec.structs.replace(each, pointer=pointer) for each in error.problems)) from None
        if effect is not None:
            return effect
    words = [known for kind in KINDS.values() for known in kind.words()]
    meant = nearest(word, words)
    problem = f"{word!r} is not an effect"
    raise RuleError(Problem(pointer=pointer, detail=problem, allowed=tuple(_examples()), did_you_mean=meant))


def _from_object(written: dict[Any, Any], pointer: str) -> Fault:
    named = [key for key in KINDS if key in written]
    if len(named) > 1:
        raise wrong(pointer, f"an effect is of one kind, this one is of {' and '.join(named)}", _examples())
    if not named:
        key = next((key for key in written if isinstance(key, str)), "")
        raise wrong(pointer, "the effect has no key that names its kind", KINDS, key)
    return converted({**written, "kind": named[0]}, KINDS[named[0]], pointer)
