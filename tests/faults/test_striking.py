from typing import Any

import pytest

from fakecf.faults import Fault, Operation, Passing, Subject
from fakecf.faults.striking import strike
from fakecf.web import Answer, Hangup


class Body:
    """Chunks that remember whether they were closed."""

    def __init__(self, *chunks):
        self.chunks = iter(chunks)
        self.closed = 0

    def __iter__(self):
        return self.chunks

    def close(self):
        self.closed += 1


class Marking(Fault, frozen=True, kw_only=True):
    def alter(self, passing, answer):
        answer.status = 203
        answer.set_header("x-seen", passing.subject.operation)
        return answer


class Shortening(Fault, frozen=True, kw_only=True):
    def stream(self, passing, answer, chunks):
        yield next(iter(chunks))
        raise Hangup("close")


NOTHING: Any = None  # what these faults never ask for


def start_response(status, headers, exc_info=None):
    return NOTHING


def struck(effect, app):
    environ = {"REQUEST_METHOD": "GET"}
    operation = Operation(name="apps.list", listener="api", method="GET", rule="/v3/apps")
    passing = Passing(environ, operation, Subject("apps.list"), *[NOTHING] * 5)
    answer = strike(effect, passing, app)
    return answer, answer(environ, start_response)


def app_of(body, headers=()):
    def app(environ, start_response):
        environ["seen"] = True
        start_response("200 Very Fine", [*headers])
        return body

    return app


def test_a_harmless_fault_leaves_the_answer_and_its_body_as_they_are():
    body = Body(b"a", b"b")
    answer, sent = struck(Fault(), app_of(body, [("Content-Length", "2")]))
    assert (answer.status_line, answer.headers) == ("200 Very Fine", [("Content-Length", "2")])
    assert sent is body


def test_a_fault_may_change_an_answer_before_its_first_byte():
    answer, sent = struck(Marking(), app_of([b"a"]))
    assert (answer.status, answer.headers, list(sent)) == (203, [("x-seen", "apps.list")], [b"a"])


def test_a_fault_may_end_a_body_early_and_the_listeners_body_is_closed():
    body = Body(b"a", b"b")
    _, sent = struck(Shortening(), app_of(body))
    chunks = iter(sent)
    assert next(chunks) == b"a"
    with pytest.raises(Hangup):
        next(chunks)
    sent.close()
    assert body.closed == 1


def test_an_application_returns_its_body():
    def writing(environ, start_response):
        start_response("200 OK", [])(b"old")

    with pytest.raises(NotImplementedError, match="the write callable of old is not served"):
        struck(Fault(), writing)


def test_an_answer_of_the_fault_is_sent_without_asking_the_application():
    class Answering(Fault, frozen=True, kw_only=True):
        def intercept(self, passing):
            return Answer(418)

    answer, _ = struck(Answering(), None)
    assert answer.status == 418
