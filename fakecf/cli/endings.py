"""How a command ends that does not end well: what was wrong, the next command to try, and a code."""

import itertools
import re
import shlex
from collections.abc import Sequence

import click

from fakecf.client import ClientError, NotRunningError
from fakecf.words import nearest

FAILURE = 1
USAGE = 2
NOT_RUNNING = 3
CHECK_FAILED = 4

CODES = {
    0: "it went well",
    FAILURE: "it failed",
    USAGE: "wrong usage, or an input that is refused",
    NOT_RUNNING: "nothing is running",
    CHECK_FAILED: "a check failed",
}

_START = "fakecf serve -d"
_SECRET = "--control-token"  # noqa: S105 - the option that holds one
_MEANT = re.compile(r"'([^']+)'[^']*[;.] [Dd]id you mean '([^']+)'")
_NOT_A_CHOICE = re.compile(r"'([^']*)' is not ")
_MOST_ALLOWED = 24

# where to look up what the command's own words were wrong about
_LOOK_UP = {
    "fault clear": "fakecf fault list",
    "fault preset": "fakecf fault preset",
    "fault add": "fakecf fault add downloads 502 x1",
    "flow": "fakecf flows",
    "foundation remove": "fakecf foundation list",
    "foundation add": "fakecf foundation list",
    "lifecycle set": "fakecf lifecycle list",
    "lifecycle release": "fakecf lifecycle list",
    "seed check": "fakecf seed schema",
    "seed explain": "fakecf seed schema",
    "state load": "fakecf state list",
    "state delete": "fakecf state list",
    "state import": "fakecf state export",
    "stop": "fakecf doctor",
    "wait": "fakecf doctor",
}


class CommandError(click.ClickException):
    """The reason, what to try next unless a right word for a wrong one is, and the code to end with."""

    def __init__(self, reason: str, *, code: int = FAILURE, then: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.then = then


def end(error: Exception, words: Sequence[str], path: str) -> int:
    """Say what was wrong with the command of these *words*, called *path* (`fault add`), and give its code."""
    reason = _reason(error)
    for line in reason.splitlines():
        click.echo(f"fakecf: {_shortened(line)}", err=True)
    click.echo(f"try: {_next(error, reason, words, path)}", err=True)
    return _code(error)


def _reason(error: Exception) -> str:
    if not isinstance(error, click.ClickException):
        return str(error)
    reason, parameter = error.format_message(), getattr(error, "param", None)
    if parameter is None or not isinstance(parameter.type, click.Choice):
        return reason
    found, allowed = _NOT_A_CHOICE.search(reason), parameter.type.choices
    meant = nearest(found[1], allowed) if found is not None else None
    if found is None or meant is None:
        return reason
    name = parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name
    return f"{found[1]!r} cannot be {name}; did you mean {meant!r}? Allowed: {', '.join(allowed)}"


def _shortened(line: str) -> str:
    """Without the end of a list that would fill the screen; the nearest word was named before it."""
    said, allowed, words = line.partition("; allowed: ")
    listed = words.split(", ")
    if len(listed) <= _MOST_ALLOWED or "did you mean" in words:
        return line
    return f"{said}{allowed}{', '.join(listed[:_MOST_ALLOWED])} and {len(listed) - _MOST_ALLOWED} more"


def _code(error: Exception) -> int:
    if isinstance(error, CommandError):
        return error.code
    if isinstance(error, click.ClickException):
        return error.exit_code
    return NOT_RUNNING if isinstance(error, NotRunningError) else USAGE


def _next(error: Exception, reason: str, words: Sequence[str], path: str) -> str:
    if isinstance(error, NotRunningError):
        return _START
    corrected = _corrected(reason, words)
    if corrected is not None:
        return corrected
    if isinstance(error, CommandError) and error.then is not None:
        return error.then
    if isinstance(error, ClientError | CommandError) and path in _LOOK_UP:
        return _LOOK_UP[path] + _elsewhere(words)
    return f"fakecf {path} --help" if path else "fakecf --help"


def _corrected(reason: str, words: Sequence[str]) -> str | None:
    """The command with the right word in the place of the wrong one, if that was one of its own."""
    for wrong, right in _MEANT.findall(reason):
        whole = re.compile(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])")
        place = next((number for number, word in enumerate(words) if whole.search(word)), None)
        if place is not None and not any(word.startswith(_SECRET) for word in words):
            return shlex.join(["fakecf", *words[:place], whole.sub(right, words[place], count=1), *words[place + 1 :]])
    return None


def _elsewhere(words: Sequence[str]) -> str:
    """The same foundation as the command's, where it is not the usual one."""
    joined = " ".join(words).replace("=", " ").split()
    pairs = itertools.pairwise(joined)
    return "".join(f" {name} {shlex.quote(value)}" for name, value in pairs if name in ("--url", "--foundation"))
