"""Environment variables as shells and other tools read them."""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

# the four that PowerShell takes for a quote beside its own
_POWERSHELL_QUOTES = re.compile("(['\u2018-\u201b])")
_PLAIN = re.compile(r"[\w./:@%+,-]+", re.ASCII)


class Syntax(NamedTuple):
    """How one tool writes a variable, how it forgets one, and how what was written gets there.

    `unwritable` finds the first thing in a value that this tool has no way to write.
    """

    export: Callable[[str, str], str]
    unset: Callable[[str], str] | None
    use: str
    unwritable: re.Pattern[str] = re.compile("\0")


def _fish(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _powershell(name: str, value: str) -> str:
    doubled = _POWERSHELL_QUOTES.sub(r"\1\1", value)
    return f"$env:{name} = '{doubled}'"


def _dotenv(name: str, value: str) -> str:
    """Single quotes mean the same to every reader, but none agrees with another on how to write one inside them."""
    return f"{name}={value}" if _PLAIN.fullmatch(value) else f"{name}='{value}'"


SYNTAXES: Mapping[str, Syntax] = {
    "shell": Syntax(
        lambda name, value: f"export {name}={shlex.quote(value)}", lambda name: f"unset {name}", 'eval "$({command})"'
    ),
    "fish": Syntax(_fish, lambda name: f"set -e {name}", "{command} | source"),
    "powershell": Syntax(
        _powershell,
        lambda name: f"Remove-Item Env:{name} -ErrorAction SilentlyContinue",
        "{command} | Out-String | Invoke-Expression",
    ),
    "dotenv": Syntax(_dotenv, None, "{command} > .env", re.compile(r"['\\\x00-\x1f]|\$\{")),
    "github": Syntax(
        lambda name, value: f"{name}={value}", None, '{command} >> "$GITHUB_ENV"', re.compile(r"[\x00\r\n]")
    ),
}

FORMATS = (*SYNTAXES, "json")


def exported(syntax: str, variables: Mapping[str, str]) -> str:
    """What sets *variables*; raises ValueError for a value that this syntax cannot write."""
    if syntax == "json":
        return json.dumps(variables, indent=2, ensure_ascii=False)
    return "\n".join(_exported(syntax, name, value) for name, value in variables.items())


def _exported(syntax: str, name: str, value: str) -> str:
    found = SYNTAXES[syntax].unwritable.search(value)
    if found:
        raise ValueError(f"the value of {name} holds {found[0]!r}, which {syntax} cannot write; try --format json")
    return SYNTAXES[syntax].export(name, value)


def unset(syntax: str, names: Iterable[str]) -> str:
    """What forgets *names*; raises ValueError for a syntax that cannot."""
    forget = SYNTAXES[syntax].unset if syntax in SYNTAXES else None
    if forget is None:
        able = ", ".join(each for each, how in SYNTAXES.items() if how.unset is not None)
        raise ValueError(f"--format {syntax} cannot unset a variable; those that can: {able}")
    return "\n".join(map(forget, names))
