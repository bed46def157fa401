"""A rule in one line: `downloads 503,503,ok x4 for 30s app=web`."""

import re
from typing import Any

from fakecf.faults.conditions import Match
from fakecf.faults.problems import Problem, RuleError, wrong
from fakecf.words import nearest, whole_number

EXAMPLES = (
    "downloads 502 x2",
    "apps.list CF-NotAuthorized",
    "downloads 503,503,ok",
    "apps.* latency=200ms~50ms app=web",
    "blobstore.get truncate=50% p10%",
    "uaa.token 401 every 3 user=dev",
    "GET /v3/droplets/*/download 404 for 30s",
)
MAX_LINE = 8192  # characters: a hundred effects, each with its settings

_WHERE = re.compile(r"(?P<on>(?:[A-Z*]+\s+(?=/))?\S+)\s+(?P<rest>.+)", re.ASCII | re.DOTALL)
_EFFECTS = re.compile(
    r"(?P<do>[^\s,(]+(?:\([^)]*\))?(?:\s*,\s*[^\s,(]+(?:\([^)]*\))?)*)(?:\s+(?P<rest>.+))?", re.DOTALL
)
_BETWEEN_EFFECTS = re.compile(r"\s*,\s*(?![^(]*\))")
_TIMES = re.compile(r"x(\d{1,9})", re.ASCII)
_CHANCE = re.compile(r"p(\S+%)", re.ASCII)
_NUMBERS = ("nth", "every", "after", "seed")
_WORDS = ("for", "until", *_NUMBERS)
_CRITERIA = tuple(name for name in Match.__struct_fields__ if name != "header")
_TAIL = ("x2", "p10%", *(f"{word} ..." for word in _WORDS), *(f"{name}=..." for name in _CRITERIA))


def spelled_out(text: str) -> dict[str, Any]:
    """The object that a line is short for, its parts not yet judged; raises RuleError where it has no such form."""
    where = _WHERE.fullmatch(text.strip()) if len(text) <= MAX_LINE else None
    what = where and _EFFECTS.fullmatch(where["rest"])
    if not where or not what:
        raise wrong("", f"{text[:200]!r} is not a rule: write where, what, and how often", EXAMPLES)
    when, match = _tail((what["rest"] or "").split())
    effects = _BETWEEN_EFFECTS.split(what["do"])
    document = {"on": " ".join(where["on"].split()), "match": match, "when": when}
    return {key: value for key, value in document.items() if value} | {
        "do": effects if len(effects) > 1 else effects[0]
    }


def _tail(words: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `x2 p10% for 30s app=web` says of `when` and of `match`."""
    when: dict[str, Any] = {}
    match: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, sign, value = word.partition("=")
        if sign and name in _CRITERIA:
            _once(match, name, value)
        elif found := _TIMES.fullmatch(word):
            _once(when, "times", int(found[1]))
        elif found := _CHANCE.fullmatch(word):
            _once(when, "probability", found[1])
        elif word in _WORDS:
            _once(when, word, _measure(word, next(rest, "")))
        else:
            raise _says_nothing(word, name)
    return when, match


def _once(said: dict[str, Any], name: str, value: Any) -> None:
    if name in said:
        raise wrong("", f"{name} is said twice, {said[name]!r} and {value!r}")
    said[name] = value


def _says_nothing(word: str, name: str) -> RuleError:
    meant = nearest(name, [*_WORDS, *_CRITERIA])
    hint = None if meant is None else f"{meant} ..." if meant in _WORDS else f"{meant}=..."
    detail = f"{word[:60]!r} says neither how often nor on what"
    return RuleError(Problem(pointer="", detail=detail, allowed=_TAIL, did_you_mean=hint))


def _measure(word: str, text: str) -> Any:
    if word not in _NUMBERS:
        return text
    numbers = [each if (number := whole_number(each)) is None else number for each in text.split(",")]
    return numbers if len(numbers) > 1 else numbers[0]
