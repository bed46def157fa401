"""The Host allow-list: T-01 to T-06 of the reliability reference."""

from datetime import UTC, datetime

import pytest

from fakecf.server.hosts import AllowedHosts, bare_name, guard_hosts, refuse_control, refuse_like_gorouter

ALLOWED = ["localhost", "LOCALHOST.", "localhost:", "api.localhost:8080", "127.0.0.1:1", "127.8.9.1", "[::1]:8080"]
ALLOWED += ["[::1]", "[0:0::1]", "cf", "fakecf_cf_1:9022", "cf-1", "5e8a1b2c3d4e"]
FOREIGN = ["rebind.evil.example", "0.0.0.0:8080", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1"]
FOREIGN += [
    "[::]",
    "[::2]",
    "[::ffff:127.0.0.1]",
    "evil.example:443",
    "2130706433",
    "0x7f000001",
    "0",
    "evil.localhost.x",
]
NO_HOST = ["[::1", "a b", "a:99999", "a:x", "a:-1", "a:1:2", "u:p@localhost", "\xe9vil", "evil.example#.localhost"]
NO_HOST += ["a,b", "<script>", "a/b", "a\\b", "a?b", "..", ".", ".localhost", "a..b", "-a", "a-", "[::1]x", "[]", "[a]"]
NO_HOST += ["::1", "%6cocalhost", "a'b", "*", "[127.0.0.1", "x" * 300, "x" * 60_000, "a:000000"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def refuse_at_new_year(host):
    return refuse_like_gorouter(host, NOW)


def ok(_environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def ask(listen, connect):
    """`ask(host)` is the answer to a request that names this host."""

    def said(host, *, target="/v3/apps", extra=(), refuse=refuse_at_new_year, headers=""):
        listener = listen(guard_hosts(ok, AllowedHosts(extra), refuse))
        raw = f"GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
        answer = connect(listener).send(raw.encode("latin-1")).everything()
        assert connect(listener).get("/", "Connection: close").everything().startswith(b"HTTP/1.1 200 ")
        assert listener.uncaught == 0
        return answer

    return said


@pytest.mark.parametrize("host", ALLOWED)
def test_names_of_this_machine_are_allowed(ask, host):
    """T-04."""
    assert ask(host).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_gets_gorouter_s_404(ask, host):
    """T-01 and T-05; the words of gorouter's handlers/lookup.go (reliability 0.9)."""
    body = f"404 Not Found: Requested route ('{host}') does not exist.\n"
    assert ask(host).decode() == (
        "HTTP/1.1 404 Not Found\r\nCache-Control: no-cache, no-store\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "X-Cf-Routererror: unknown_route\r\nX-Content-Type-Options: nosniff\r\n"
        "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    )


@pytest.mark.parametrize("host", NO_HOST)
def test_what_is_no_host_gets_400(ask, host):
    """T-02; what Go's server says before gorouter sees the request."""
    assert ask(host) == (
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
        b"content-length: 38\r\n\r\n400 Bad Request: malformed Host header"
    )


def test_an_empty_host_gets_gorouter_s_400(ask):
    """T-02."""
    assert ask("") == (
        b"HTTP/1.1 400 Bad Request\r\nCache-Control: public,max-age=2\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"X-Cf-Routererror: empty_host\r\nX-Content-Type-Options: nosniff\r\n"
        b"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
        b"Content-Length: 47\r\nConnection: close\r\n\r\n400 Bad Request: Request had empty Host header\n"
    )


@pytest.mark.parametrize("host", ["a\0b", "x" * 70_000, "localhost\r\nHost: localhost"])
def test_hosts_that_are_no_header_are_refused_by_the_parser(ask, host):
    """T-02."""
    assert ask(host)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431")


def test_a_target_in_absolute_form_is_checked_in_place_of_the_host(ask):
    """T-03."""
    assert ask("localhost", target="http://evil.example/v3/apps").startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert ask("evil.example", target="http://localhost/v3/apps").startswith(b"HTTP/1.1 200 OK\r\n")
    assert ask("localhost", target="http://u:p@localhost/").startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_forwarding_headers_neither_open_nor_close(ask):
    """T-06."""
    evil = "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n"
    good = "X-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n"
    assert ask("localhost", headers=evil).startswith(b"HTTP/1.1 200 OK\r\n")
    assert ask("evil.example", headers=good).startswith(b"HTTP/1.1 404 Not Found\r\n")


@pytest.mark.parametrize(
    ("extra", "host", "status"),
    [
        ("api.example.org", "API.example.org.:443", 200),
        ("api.example.org", "x.api.example.org", 404),
        ("api.example.org", "example.org", 404),
        (".example.org", "example.org", 200),
        (".Example.org", "a.b.example.org", 200),
        (".example.org", "evilexample.org", 404),
        ("192.168.0.1", "192.168.0.1:80", 200),
        ("[fe80::1]", "[FE80::1]:80", 200),
        ("*", "rebind.evil.example", 200),
        ("*", "a b", 400),
        ("*", "", 400),
    ],
)
def test_further_hosts_can_be_allowed(ask, extra, host, status):
    assert ask(host, extra=[extra]).startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("extra", ["", ".", "https://example.org", "example.org:443", "a b", "*.example.org"])
def test_a_further_host_that_is_none_is_refused_with_what_is_allowed(extra):
    with pytest.raises(ValueError, match=r"is no host name; allowed: api\.example\.org, \.example\.org"):
        AllowedHosts([extra])


def test_a_refused_control_call_is_told_the_flag(ask):
    """Reliability 1.3."""
    text = "403 Forbidden: evil.example is not an allowed host; start with --allowed-host evil.example to allow it.\n"
    assert ask("evil.example:9021", refuse=refuse_control).decode() == (
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
        f"content-length: {len(text)}\r\nConnection: close\r\n\r\n{text}"
    )
    answer = ask("<script>", refuse=refuse_control)
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert b"script" not in answer


@pytest.mark.parametrize("host", [chr(code) for code in range(0x110)])
def test_no_character_makes_the_parser_fail(host):
    assert bare_name(host) in (None, host.lower())
