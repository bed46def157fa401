"""Exact words, prefixes and globs: all that a rule can match with (no regular expressions)."""

from fnmatch import fnmatchcase

ANY_SEGMENTS = "**"
_ANYTHING = "<path:any>"
_BUCKET = "<bucket>"


def matches(pattern: str, text: str) -> bool:
    """Whether *text* is what *pattern* says; `*` stands for any characters and `?` for one."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def segments(path: str) -> tuple[str, ...]:
    """The parts of a path or of a path pattern, where `{guid}`, `<guid>` and `:guid` are the same as `*`."""
    return tuple("*" if _is_placeholder(part) else part for part in path.strip("/").split("/"))


def _is_placeholder(part: str) -> bool:
    return part[:1] + part[-1:] in ("{}", "<>") or part.startswith(":")


def path_matches(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a path is what *pattern* says: segment by segment, `**` at the end standing for any more of them."""
    if pattern[-1:] == (ANY_SEGMENTS,):
        pattern = pattern[:-1]
        path = path[: len(pattern)]
    return len(pattern) == len(path) and all(map(matches, pattern, path))


def rule_overlaps(pattern: tuple[str, ...], rule: str) -> bool:
    """Whether some path of the route *rule* (`/v3/droplets/<guid>`, `/<bucket>/<path:key>`) could match *pattern*."""
    parts = rule.strip("/").split("/")
    if parts[-1].startswith("<path:"):
        parts = parts[:-1] + [_ANYTHING] * max(1, len(pattern) - len(parts) + 1)
    if pattern[-1:] == (ANY_SEGMENTS,):
        pattern = pattern[:-1]
        parts = parts[: len(pattern)]
    return len(pattern) == len(parts) and all(map(_could_be, pattern, parts))


def _could_be(wanted: str, part: str) -> bool:
    """Whether the *part* of a route, a word or a placeholder, holds anything that *wanted* says.

    Where Rails routes, a placeholder holds no dot (see `web.Routes`); buckets and keys may.
    """
    if not _is_placeholder(part):
        return matches(wanted, part)
    return part == _ANYTHING or (wanted != "" and (part == _BUCKET or "." not in wanted))
