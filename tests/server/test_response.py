"""Answers byte by byte: heads as given, bodies of the length they promise."""

import pytest

from fakecf.web import Answer

HEAD = b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
FAILED = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 26\r\nConnection: close\r\n\r\n500 Internal Server Error\n"
)


def answering(status, headers, *blocks):
    """An application that gives this answer."""

    def app(_environ, start_response):
        start_response(status, list(headers))
        return list(blocks)

    return app


def test_nothing_is_added_to_a_head_and_its_case_and_order_are_kept(talk):
    headers = [("x-b", "1"), ("X-A", "2"), ("x-B", "3"), ("sEt-CoOkIe", "\xe9"), ("content-length", "2")]
    _, dial = talk(answering("599 Custom Reason", headers, b"ok"))
    assert dial().get().until(b"ok") == (
        b"HTTP/1.1 599 Custom Reason\r\nx-b: 1\r\nX-A: 2\r\nx-B: 3\r\nsEt-CoOkIe: \xe9\r\ncontent-length: 2\r\n\r\nok"
    )


def test_an_answer_of_fakecf_is_sent_as_it_is(listen, connect):
    wire = connect(listen(Answer(200, [("content-type", "text/plain")], b"ok"))).get()
    assert wire.until(b"ok") == b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok"


def test_a_body_shorter_than_its_length_ends_in_a_close(talk, caplog):
    """Rule 2."""
    _, dial = talk(answering("200 OK", [("Content-Length", "10")], b"half"))
    assert dial().get().everything() == b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    assert "api: GET /: the body ended 6 bytes before its Content-Length" in caplog.messages


def test_a_body_longer_than_its_length_is_cut_and_logged(talk, caplog):
    """Rule 2: what follows on the connection is the next answer."""
    _, dial = talk(answering("200 OK", [("Content-Length", "6")], b"hell", b"o world", b"!"))
    wire = dial()
    for _ in range(2):
        assert wire.get().until(b"hello ") == b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello "
    assert caplog.messages == ["api: GET /: the body is longer than its Content-Length; it was cut"] * 2


def test_a_body_without_length_is_chunked(talk):
    _, dial = talk(answering("200 OK", [("A", "b")], b"hello ", b"", memoryview(b"world")))
    wire = dial()
    for _ in range(2):
        assert wire.get().until(b"0\r\n\r\n") == (
            b"HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n"
        )


def test_a_chunked_body_that_fails_has_no_last_chunk(talk):
    """Rule 2: a client must be able to tell that the body is not whole."""

    def failing(_environ, start_response):
        start_response("200 OK", [])
        yield b"half"
        raise ValueError("the other half")

    listener, dial = talk(failing)
    assert dial().get().everything() == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
    assert listener.uncaught == 1


def test_a_head_and_its_first_block_travel_in_one_write(listen, connect):
    """Rule 7; over loopback one write of this size is one read."""
    wire = connect(listen(answering("200 OK", [("Content-Length", "20000")], bytes(20_000))))
    for _ in range(20):
        assert len(wire.get().receive()) == len(b"HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n") + 20_000


@pytest.mark.parametrize("kind", [bytes, memoryview])
@pytest.mark.parametrize("headers", [[("Content-Length", "3000000")], []], ids=["counted", "chunked"])
def test_large_blocks_arrive_whole(talk, kind, headers):
    block = bytes(range(250)) * 12_000
    _, dial = talk(answering("200 OK", [*headers, ("Connection", "close")], kind(block)))
    body = dial().get().everything().partition(b"\r\n\r\n")[2]
    assert body == (block if headers else b"2dc6c0\r\n%s\r\n0\r\n\r\n" % block)


def test_an_empty_block_sends_the_head_by_itself(listen, connect, happens):
    def slow(_environ, start_response):
        start_response("200 OK", [("Content-Length", "4")])
        yield b""
        happens.soon()
        yield b"late"

    wire = connect(listen(slow)).get()
    assert wire.until(b"\r\n\r\n") == b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
    happens.set()
    assert wire.until(b"late") == b"late"


