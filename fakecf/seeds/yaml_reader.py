"""A reader of YAML and JSON that keeps positions and cannot be made to work without end.

It builds from PyYAML's events, so nesting and aliases are counted before anything is made of them.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fakecf.seeds.composer import Composer
from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Origin, Place, SeedError, refusal

LARGEST = 15 * 1024 * 1024

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)


def read(body: bytes, origin: Origin, environ: Mapping[str, str] | None) -> Node:
    """The one document in *body*; raises SeedError naming the first place that cannot be read."""
    import yaml

    text = _text(body, origin)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return Composer(yaml.parse(text, Loader=loader), origin, environ).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, origin) from None
    except yaml.YAMLError as error:
        raise refusal(Place(origin), f"not YAML: {error}") from None


def read_yaml(body: bytes) -> Any:
    """The plain value of a document that came without a file, read under the same limits; raises SeedError."""
    return read(body, Origin("the document", Path()), {}).plain()


def _text(body: bytes, origin: Origin) -> str:
    if len(body) > LARGEST:
        raise refusal(Place(origin), f"larger than {LARGEST // 2**20} MiB, the most that a document may hold")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_of(origin, body[: error.start].decode("utf-8-sig"))
        raise refusal(place, f"not UTF-8: byte 0x{body[error.start]:02x}; save the document as UTF-8") from None
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        what = f"the character U+{ord(unprintable[0]):04X} cannot stand in a document"
        raise refusal(_place_of(origin, text[: unprintable.start()]), what)
    directive = _DIRECTIVE.search(text)
    if directive:
        raise refusal(_place_of(origin, text[: directive.start()]), "a line cannot begin with '%'")
    return text


def _place_of(origin: Origin, before: str) -> Place:
    """The place that comes after the text *before*."""
    line = before.count("\n")
    return Place(origin, line + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _syntax_error(error: Any, text: str, origin: Origin) -> SeedError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return refusal(Place(origin), f"not YAML: {error.problem}")
    return refusal(Place(origin, mark.line + 1, mark.column + 1), _worded(error, text, mark.index))


def _worded(error: Any, text: str, index: int) -> str:
    problem, character = str(error.problem), text[index : index + 1]
    line = text[text.rfind("\n", 0, index) + 1 : index + 1]
    if "${" in line and "flow" in str(error.context):
        return "inside { } and [ ], a value with ${ in it must stand in quotes"
    if "cannot start any token" in problem:
        if character == "\t":
            return "a tab cannot indent; use spaces"
        return f"a value cannot begin with {character!r}; put it in quotes"
    if "mapping values are not allowed" in problem:
        return "a ':' where no key can be; check the indentation, or put a value that holds ': ' in quotes"
    context = f" {error.context}" if error.context else ""
    return f"not YAML: {problem}{context}"
