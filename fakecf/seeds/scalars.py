"""What a scalar means: YAML 1.2 words and numbers, and variables of the environment."""

import math
import re
from collections.abc import Mapping

from fakecf.seeds.nodes import Scalar

# YAML 1.2 chapter 10.3.2, the core schema: no `yes`, no sexagesimals, no timestamps
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40

_VARIABLE = re.compile(r"\$\$\{|\$\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\})?")


def resolve(text: str) -> Scalar:
    """What a plain scalar stands for; a number too long to be exact stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0].isalpha() or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[1:2] in {"x", "o"} else int(text)
    if _FLOAT.fullmatch(text) and not text.lstrip("+-").isdigit() and math.isfinite(float(text)):
        return float(text)
    return text


def substitute(text: str, environ: Mapping[str, str] | None) -> str:
    """The text with `${NAME}` and `${NAME:-default}` replaced; `$${` is a plain `${`. Raises ValueError.

    Without an *environ* there are no variables.
    """

    def value(found: re.Match[str]) -> str:
        if found[0] == "$${":
            return "${"
        if environ is None:
            raise ValueError(
                "a document that was sent reads no variables: write the value itself, or $${ for a plain `${`"
            )
        if found["name"] is None:
            raise ValueError("`${` begins a variable: write ${NAME}, ${NAME:-default}, or $${ for a plain `${`")
        known = environ.get(found["name"]) or found["default"]
        if known is None:
            raise ValueError(f"the variable {found['name']} is not set; set it, or write ${{{found['name']}:-default}}")
        return known

    return _VARIABLE.sub(value, text)
