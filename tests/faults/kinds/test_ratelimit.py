import pytest
import requests

from fakecf import Server


@pytest.fixture
def server():
    with Server() as server:
        yield server


def get(server, user=None, path="/v3/apps", **headers):
    if user is not None:
        headers["Authorization"] = f"bearer {server.token(user)}"
    return requests.get(server.api_url + path, headers=headers, timeout=5)


def test_a_user_is_told_what_remains_and_then_refused(server):
    # cc-droplets 10.4, conformance 429-user-1 to 4
    server.fault("api ratelimit=2")
    answers = [get(server, "dev") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert [answer.headers["X-Ratelimit-Remaining"] for answer in answers] == ["1", "0", "0", "0"]
    assert {answer.headers["X-Ratelimit-Limit"] for answer in answers} == {"2"}
    refused = answers[2]
    assert refused.text == ('{"errors":[{"detail":"Rate Limit Exceeded","title":"CF-RateLimitExceeded","code":10013}]}')
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    now = int(server.foundation.clock.timestamp())
    assert abs(int(refused.headers["X-Ratelimit-Reset"]) - now - int(refused.headers["Retry-After"])) <= 1


def test_admins_have_no_limit_and_see_no_headers(server):
    # conformance 429-admin
    server.fault("api ratelimit=0")
    answer = get(server, "admin")
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


def test_each_address_without_a_token_has_a_limit_of_its_own(server):
    # conformance 429-ip-1 to 3: a 401 counts and tells what remains
    server.fault({"on": "api", "do": {"ratelimit": {"unauthenticated_limit": 1}}})
    first = get(server, **{"X-Forwarded-For": "1.2.3.4, 5.6.7.8"})
    assert (first.status_code, first.headers["X-Ratelimit-Remaining"]) == (401, "0")
    second = get(server, **{"X-Forwarded-For": "1.2.3.4"})
    assert (second.status_code, second.json()["errors"][0]["title"]) == (429, "CF-IPBasedRateLimitExceeded")
    assert get(server, **{"X-Forwarded-For": "4.3.2.1"}).status_code == 401


def test_a_token_that_is_none_is_401_beyond_the_limit(server):
    # corrections 14, conformance 429-invalid-token
    server.fault({"on": "api", "do": {"ratelimit": {"unauthenticated_limit": 0}}})
    answer = get(server, Authorization="bearer garbage")
    assert (answer.status_code, answer.json()["errors"][0]["title"]) == (401, "CF-InvalidAuthToken")
    assert answer.headers["Content-Type"] == "application/json"
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize(
    ("path", "limited"),
    [("/", False), ("/v3", False), ("/healthz", False), ("/v2/info", False), ("/v3/info", True), ("/v3/nope", True)],
)
def test_some_paths_are_exempt(server, path, limited):
    # corrections 14, conformance 429-root, 429-v3-root, 429-healthz, 429-v3-info, 429-unknown-route
    server.fault({"on": "api", "do": {"ratelimit": {"unauthenticated_limit": 0}}})
    assert (get(server, path=path).status_code == 429) is limited


@pytest.mark.parametrize(("credentials", "status"), [("Zm9vOmJhcg==", 401), ("Zm9v", 429), ("Zm9v!", 429)])
def test_basic_credentials_are_exempt_if_they_hold_a_colon(server, credentials, status):
    # corrections 14, conformance 429-basic-auth-without-colon
    server.fault({"on": "api", "do": {"ratelimit": {"unauthenticated_limit": 0}}})
    assert get(server, Authorization=f"Basic {credentials}").status_code == status


def test_a_seed_may_enable_it_for_good(tmp_path):
    seed = tmp_path / "seed.yml"
    seed.write_text("fakecf: 1\nfoundation: {rate_limiter: {unauthenticated_limit: 0}}\n")
    with Server(str(seed)) as server:
        assert get(server).status_code == 429


def test_what_remains_is_floored_to_tenths_of_the_limit(server):
    # cc-droplets 10.4: a limit of 1000 leaves 900 after the first request
    server.fault("api ratelimit=1000")
    assert get(server, "dev").headers["X-Ratelimit-Remaining"] == "900"


def test_a_process_counts_for_itself_and_tells_of_all(server):
    # conformance rate_limit_spec.rb:25
    server.fault({"on": "api", "do": {"ratelimit": {"general_limit": 100, "per_process_general_limit": 10}}})
    answers = [get(server, "dev") for _ in range(11)]
    remaining = [int(answer.headers["X-Ratelimit-Remaining"]) for answer in answers]
    assert remaining == [90, 80, 70, 60, 50, 40, 30, 20, 10, 0, 0]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_windows_begin_where_the_real_one_begins_them():
    # conformance 429-user-1, 429-ip-1, 429-client: X-RateLimit-Reset modulo the hour
    from fakecf.capi.rate_limiter import _seconds_left

    for caller, reset in (("u-dev", 1795447159), ("1.2.3.4", 1795445820), ("cli", 1795446608)):
        assert _seconds_left(caller, reset - 100, 3600) == 100


@pytest.mark.at("api")
def test_the_headers_stand_on_the_wire_and_the_refusal_too(wire):
    wire.foundation.faults.add({"on": "api", "do": {"ratelimit": {"admin_limit": wire.number}}})
    connection = wire.connect()
    said = [wire.ask(connection) for _ in range(wire.number + 1)]
    assert [(each.status, each.end) for each in said] == [(200, "kept")] * wire.number + [(429, "kept")]
    assert {each.header("X-Ratelimit-Limit") for each in said} == {str(wire.number)}
    assert said[-1].header("Content-Type") == "text/plain; charset=utf-8"
    wire.foundation.reset("state")
