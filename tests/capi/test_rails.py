"""How paths, queries and JSON are read: corrections 1, 2, 7 to 10, route quirks of cc-droplets 4, reliability T-21."""

import json
from datetime import UTC, datetime

import pytest

from fakecf.capi.app import found_resources
from fakecf.capi.rails import consulted_accept, sent_path, to_i
from fakecf.state.records import Droplet, FeatureFlag
from tests.capi.conftest import NOBODY, UNKNOWN_ERROR, UNKNOWN_REQUEST, not_found

FAILSAFE = (
    "500 Internal Server Error\nIf you are the administrator of this website, then please read this web application's "
    "log file and/or the web server's log file to find out what went wrong."
)


@pytest.mark.parametrize(
    "path",
    ["/v3/droplets/staged", "//v3/droplets/staged", "/v3//droplets///staged", "/v3/droplets/staged/"],
)
def test_doubled_and_final_slashes_do_not_count(cf, path):
    # corrections 8
    assert cf.ask(path).json()["guid"] == "staged"


@pytest.mark.parametrize("suffix", [".json", ".xml", ".anything"])
def test_a_format_suffix_does_not_count(cf, suffix):
    # corrections 10
    assert cf.ask(f"/v3/droplets/staged{suffix}").json()["guid"] == "staged"


def test_a_dot_inside_a_guid_makes_another_route(cf):
    # cc-droplets 4: segments match anything without a dot or a slash
    assert cf.error("/v3/droplets/a.b/download") == (404, UNKNOWN_REQUEST)
    assert cf.error("/v3/droplets/a.b") == (404, not_found("Droplet"))


def test_paths_are_case_sensitive(cf):
    # conformance path-upper: another case is no path of version 3, so another part of CC answers
    answer = cf.ask("/V3/droplets/staged")
    assert answer.status_code == 404
    assert answer.json() == {"description": "Unknown request", "error_code": "CF-NotFound", "code": 10000}
    assert answer.headers["X-Cascade"] == "pass"


def test_escapes_in_a_path_are_read_once(cf):
    assert cf.ask("/v3/droplets/%73taged").json()["guid"] == "staged"
    assert cf.error("/v3/droplets/%2573taged") == (404, not_found("Droplet"))


def test_an_escaped_slash_stays_within_its_segment(cf):
    # recorded: users, as of all that Rails routes
    cf.put(Droplet(guid="a/b", created_at=cf.state[Droplet].get("staged").created_at, app_guid="my-app"))
    assert cf.ask("/v3/droplets/a%2Fb.json").json()["guid"] == "a/b"


def test_a_name_in_a_rule_is_matched_as_it_was_sent(cf):
    # Rails' Journey matches before it decodes; requests itself would decode a letter
    assert cf.error("/v3/droplets%2Fstaged", NOBODY) == (404, UNKNOWN_REQUEST)


def test_a_server_that_decodes_paths_itself_is_believed():
    environ = {"PATH_INFO": "/v3//droplets/\xc3\xa9 %2F?/", "REQUEST_METHOD": "GET"}
    assert sent_path(environ) == "/v3/droplets/%C3%A9%20%252F%3F"


def test_bytes_that_are_no_utf8_make_a_path_invalid(cf):
    # conformance path-bad-encoding
    error = {"detail": "The request is invalid", "title": "CF-InvalidRequest", "code": 10004}
    assert cf.error("/v3/droplets/%ff/download") == (400, error)


# corrections 1; conformance query-conflict, list-bad-encoding, bad-encoding-no-token; requests would mend %zz
@pytest.mark.parametrize("who", ["admin", NOBODY])
@pytest.mark.parametrize("query", ["guids=%ff", "%ff=1", "a=1&a[b]=2", "a[b]=1&a[]=2", "a[]=1&a=2"])
def test_a_query_that_cannot_be_read_is_rails_own_error(cf, query, who):
    answer = cf.ask(f"/v3/droplets?{query}", who)
    assert (answer.status_code, answer.text) == (500, FAILSAFE)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize("path", ["/v3/droplets/%00", "/v3/droplets/%00/download", "/v3/apps/a%00/droplets"])
def test_a_nul_byte_is_too_much_for_the_database(cf, path):
    # corrections 2
    assert cf.error(path) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("key", ["guids", "states", "app_guids", "space_guids", "organization_guids", "app_guid"])
def test_a_nul_byte_in_a_query_is_too_much_for_the_database_too(cf, key):
    # corrections 2; conformance null-byte-query
    assert cf.error(f"/v3/droplets?{key}=a,b%00") == (500, UNKNOWN_ERROR)


# corrections 9: the last of equal names wins, `;` does not separate, a final `&` is nothing
@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("page=1&page=2", "page=1&per_page=50"),
        ("page=1;per_page=1", "page=1&per_page=50"),
        ("per_page=1&", "page=1&per_page=1"),
        ("&&per_page=1", "page=1&per_page=1"),
        ("per_page=10abc", "page=1&per_page=10"),
        ("page=1.5", "page=1&per_page=50"),
        ("guids[]=x", "guids=%5B%22x%22%5D&page=1&per_page=50"),
        ("guids=a%2Bb+c", "guids=a%2Bb+c&page=1&per_page=50"),
    ],
)
def test_queries_are_read_as_rack_reads_them(cf, query, echo):
    first = cf.ask(f"/v3/droplets?{query}").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/droplets?{echo}"