@pytest.mark.parametrize(
    ("status", "headers", "head"),
    [
        ("204 No Content", [], b"HTTP/1.1 204 No Content\r\n\r\n"),
        ("304 Not Modified", [("Content-Length", "5")], b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
    ],
)
def test_a_status_without_a_body_gets_none(listen, connect, status, headers, head):
    wire = connect(listen(answering(status, headers, b"hello")))
    assert wire.get().get().until(head * 2) == head * 2


def test_a_head_is_answered_without_a_body(talk):
    _, dial = talk(answering("200 OK", [("Content-Length", "5")], b"hello"))
    assert dial().send(HEAD * 2).until(b"\r\n\r\n") == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    _, dial = talk(answering("200 OK", [], b"hello"))
    assert dial().send(HEAD).until(b"\r\n\r\n") == b"HTTP/1.1 200 OK\r\n\r\n"


def test_an_informational_status_as_an_answer_ends_the_connection(listen, connect):
    answer = connect(listen(answering("103 Early Hints", [], b"x"))).get().everything()
    assert answer == b"HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n"


def test_http_1_0_is_answered_in_its_own_version_and_closed_without_a_word(talk):
    """conformance/wire/302-download-http10.txt."""
    _, dial = talk(answering("302 Found", [("location", "/x"), ("content-length", "0")]))
    wire = dial().send(b"GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n")
    assert wire.everything() == b"HTTP/1.0 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n"


def test_http_1_0_gets_a_body_without_length_unchunked(talk):
    _, dial = talk(answering("200 OK", [], b"hello ", b"world"))
    assert dial().send(b"GET / HTTP/1.0\r\n\r\n").everything() == b"HTTP/1.0 200 OK\r\n\r\nhello world"


@pytest.mark.parametrize("request_line", [b"GET / HTTP/1.0\r\n\r\n", HEAD], ids=["HTTP/1.0", "HEAD"])
def test_a_failure_is_answered_in_the_form_of_the_request(listen, connect, request_line):
    wire = connect(listen(answering("200 OK\n", []))).send(request_line)
    head, body = (FAILED.partition(b"26\r\n")[0] + b"26\r\n", b"500 Internal Server Error\n")
    if request_line == HEAD:
        assert wire.everything() == head + b"Connection: close\r\n\r\n"
    else:
        assert wire.everything() == head.replace(b"1.1", b"1.0") + b"\r\n" + body


@pytest.mark.parametrize("value", ["close", "Close", "upgrade, close"])
def test_a_client_that_wants_to_close_is_told_so(listen, connect, value):
    wire = connect(listen(answering("200 OK", [("Content-Length", "2")], b"ok"))).get("/", f"Connection: {value}")
    assert wire.everything() == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def test_an_application_that_closes_is_not_repeated(listen, connect):
    wire = connect(listen(answering("200 OK", [("connection", "close"), ("content-length", "2")], b"ok"))).get()
    assert wire.everything() == b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"


def test_an_application_may_code_its_body_itself(listen, connect):
    """How a fault sends a chunk size that is none."""
    wire = connect(listen(answering("200 OK", [("Transfer-Encoding", "chunked")], b"zz\r\nhello"))).get()
    assert wire.everything() == (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nhello"
    )


def test_what_start_response_returns_writes(listen, connect):
    def writing(_environ, start_response):
        write = start_response("200 OK", [("Content-Length", "11")])
        write(b"hello ")
        return [b"world"]

    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"
    assert connect(listen(writing)).get().until(b"world") == answer


def test_start_response_with_exc_info_replaces_a_head_that_was_not_sent(listen, connect):
    def recovering(_environ, start_response):
        start_response("200 OK", [("A", "b")])
        start_response("503 Service Unavailable", [("Content-Length", "0")], (ValueError, ValueError("late"), None))
        return []

    wire = connect(listen(recovering)).get()
    assert wire.until(b"\r\n\r\n") == b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


def test_start_response_with_exc_info_raises_it_when_the_head_was_sent(listen, connect):
    def too_late(_environ, start_response):
        start_response("200 OK", [])(b"half")
        error = ValueError("late")
        start_response("500 Internal Server Error", [], (ValueError, error, None))
        return []

    listener = listen(too_late)
    assert connect(listener).get().everything().endswith(b"\r\n\r\n4\r\nhalf\r\n")
    assert listener.uncaught == 1


def no_start_response(_environ, _start_response):
    return [b"body"]


def start_response_twice(_environ, start_response):
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def raises(_environ, _start_response):
    raise LookupError("nothing")


@pytest.mark.parametrize("app", [no_start_response, start_response_twice, raises])
def test_an_application_that_fails_before_its_head_is_answered_with_500(listen, connect, app):
    listener = listen(app)
    assert connect(listener).get().everything() == FAILED
    assert listener.uncaught == 1
