from datetime import UTC, datetime

import pytest

from fakecf import proxies

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "title"),
    [  # conformance wire/nginx-413, nginx-429-3 and corrections 13
        (413, b"413 Request Entity Too Large"),
        (429, b"429 Too Many Requests"),
        (503, b"503 Service Temporarily Unavailable"),
    ],
)
def test_nginx_calls_statuses_by_its_own_names(status, title):
    body = proxies.nginx(status, NOW).body
    assert body == (
        b"<html>\r\n<head><title>"
        + title
        + b"</title></head>\r\n<body>\r\n<center><h1>"
        + title
        + b"</h1></center>\r\n"
        b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )


def test_nginx_sends_a_status_without_a_page_empty_and_untyped():
    # conformance wire/nginx-422-bits-path
    answer = proxies.nginx(422, NOW)
    assert answer.headers == [("Server", "nginx"), ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"), ("Content-Length", "0")]


@pytest.mark.parametrize(
    ("status", "text", "error", "caching"),
    [  # cc-droplets 10.2
        (
            404,
            "404 Not Found: Requested route ('api.example.org') does not exist.\n",
            "unknown_route",
            "no-cache, no-store",
        ),
        (
            503,
            "503 Service Unavailable: Requested route ('api.example.org') has no available endpoints.\n",
            "no_endpoints",
            "public,max-age=2",
        ),
        (400, "400 Bad Request: Request had empty Host header\n", "empty_host", "public,max-age=2"),
        (526, "526 Invalid SSL Certificate\n", "endpoint_failure (EOF)", None),
    ],
)
def test_gorouter_names_the_route_it_lacks(status, text, error, caching):
    answer = proxies.gorouter(status, None, "api.example.org", NOW)
    assert answer.body == text.encode()
    assert (answer.header("X-Cf-Routererror"), answer.header("Cache-Control")) == (error, caching)


@pytest.mark.parametrize("host", ["[::1]:80", "[::1]", "api", "api.example.org:80", ""])
def test_gorouter_names_a_host_as_it_was_sent(host):
    body = f"404 Not Found: Requested route ('{host}') does not exist.\n"
    assert proxies.gorouter(404, None, host, NOW).body == body.encode()


def test_gorouter_says_what_a_rule_tells_it_to():
    assert proxies.gorouter(502, "gone {host}", "h", NOW).body == b"502 Bad Gateway: gone {host}\n"
