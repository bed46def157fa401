"""A body that ends too early: `truncate=50%`, or `{"truncate": {"at": "64KiB", "how": "clean"}}`."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.amounts import place, readable
from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, Hangup


class Truncate(Fault, frozen=True, kw_only=True):
    """Sends part of the body and closes the connection with a FIN."""

    examples = ("truncate=50%",)
    failures = ("truncate=50%", {"truncate": {"at": "50%", "how": "clean"}})
    main = "at"
    needs_socket = True

    at: Annotated[str, Meta(description="How much of the body arrives: `64KiB`, `50%`.")] = "50%"
    how: Annotated[
        Literal["length", "chunked", "clean"],
        Meta(
            description="`length`: less than Content-Length says; `chunked`: without the last chunk; `clean`: nothing "
            "tells the end, so that no client can notice."
        ),
    ] = "length"

    def __post_init__(self) -> None:
        readable("/at", place, self.at)

    @property
    def touches_body(self) -> bool:
        return True

    def stream(self, passing: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        count = place(self.at)(answer.length or 0)
        if self.how != "length":
            answer.drop_header("content-length")
        if self.how == "clean":
            passing.environ["fakecf.unframed"] = True
        return self._cut(count, chunks)

    def _cut(self, count: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
        yield from Cut(chunks).first(count)
        if self.how != "clean":
            raise Hangup("close")
