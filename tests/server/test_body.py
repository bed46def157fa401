"""The bodies of requests: asked for, left unread, broken, or abandoned."""

import pytest

from fakecf.server.limits import Limits

POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
UNAUTHORIZED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"


def echo(environ, start_response):
    said = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]


def unauthorized(_environ, start_response):
    start_response("401 Unauthorized", [("Content-Length", "2")])
    return [b"no"]


def test_100_continue_is_sent_only_when_the_application_first_reads_the_body(talk):
    """Rule 5: who answers from the head alone never invites the body."""
    _, dial = talk(echo)
    wire = dial().send(POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    assert wire.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert wire.send(b"hello").until(b"hello") == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    _, dial = talk(unauthorized)
    wire = dial().send(POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    assert wire.everything() == UNAUTHORIZED


def test_100_continue_is_not_sent_to_a_client_that_did_not_wait(listen, connect):
    wire = connect(listen(echo)).send(POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello")
    assert wire.until(b"hello") == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def test_100_continue_is_not_sent_when_the_answer_has_begun(listen, connect):
    def late(environ, start_response):
        start_response("200 OK", [])
        yield b"early"
        yield environ["wsgi.input"].read()

    wire = connect(listen(late)).send(POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    early = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nearly\r\n"
    assert wire.until(b"early\r\n") == early
    assert wire.send(b"hello").everything() == b"5\r\nhello\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 1000000\r\n\r\n" + bytes(1_000_000),
        b"Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + bytes(1_000_000) + b"\r\n0\r\n\r\n",
    ],
    ids=["counted", "chunked"],
)
def test_an_unread_body_of_up_to_1_mib_is_drained_and_the_connection_kept(talk, body):
    """Rule 6."""
    _, dial = talk(unauthorized)
    wire = dial()
    for _ in range(2):
        answer = wire.send(POST + body).until(b"no")
        assert answer == b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"


def test_an_unread_body_of_more_is_answered_before_the_connection_closes(talk):
    """Rule 6 and T-43: a RST would take the 401 away from the client."""
    _, dial = talk(unauthorized)
    assert dial().send(POST + b"Content-Length: 1073741824\r\n\r\n" + bytes(3_000_000)).everything() == UNAUTHORIZED


def test_an_unread_chunked_body_of_more_is_answered_before_the_connection_closes(talk):
    _, dial = talk(unauthorized, limits=Limits(unread_body=1000))
    answer = dial().send(POST + b"Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + bytes(100_000)).everything()
    assert answer == b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"


def test_an_unread_body_that_is_malformed_closes_the_connection(listen, connect):
    wire = connect(listen(unauthorized)).send(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
    assert wire.everything() == b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"


def test_a_body_that_stops_coming_ends_in_408(listen, connect):
    listener = listen(echo, limits=Limits(body_idle=0.05))
    answer = connect(listener).send(POST + b"Content-Length: 5\r\n\r\nhell").everything()
    assert answer == (
        b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: 44\r\nConnection: close\r\n\r\n408 Request Timeout: the body took too long\n"
    )
    assert listener.uncaught == 0


def test_an_application_may_answer_a_broken_body_itself(listen, connect):
    def careful(environ, start_response):
        try:
            environ["wsgi.input"].read()
        except OSError as error:
            start_response("422 Unprocessable Content", [("Content-Length", "0")])
            return [str(error).encode()[:0]]
        raise AssertionError

    answer = connect(listen(careful)).send(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n").everything()
    assert answer == b"HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def test_a_body_that_breaks_after_the_answer_began_closes_the_connection(listen, connect):
    def late(environ, start_response):
        start_response("200 OK", [])
        yield b"early"
        yield environ["wsgi.input"].read()

    listener = listen(late)
    answer = connect(listener).send(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n").everything()
    assert answer == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n"
    assert listener.uncaught == 0


def test_a_client_that_leaves_during_its_upload_ends_the_reading(talk, happens):
    """R-08."""

    def upload(environ, start_response):
        try:
            return echo(environ, start_response)
        except OSError:
            happens.set()
            raise

    listener, dial = talk(upload)
    dial().send(POST + b"Content-Length: 1000\r\n\r\nhalf").close()
    happens.soon()
    assert listener.uncaught == 0


def test_a_client_that_resets_during_its_upload_ends_the_reading(listen, connect, begun, happens):
    def upload(environ, start_response):
        begun.set()
        try:
            return echo(environ, start_response)
        except OSError:
            happens.set()
            raise

    listener = listen(upload)
    wire = connect(listener).send(POST + b"Content-Length: 1000\r\n\r\nhalf")
    begun.soon()
    wire.reset()
    happens.soon()
    assert listener.uncaught == 0


@pytest.mark.parametrize("size", [1, 65_536, 5_000_001])
def test_bodies_of_any_size_arrive_whole(talk, size):
    def count(environ, start_response):
        total = 0
        while block := environ["wsgi.input"].read(10_000):
            total += len(block)
        start_response("200 OK", [("Content-Length", "8")])
        return [b"%08d" % total]

    _, dial = talk(count)
    sent = POST + b"Content-Length: %d\r\n\r\n" % size + bytes(size)
    assert dial().send(sent).until(b"%08d" % size).endswith(b"\r\n\r\n%08d" % size)


def test_the_lines_of_a_body_can_be_read(listen, connect):
    def first_line(environ, start_response):
        start_response("200 OK", [("Content-Length", "6")])
        return [environ["wsgi.input"].readline()]

    wire = connect(listen(first_line)).send(POST + b"Content-Length: 12\r\n\r\nhello\nworld\n")
    assert wire.until(b"hello\n").endswith(b"\r\n\r\nhello\n")
