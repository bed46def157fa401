"""An answer whose metadata lies: `wrong=content-type`, `wrong=no-location`."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from fakecf.faults.cutting import Cut
from fakecf.faults.documents import change, whole
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.web import Answer

_PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to continue.</body></html>\n"
_SUMS = ("etag", "x-amz-checksum-crc32", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha256")

Lie = Callable[[Passing, Answer], None]


class Wrong(Fault, frozen=True, kw_only=True):
    """Answers with one thing about the answer wrong."""

    examples = ("wrong=content-type", "wrong=no-location")
    failures = ("wrong=html", "wrong=empty", "wrong=short-length", "wrong=no-location")
    main = "what"

    what: Annotated[
        Literal[
            "content-type",
            "no-content-type",
            "content-encoding",
            "short-length",
            "checksum",
            "html",
            "empty",
            "broken-json",
            "no-location",
            "empty-location",
            "relative-location",
            "looping-location",
        ],
        Meta(
            description="`content-encoding` claims gzip; `short-length` cuts the body to a smaller Content-Length; "
            "`checksum` changes ETag and the checksums of a droplet; `html` is a page and `empty` nothing, both 200; "
            "the locations are of a redirect."
        ),
    ]

    def can_strike(self, operation: Operation) -> bool:
        if operation.listener not in self.listeners:
            return False
        if self.what.endswith("location"):
            return operation.body == "none"
        return super().can_strike(operation)

    @property
    def touches_body(self) -> bool:
        return True

    def intercept(self, passing: Passing) -> Answer | None:
        if self.what == "relative-location":  # so that it leads to the blob all the same
            passing.environ["fakecf.topology"] = "same-origin"
        return None

    def alter(self, passing: Passing, answer: Answer) -> Answer:
        if not self.what.endswith("-location") or answer.header("location") is not None:
            _LIES[self.what](passing, answer)
        return answer

    def stream(self, _: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterable[bytes]:
        return Cut(chunks).first(answer.length or 0) if self.what == "short-length" else chunks


def _content_type(_: Passing, answer: Answer) -> None:
    answer.set_header("Content-Type", "text/html; charset=utf-8")


def _no_content_type(_: Passing, answer: Answer) -> None:
    answer.drop_header("content-type")


def _content_encoding(_: Passing, answer: Answer) -> None:
    answer.set_header("Content-Encoding", "gzip")


def _short_length(_: Passing, answer: Answer) -> None:
    answer.set_header("Content-Length", str((answer.length or 0) // 2))


def _checksum(passing: Passing, answer: Answer) -> None:
    """The last character of every checksum, of what a droplet's JSON says too."""
    for name in _SUMS:
        value = answer.header(name)
        if value:
            answer.set_header(name, _spoilt(value))
    change(passing, answer, _with_wrong_checksums)


def _with_wrong_checksums(document: Any) -> Any:
    """The same but for each `"checksum": {"type": ..., "value": ...}` that says something."""
    if isinstance(document, list):
        return [_with_wrong_checksums(each) for each in document]
    if not isinstance(document, dict):
        return document
    if document.keys() == {"type", "value"} and document["value"]:
        return {**document, "value": _spoilt(str(document["value"]))}
    return {key: _with_wrong_checksums(value) for key, value in document.items()}


def _spoilt(value: str) -> str:
    place = max(n for n, character in enumerate(value) if character.isalnum())
    return f"{value[:place]}{'1' if value[place] == '0' else '0'}{value[place + 1 :]}"


def _html(_: Passing, answer: Answer) -> None:
    answer.status, answer.reason = 200, None
    answer.set_header("Content-Type", "text/html; charset=utf-8")
    answer.replace_body(_PAGE)


def _empty(_: Passing, answer: Answer) -> None:
    answer.status, answer.reason = 200, None
    answer.replace_body(b"")


def _broken_json(passing: Passing, answer: Answer) -> None:
    if passing.environ["REQUEST_METHOD"] == "HEAD":
        _short_length(passing, answer)
    else:
        said = whole(answer)
        answer.replace_body(said[: len(said) // 2])


def _no_location(_: Passing, answer: Answer) -> None:
    answer.drop_header("location")


def _empty_location(_: Passing, answer: Answer) -> None:
    answer.set_header("Location", "")


def _relative_location(_: Passing, answer: Answer) -> None:
    url = urlsplit(answer.header("location") or "")
    answer.set_header("Location", url._replace(scheme="", netloc="").geturl())


def _looping_location(passing: Passing, answer: Answer) -> None:
    environ = passing.environ
    answer.set_header("Location", f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['PATH_INFO']}")


_LIES: dict[str, Lie] = {
    "content-type": _content_type,
    "no-content-type": _no_content_type,
    "content-encoding": _content_encoding,
    "short-length": _short_length,
    "checksum": _checksum,
    "html": _html,
    "empty": _empty,
    "broken-json": _broken_json,
    "no-location": _no_location,
    "empty-location": _empty_location,
    "relative-location": _relative_location,
    "looping-location": _looping_location,
}
