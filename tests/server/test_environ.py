"""What an application is told about a request."""

import io
import json
import sys

import pytest


@pytest.fixture
def environ_of(listen, connect, server_tls, client_tls):
    """`environ_of(raw)` is the environ an application got for these bytes."""

    def ask(raw, *, tls=False):
        seen = {}

        def app(environ, start_response):
            seen.update(environ)
            start_response("204 No Content", [])
            return []

        listener = listen(app, tls=server_tls if tls else None)
        wire = connect(listener, client_tls if tls else None).send(raw)
        assert wire.until(b"\r\n\r\n") == b"HTTP/1.1 204 No Content\r\n\r\n"
        return seen, wire, listener

    return ask


def get(target):
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_an_environ_has_what_wsgi_asks_for_and_our_own(environ_of, tls):
    raw = (
        b"POST /v3/apps?names=a%20b HTTP/1.1\r\nhOST: localhost:1\r\nContent-Type: text/x\r\nContent-Length: 0\r\n\r\n"
    )
    seen, wire, listener = environ_of(raw, tls=tls)
    assert isinstance(seen.pop("wsgi.input"), io.BufferedReader)
    assert callable(seen.pop("fakecf.wait"))
    assert callable(seen.pop("fakecf.send"))
    assert seen == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/v3/apps",
        "QUERY_STRING": "names=a%20b",
        "RAW_URI": "/v3/apps?names=a%20b",
        "REQUEST_URI": "/v3/apps?names=a%20b",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(listener.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": str(wire.raw.getsockname()[1] if not tls else wire.sock.getsockname()[1]),
        "HTTP_HOST": "localhost:1",
        "CONTENT_TYPE": "text/x",
        "CONTENT_LENGTH": "0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if tls else "http",
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "fakecf.listener": "api",
        "fakecf.headers": [("hOST", "localhost:1"), ("Content-Type", "text/x"), ("Content-Length", "0")],
    }


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/?", "/", ""),
        ("//evil.example/x", "//evil.example/x", ""),
        ("/a%2Fb%20c%zz", "/a/b c%zz", ""),
        ("/%C3%A9%ff", "/\xc3\xa9\xff", ""),
        ("/../%2e%2e/", "/../../", ""),
        ("/a?b=%2F?c", "/a", "b=%2F?c"),
        ("/a#b", "/a#b", ""),
    ],
)
def test_a_path_is_decoded_once_and_kept_raw_beside(environ_of, target, path, query):
    seen, _, _ = environ_of(get(target))
    assert (seen["PATH_INFO"], seen["QUERY_STRING"], seen["RAW_URI"], seen["REQUEST_URI"]) == (
        path,
        query,
        target,
        target,
    )


@pytest.mark.parametrize(
    ("target", "host", "raw"),
    [
        ("http://evil.example/v3/apps?a=b", "evil.example", "/v3/apps?a=b"),
        ("HTTPS://Other:81", "Other:81", "/"),
        ("http://other?a=b", "other", "/?a=b"),
        ("http://u:p@localhost/", "u:p@localhost", "/"),
        ("http:///v3/apps", "", "/v3/apps"),
    ],
)
def test_a_target_in_absolute_form_overrides_the_host(environ_of, target, host, raw):
    """T-03; RFC 9112 3.2.2."""
    seen, _, _ = environ_of(get(target))
    assert (seen["HTTP_HOST"], seen["RAW_URI"]) == (host, raw)
    assert seen["fakecf.headers"] == [("Host", "localhost")]


def test_repeated_headers_are_joined_and_kept_apart_beside(environ_of):
    seen, _, _ = environ_of(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a:\r\nX-a: \t3 \r\n\r\n")
    assert seen["HTTP_X_A"] == "1,,3"
    assert seen["fakecf.headers"] == [("Host", "x"), ("X-A", "1"), ("x-a", ""), ("X-a", "3")]


def test_a_name_with_an_underscore_passes_for_no_other(environ_of):
    seen, _, _ = environ_of(b"GET / HTTP/1.1\r\nHost: x\r\nContent_Length: 5\r\nX_A: 1\r\nX-A: 2\r\n\r\n")
    assert ("CONTENT_LENGTH" in seen, seen["HTTP_X_A"]) == (False, "2")
    assert ("Content_Length", "5") in seen["fakecf.headers"]


def test_forwarding_headers_change_no_address(environ_of):
    """T-06."""
    forwarded = b"X-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil\r\n"
    seen, _, _ = environ_of(b"GET / HTTP/1.1\r\nHost: x\r\n" + forwarded + b"\r\n")
    told = {key: seen[key] for key in ("HTTP_HOST", "wsgi.url_scheme", "SERVER_NAME", "REMOTE_ADDR")}
    assert "evil" not in json.dumps(told)
    assert told["wsgi.url_scheme"] == "http"


def test_a_request_without_a_body_has_an_empty_input(environ_of):
    seen, _, _ = environ_of(get("/"))
    assert seen["wsgi.input"].read() == b""