def rules():
    """Every route that has a place for a GUID."""
    for resource in found_resources():
        for route in resource.routes:
            if "<" in route.rule:
                yield pytest.param(route.method, route.rule, id=route.operation)


ATTACKS = (
    "%0d%0aSet-Cookie:x=1",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cwindows",
    "..%2f",
    "%2e%2e",
    "CON",
    "%5c%5chost%5cshare",
    "x" * 10_000,
    "%27%20OR%201=1--",
    "%3Cscript%3E",
    "%25%32%65",
    "%E2%80%AE",
)


# what is off is refused whatever it is asked for
ROUTE_SHARING = FeatureFlag(guid="f", created_at=datetime(2026, 1, 1, tzinfo=UTC), name="route_sharing", enabled=True)
# bodies that CC judges before it looks for what the path names
JUDGED = {
    "/features/": {"json": {"enabled": True}},
    "<app_guid>/tasks": {"json": {"command": "run"}},
    "/destinations/<": {"json": {}},
    "/destinations": {"json": {"destinations": [{"app": {"guid": "a"}}]}},
    "quotas/<guid>/relationships": {"json": {"data": [{"guid": "x"}]}},
    "domains/<guid>/relationships": {"json": {"data": [{"guid": "x"}]}},
    "manifest": {"data": "applications: [{name: a}]", "headers": {"Content-Type": "application/x-yaml"}},
    "/upload": {"files": {"bits": ("b.tgz", b"b")}},
}


@pytest.mark.parametrize(("method", "rule"), list(rules()))
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[:20])
def test_nothing_odd_in_the_place_of_a_guid_is_ever_found(cf, method, rule, attack):
    # reliability T-21
    cf.put(ROUTE_SHARING)
    before, _, rest = rule.partition("<")
    body = next((valid for part, valid in JUDGED.items() if part in rule), {"json": {}})
    answer = cf.ask(f"{before}{attack}{rest.partition('>')[2]}", method=method, **body)
    assert answer.status_code == 404
    assert set(answer.headers) <= ORDINARY
    (error,) = answer.json()["errors"]
    assert error["title"] in ("CF-ResourceNotFound", "CF-NotFound")


ORDINARY = {
    "Content-Length",
    "Content-Type",
    "Date",
    "Referrer-Policy",
    "Server",
    "Vary",
    "X-Content-Type-Options",
    "X-Download-Options",
    "X-Frame-Options",
    "X-Permitted-Cross-Domain-Policies",
    "X-Runtime",
    "X-Vcap-Request-Id",
    "X-Xss-Protection",
}


def nested(depth):
    return '{"foo":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


def test_json_may_nest_only_so_deep(cf):
    # nothing may recurse without a bound; Ruby's JSON stops at 100 too
    shallow, deep = nested(100), nested(101)
    assert patched(cf, shallow).status_code == 422
    assert patched(cf, deep).status_code == 400
    assert patched(cf, "[" * 100_000).status_code == 400


def test_brackets_in_a_text_do_not_nest(cf):
    assert patched(cf, json.dumps({"metadata": {"annotations": {"art": "[" * 200}}})).status_code == 200


@pytest.mark.parametrize("body", ['{"a":', "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', "\x00", "nul"])
def test_what_is_no_json_is_a_parse_error(cf, body):
    answer = patched(cf, body)
    detail = "Request invalid due to parse error: invalid request body"
    assert answer.status_code == 400
    assert answer.json() == {"errors": [{"detail": detail, "title": "CF-MessageParseError", "code": 1001}]}


def patched(cf, body):
    headers = {"Content-Type": "application/json"}
    return cf.ask("/v3/droplets/staged", method="PATCH", data=body.encode(), headers=headers)


# cc-droplets 1.2, Vary; conformance 200-droplet-accept-*
@pytest.mark.parametrize(
    ("accept", "suffix", "consulted"),
    [
        (None, "", False),
        ("", "", False),
        ("*/*", "", True),
        ("application/json", "", True),
        ("application/xml", "", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", False),
        ("*/*, text/html", "", False),
        ("*/*", ".json", False),
    ],
)
def test_accept_is_consulted_unless_a_browser_or_a_suffix_says_otherwise(accept, suffix, consulted):
    assert consulted_accept(accept, suffix) is consulted


@pytest.mark.parametrize(
    ("text", "number"),
    [("10abc", 10), ("abc", 0), ("", 0), (None, 0), ("-3", -3), ("+7", 7), (" 5", 5), ("1.9", 1), ("1_000", 1000)],
)
def test_text_becomes_a_number_as_in_ruby(text, number):
    assert to_i(text) == number
