"""R-16, T-41, T-42 of the reliability reference: what is no request is refused, and the server lives on."""

import pytest

from fakecf.server.limits import Limits

HOST = b"Host: localhost\r\n"
TOO_LONG = b"x" * 70_000


def count_the_body(environ, start_response):
    text = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(text)))])
    return [text]


def line(first):
    return first + b"\r\n" + HOST + b"\r\n"


def header(*lines):
    return b"GET / HTTP/1.1\r\n" + HOST + b"".join(each + b"\r\n" for each in lines) + b"\r\n"


def post(*lines, body=b""):
    return b"POST / HTTP/1.1\r\n" + HOST + b"".join(each + b"\r\n" for each in lines) + b"\r\n" + body


def chunked(body):
    return post(b"Transfer-Encoding: chunked", body=body)


MALFORMED = {
    # the request line
    "no version": (400, line(b"GET /")),
    "no target": (400, line(b"GET HTTP/1.1")),
    "only a method": (400, line(b"GET")),
    "only a line end": (400, b"\r\n\r\n\r\n"),
    "two spaces": (400, line(b"GET  / HTTP/1.1")),
    "a tab for a space": (400, line(b"GET\t/ HTTP/1.1")),
    "a space in front": (400, line(b" GET / HTTP/1.1")),
    "a space behind": (400, line(b"GET / HTTP/1.1 ")),
    "a space in the target": (400, line(b"GET /a b HTTP/1.1")),
    "a method with a colon": (400, line(b"GE:T / HTTP/1.1")),
    "a method in brackets": (400, line(b"<GET> / HTTP/1.1")),
    "a lower-case protocol": (400, line(b"GET / http/1.1")),
    "another protocol": (400, line(b"GET / ICE/1.1")),
    "a version in words": (400, line(b"GET / HTTP/one")),
    "a version without a dot": (400, line(b"GET / HTTP/11")),
    "a long version": (400, line(b"GET / HTTP/1.10")),
    "HTTP/2.0": (400, line(b"GET / HTTP/2.0")),
    "HTTP/0.9": (400, line(b"GET / HTTP/0.9")),
    "the preface of HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "bytes above ASCII in the target": (400, line("GET /\xe9 HTTP/1.1".encode("latin-1"))),
    "a NUL in the target": (400, line(b"GET /\0 HTTP/1.1")),
    "an escape in the target": (400, line(b"GET /\x1b[2J HTTP/1.1")),
    "a relative target": (400, line(b"GET v3/apps HTTP/1.1")),
    "a star for GET": (400, line(b"GET * HTTP/1.1")),
    "an authority for CONNECT": (400, line(b"CONNECT evil.example:443 HTTP/1.1")),
    "a target of another scheme": (400, line(b"GET ftp://localhost/ HTTP/1.1")),
    "a long target": (414, line(b"GET /" + TOO_LONG + b" HTTP/1.1")),
    "a target of 1 MB": (414, line(b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1")),
    "nothing but letters": (414, TOO_LONG),
    # lines
    "LF only": (400, b"GET / HTTP/1.1\nHost: localhost\n\n"),
    "LF after the request line": (400, b"GET / HTTP/1.1\n" + HOST + b"\r\n"),
    "LF at the end": (400, b"GET / HTTP/1.1\r\n" + HOST + b"\n"),
    "LF in a value": (400, header(b"A: b\nc: d")),
    "CR in a value": (400, header(b"A: b\rc")),
    "CR CR LF": (400, header(b"A: b\r")),
    "a folded header": (400, header(b"A: b", b" c")),
    "a header folded with a tab": (400, header(b"A: b", b"\tc")),
    "a folded request line": (400, b"GET / HTTP/1.1\r\n " + HOST + b"\r\n"),
    # headers
    "no Host": (400, b"GET / HTTP/1.1\r\n\r\n"),
    "two Hosts": (400, header(b"Host: other")),
    "a header without a colon": (400, header(b"Authorization")),
    "a header without a name": (400, header(b": value")),
    "a space before the colon": (400, header(b"Authorization : bearer x")),
    "a space in a name": (400, header(b"Auth orization: x")),
    "a NUL in a name": (400, header(b"A\0: b")),
    "a NUL in a value": (400, header(b"A: b\0c")),
    "a vertical tab in a value": (400, header(b"A: b\x0bc")),
    "a name above ASCII": (400, header("\xc4: b".encode("latin-1"))),
    "201 fields": (431, header(*[b"A: b"] * 200)),
    "10,000 fields": (431, header(*[b"A: b"] * 10_000)),
    "a header of 70 kB": (431, header(b"A: " + TOO_LONG)),
    "a header of 1 MB": (431, header(b"A: " + b"a" * 1_000_000)),
    "a name of 70 kB": (431, header(TOO_LONG + b": b")),
    # the length of the body
    "length and chunked": (400, post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")),
    "chunked and length": (400, post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n")),
    "two lengths": (400, post(b"Content-Length: 5", b"Content-Length: 6", body=b"hello!")),
    "the same length twice": (400, post(b"Content-Length: 5", b"content-length: 5", body=b"hello")),
    "a list of lengths": (400, post(b"Content-Length: 5,5", body=b"hello")),
    "a length with a plus": (400, post(b"Content-Length: +5", body=b"hello")),
    "a length below zero": (400, post(b"Content-Length: -5", body=b"hello")),
    "a length in hex": (400, post(b"Content-Length: 0x5", body=b"hello")),
    "a length with a fraction": (400, post(b"Content-Length: 5.0", body=b"hello")),
    "a length with a space": (400, post(b"Content-Length: 1 5", body=b"hello")),
    "an empty length": (400, post(b"Content-Length:", body=b"hello")),
    "a length in words": (400, post(b"Content-Length: five", body=b"hello")),
    "a length of 19 digits": (400, post(b"Content-Length: 1000000000000000000")),
    "a length in other digits": (400, post("Content-Length: \xb2".encode("latin-1"))),
    "an unknown coding": (400, post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n")),
    "chunked and identity": (400, post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n")),
    "gzip and chunked": (400, post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n")),
    "an empty coding": (400, post(b"Transfer-Encoding:", body=b"0\r\n\r\n")),
    "chunked twice": (400, post(*[b"Transfer-Encoding: chunked"] * 2, body=b"0\r\n\r\n")),
    "chunked in HTTP/1.0": (400, b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    # chunks
    "a chunk of size zz": (400, chunked(b"zz\r\nhello\r\n0\r\n\r\n")),
    "a chunk of size 0x5": (400, chunked(b"0x5\r\nhello\r\n0\r\n\r\n")),
    "a chunk of size -5": (400, chunked(b"-5\r\nhello\r\n0\r\n\r\n")),
    "a chunk of size +5": (400, chunked(b"+5\r\nhello\r\n0\r\n\r\n")),
    "a chunk without size": (400, chunked(b"\r\nhello\r\n0\r\n\r\n")),
    "a chunk size of 21 digits": (400, chunked(b"0" * 20 + b"5\r\nhello\r\n0\r\n\r\n")),
    "a chunk longer than its size": (400, chunked(b"4\r\nhello\r\n0\r\n\r\n")),
    "a chunk shorter than its size": (400, chunked(b"6\r\nhello\r\n0\r\n\r\n")),
    "a chunk extension without end": (400, chunked(b"5;" + b"x" * 200_000 + b"\r\nhello\r\n0\r\n\r\n")),
    "a malformed trailer": (400, chunked(b"5\r\nhello\r\n0\r\nno colon\r\n\r\n")),
    "a trailer without end": (400, chunked(b"0\r\nA: " + b"x" * 200_000)),
    # other protocols
    "a TLS handshake": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)),
    "bytes below ASCII": (400, bytes(range(32))),
}


@pytest.mark.parametrize(("status", "raw"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_request_is_refused_and_the_server_lives_on(listen, connect, status, raw):
    listener = listen(count_the_body)
    answer = connect(listener).send(raw).everything()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nConnection: close" in head
    assert b"\r\nContent-Length: %d" % len(body) in head
    assert connect(listener).get().until(b"\r\n\r\n0") == b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0"
    assert listener.uncaught == 0


WELL_FORMED = {
    "a bare GET": (b"0", b"GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    "an unknown method": (b"0", line(b"BREW / HTTP/1.1")),
    "OPTIONS for all": (b"0", line(b"OPTIONS * HTTP/1.1")),
    "a line end in front (RFC 9112 2.2)": (b"0", b"\r\n" + header()),
    "200 fields": (b"0", header(*[b"A: b"] * 199)),
    "a header of 60 kB": (b"0", header(b"A: " + b"x" * 60_000)),
    "bytes above ASCII in a value": (b"0", header("A: \xe9".encode("latin-1"))),
    "a length": (b"5", post(b"Content-Length: 5", body=b"hello")),
    "a length behind a tab": (b"5", post(b"content-length:\t5 ", body=b"hello")),
    "a length of zero": (b"0", post(b"Content-Length: 0")),
    "chunks": (b"11", chunked(b"5\r\nhello\r\n006\r\n world\r\n0\r\n\r\n")),
    "chunks with extensions": (b"5", chunked(b'5;name="value"\r\nhello\r\n0\r\n\r\n')),
    "chunks with a trailer": (b"5", chunked(b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n")),
    "CHUNKED": (b"5", post(b"Transfer-Encoding: CHUNKED", body=b"5\r\nhello\r\n0\r\n\r\n")),
}


@pytest.mark.parametrize(("counted", "raw"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_what_is_a_request_is_answered(listen, connect, counted, raw):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(counted), counted)
    assert connect(listen(count_the_body)).send(raw).until(answer) == answer


def test_requests_sent_together_are_answered_in_order(listen, connect):
    def echo(environ, start_response):
        said = environ["PATH_INFO"].encode() + environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", str(len(said)))])
        return [said]

    together = b"".join(
        [
            b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1",
            b"POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\n",
            b"GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        ]
    )
    assert connect(listen(echo)).send(together).everything() == (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n/a1"
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n/b2"
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/c"
    )


def test_a_head_sent_byte_by_byte_is_read(listen, connect):
    wire = connect(listen(count_the_body))
    for byte in header():
        wire.send(bytes([byte]))
    assert wire.until(b"\r\n\r\n0") == b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0"


@pytest.mark.parametrize("raw", [b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"GET", b"\r\n\r"])
def test_a_head_without_its_last_line_end_is_refused_when_the_client_has_ended(listen, connect, raw):
    wire = connect(listen(count_the_body)).send(raw)
    wire.sock.shutdown(1)
    assert wire.everything().startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_client_that_leaves_after_a_line_end_gets_no_answer(listen, connect):
    wire = connect(listen(count_the_body)).send(b"\r\n")
    wire.sock.shutdown(1)
    assert wire.everything() == b""


def test_a_slow_head_ends_in_408(listen, connect):
    listener = listen(count_the_body, limits=Limits(header_timeout=0.05))
    assert connect(listener).send(b"GET / HTTP/1.1\r\nHost").everything() == (
        b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: 44\r\nConnection: close\r\n\r\n408 Request Timeout: the head took too long\n"
    )


def test_a_silent_connection_is_closed_without_a_word(listen, connect):
    listener = listen(count_the_body, limits=Limits(keep_alive=0.05))
    wire = connect(listener)
    assert wire.everything() == b""
    wire = connect(listener).get()
    assert wire.everything() == b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0"


def test_slow_senders_of_heads_hold_up_nobody_and_are_reaped(listen, connect):
    """T-40."""
    listener = listen(count_the_body, limits=Limits(header_timeout=0.3))
    loris = [connect(listener).send(b"GET / HTTP/1.1\r\nHost: x\r\nX-a: ") for _ in range(100)]
    assert connect(listener).get().until(b"\r\n\r\n0").startswith(b"HTTP/1.1 200 OK\r\n")
    assert {wire.everything()[:21] for wire in loris} == {b"HTTP/1.1 408 Request "}


def test_a_tls_handshake_on_the_plain_port_is_answered_in_words(listen, connect):
    """Rule 11."""
    answer = connect(listen(count_the_body)).send(b"\x16\x03\x01\x00\xa5").everything()
    assert answer.endswith(b"\r\n\r\nClient sent a TLS handshake to an HTTP server.\n")


def test_a_plain_request_on_the_tls_port_is_answered_in_go_s_words(listen, connect, server_tls):
    """Rule 11."""
    answer = connect(listen(count_the_body, tls=server_tls)).get().everything()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
