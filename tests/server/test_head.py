"""What an application may send as a head, and what becomes of the rest."""

import logging

import pytest

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


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("200 OK\r\nX: 1", ("A", "b")),
        ("200 O\0K", ("A", "b")),
        ("200 OK\x1b[2J", ("A", "b")),
        ("200 \N{SNOWMAN}", ("A", "b")),
        ("", ("A", "b")),
        ("0 OK", ("A", "b")),
        ("99 OK", ("A", "b")),
        ("099 OK", ("A", "b")),
        ("1000 OK", ("A", "b")),
        ("OK", ("A", "b")),
        ("200OK", ("A", "b")),
        ("200 OK", ("A: 1\r\nSet-Cookie", "x")),
        ("200 OK", ("A\n", "x")),
        ("200 OK", ("A B", "x")),
        ("200 OK", ("A:B", "x")),
        ("200 OK", ("", "x")),
        ("200 OK", ("\xc4", "x")),
        ("200 OK", ("A", "b\r\nSet-Cookie: x")),
        ("200 OK", ("A", "b\rc")),
        ("200 OK", ("A", "b\nc")),
        ("200 OK", ("A", "b\0c")),
        ("200 OK", ("A", "b\x0bc")),
        ("200 OK", ("A", "b\x7fc")),
        ("200 OK", ("A", "\N{SNOWMAN}")),
        ("200 OK", ("A", 1)),
        ("200 OK", ("Content-Length", "abc")),
        ("200 OK", ("Content-Length", "-1")),
        ("200 OK", ("Content-Length", "\xb2")),
    ],
)
def test_a_head_that_must_not_be_sent_becomes_a_logged_500(listen, connect, caplog, status, header):
    """Rule 1 and T-20: never a byte of it on the wire."""
    listener = listen(answering(status, [header], b"body"))
    assert connect(listener).get().everything() == FAILED
    assert listener.uncaught == 1
    assert [(record.name, record.levelno) for record in caplog.records] == [("fakecf.server", logging.ERROR)]


@pytest.mark.parametrize(
    ("status", "line"),
    [("100 ", b"100 "), ("200", b"200"), ("299 \xe9t\xe9", b"299 \xe9t\xe9"), ("599 " + "x" * 10_000, b"599 xx")],
)
def test_every_status_from_100_to_999_may_be_sent_with_any_printable_reason(listen, connect, status, line):
    wire = connect(listen(answering(status, [("Connection", "close")]))).get()
    assert wire.everything().startswith(b"HTTP/1.1 " + line)
