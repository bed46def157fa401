from datetime import timedelta

import pytest
import requests

from fakecf import ClientError, CloudFoundry, Config, Server, UnmetError, connect


def test_both_ways_of_steering_are_a_cloud_foundry(cf, server):
    assert isinstance(cf, CloudFoundry)
    urls = (cf.api_url, cf.uaa_url, cf.blobstore_url, cf.control_url)
    assert urls == (server.api_url, server.uaa_url, server.blobstore_url, server.control_url)
    assert requests.get(f"{cf.api_url}/v3", timeout=5).ok
    assert cf.ca_pem is None


def test_a_token_is_had_without_a_login(cf, get):
    assert get("/v3/apps").status_code == 200
    expired = cf.token("dev", broken="expired")
    headers = {"Authorization": f"bearer {expired}"}
    assert requests.get(f"{cf.api_url}/v3/apps", headers=headers, timeout=5).status_code == 401
    short = cf.calls.token("dev", lifetime="60s")["claims"]
    assert short["exp"] - short["iat"] == 60
    assert cf.token("dev", lifetime=timedelta(minutes=1))


def test_a_client_is_told_its_environment(cf):
    assert cf.env("cf")["CF_API"] == cf.api_url
    assert cf.env()["CF_USERNAME"]


def test_a_rule_is_armed_counts_and_is_removed(cf, download):
    rule = cf.fault("downloads 502 x2")
    assert (download(), rule.hits, rule.status["remaining"]) == (502, 1, 1)
    rule.remove()
    rule.remove()
    assert (download(), rule.hits, rule.status["remaining"]) == (200, 1, 1)
    assert repr(rule) == f"<{rule.id} on='downloads' when={{'times': 2}} do={{'status': 502}}>"
    assert rule in cf.armed


def test_what_is_to_fail_is_said_step_by_step(cf, download):
    app = cf.app("web")
    rule = cf.on("downloads", app=app).fail([502, "reset", "ok"])
    assert rule.status["match"] == {"app": app.guid}
    assert download() == 502
    with pytest.raises(requests.ConnectionError):
        download()
    assert (download(), rule.hits) == (200, 3)


def test_conditions_are_keywords(cf):
    rule = cf.on("apps.list", user="dev").fail({"status": 502, "shape": "nginx"}, times=2, for_="30s")
    assert rule.status["when"] == {"times": 2, "for": "30s"}


def test_a_rule_ends_with_its_block(cf, download):
    with cf.on("downloads").fail(503) as rule:
        assert download() == 503
    assert (download(), rule.hits, cf.calls.faults()) == (200, 1, [])


def test_a_preset_ends_with_its_block(cf, get):
    with cf.preset("gorouter-502", timedelta(hours=1)):
        assert get("/v3/apps").status_code == 502
    assert get("/v3/apps").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda cf: cf.fault("downlods 502"), "did you mean 'downloads'"),
        (lambda cf: cf.on("downloads", ap="web").fail(502), "/match/ap: 'ap' is not a key here"),
        (lambda cf: cf.on("downloads").fail("rest"), "did you mean 'reset'"),
        (lambda cf: cf.preset("flaky"), "did you mean 'flaky-blobstore'"),
        (lambda cf: cf.reset("stat"), "did you mean 'state'"),
        (lambda cf: cf.token("alise"), "there is no user 'alise'"),
        (lambda cf: cf.env("cff"), "did you mean 'cf'"),
        (lambda cf: cf.clock.advance("soon"), "/by: 'soon' is not a duration"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_nearest_word(cf, wrong, said):
    with pytest.raises(ClientError) as refused:
        wrong(cf)
    assert said in str(refused.value)


def test_what_is_expected_is_verified(cf, download):
    expected = cf.expect("droplets.download", times=2)
    with pytest.raises(UnmetError, match="found 0 exchanges where exactly 2 are wanted"):
        expected.verify()
    download(), download()
    assert expected.verify() == 2
    assert str(cf.expect("apps.list", status=200)) == "apps.list status=200 at least once"
    assert cf.expectations


def test_a_moment_is_kept_and_gone_back_to(cf, get):
    before = cf.snapshot()
    guid = cf.app("web").guid
    cf.app("web").force(name="other")
    assert get(f"/v3/apps/{guid}").json()["name"] == "other"
    cf.restore(before)
    assert get(f"/v3/apps/{guid}").json()["name"] == "web"
    with pytest.raises(ClientError, match="there is no snapshot"):
        cf.restore("never")


def test_closing_leaves_a_server_elsewhere_as_it_is(server):
    server.reset()
    with connect(server.control_url) as cf:
        cf.fault("apps.list 502")
    assert len(server.calls.faults()) == 1
    server.reset()


def test_a_name_that_a_moment_has_is_given_to_no_other(cf):
    first = cf.snapshot()
    second = cf.snapshot()
    cf.calls.remove_snapshot(first)
    assert cf.snapshot() == first != second
    assert {first, second} <= {each["name"] for each in cf.calls.snapshots()}


def test_the_ca_is_told_here_and_elsewhere():
    with Server("default", config=Config(tls=("api",)).on_free_ports()) as server:
        assert server.ca_pem == connect(server.control_url).ca_pem
        assert server.ca_pem.startswith("-----BEGIN CERTIFICATE-----")
