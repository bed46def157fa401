"""How an effect takes hold of one answer: instead of it, before its first byte, or on its way out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, WSGIApplication, close_body


def strike(effect: Fault, passing: Passing, app: WSGIApplication) -> Answer:
    """The answer to a request that *effect* struck; *app* is asked unless the effect answers itself."""
    answer = effect.intercept(passing)
    if answer is not None:
        return answer
    given = _asked(app, passing)
    body = given.body
    answer = effect.alter(passing, given)
    if answer.body is not body:
        close_body(body)
    chunks = [answer.body] if isinstance(answer.body, bytes) else answer.body
    changed = effect.stream(passing, answer, chunks)
    if changed is not chunks:
        answer.body = _Changed(changed, chunks)
    return answer


class _Changed:
    """What an effect makes of a body on its way; closing it closes both."""

    def __init__(self, chunks: Iterable[bytes], given: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._given = given

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        close_body(self._chunks)
        close_body(self._given)


def _asked(app: WSGIApplication, passing: Passing) -> Answer:
    """The application's own answer, its body not yet begun."""
    answer = Answer(500)

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        number, _, answer.reason = status.partition(" ")
        answer.status, answer.headers = int(number), headers
        return _no_write

    answer.body = app(passing.environ, start_response)
    return answer


def _no_write(_: bytes) -> None:
    raise NotImplementedError("an application returns its body; the write callable of old is not served")
