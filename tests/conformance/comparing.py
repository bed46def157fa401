"""Whether two answers are equal, as strictly as the recordings' README says: nothing else is a wildcard."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from tests.conformance.columns import moment

Kind = Literal["status", "body", "headers"]
Headers = list[tuple[str, str]]

COMPARED = (
    "content-type",
    "location",
    "x-cf-warnings",
    "x-frame-options",
    "x-xss-protection",
    "x-content-type-options",
    "x-download-options",
    "x-permitted-cross-domain-policies",
    "referrer-policy",
)
COMPARED_BEGINNING = "x-ratelimit-"
TOLERANCE = timedelta(seconds=2)

_GUID = r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
_TIME = r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_REPLACED = re.compile(f"(?P<guid>{_GUID})|(?P<time>{_TIME})")


class Answer(NamedTuple):
    """What came back, recorded or ours."""

    status: int
    headers: Headers
    body: bytes


class Setting(NamedTuple):
    """What is known of an exchange before its answer.

    `api` and `blobstore` are base URLs; `knows` says of a GUID whether database or request held it; `moments` are now
    and the database's now.
    """

    api: str
    blobstore: str
    knows: Callable[[str], bool]
    moments: tuple[datetime, ...]


class Difference(NamedTuple):
    """The first thing in which two answers differ, and where."""

    kind: Kind
    place: str
    expected: str
    got: str


def difference(expected: Answer, got: Answer, setting: Setting) -> Difference | None:
    """How *got* differs from *expected*; None where the two are equal."""
    if expected.status != got.status:
        return Difference("status", "", str(expected.status), str(got.status))
    wanted, given = comparable(expected, setting), comparable(got, setting)
    if wanted.body != given.body:
        return Difference("body", "", wanted.body, given.body)
    for name in sorted({*wanted.headers, *given.headers}):
        values = [", ".join(each.headers.get(name, ["(none)"])) for each in (wanted, given)]
        if values[0] != values[1]:
            return Difference("headers", name, *values)
    return None


class Comparable(NamedTuple):
    """What counts of an answer, after the replacements: GUIDs are numbered through body and headers."""

    body: str
    headers: dict[str, list[str]]


def comparable(answer: Answer, setting: Setting) -> Comparable:
    replacement = Replacement(setting)
    body = replacement.text(answer.body.decode("utf-8", "surrogateescape"))
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        lowered = name.lower()
        if lowered in COMPARED or lowered.startswith(COMPARED_BEGINNING):
            shown = replacement.location(value) if lowered == "location" else value
            headers.setdefault(lowered, []).append(shown)
    return Comparable(body, headers)


class Replacement:
    """What no two answers share, replaced: base URL, new GUIDs by position of first appearance, the present."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._numbers: dict[str, str] = {}
        self._api = re.compile(re.escape(setting.api) + r"(?![\w.:-])")

    def text(self, text: str) -> str:
        return _REPLACED.sub(self._replaced, self._api.sub("<api>", text))

    def location(self, value: str) -> str:
        """A presigned URL by the kind of its host and its path, any other as text."""
        root = self._setting.blobstore
        if value.startswith(f"{root}/"):
            return f"<blobstore>{urlsplit(value.removeprefix(root)).path}"
        return self.text(value)

    def _replaced(self, found: re.Match[str]) -> str:
        return self._guid(found[0]) if found["guid"] else self._time(found[0])

    def _guid(self, guid: str) -> str:
        if self._setting.knows(guid):
            return guid
        return self._numbers.setdefault(guid, f"<guid {len(self._numbers) + 1}>")

    def _time(self, written: str) -> str:
        """Text that only looks like a time stays as it is."""
        try:
            said = moment(written)
        except ValueError:
            return written
        return "<now>" if any(abs(said - each) <= TOLERANCE for each in self._setting.moments) else written
