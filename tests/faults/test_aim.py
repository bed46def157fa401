import pytest

from fakecf.faults import RuleError

NAMES = (
    "apps.list",
    "apps.show",
    "apps.create",
    "droplets.show",
    "droplets.download",
    "downloads",
    "uaa.token",
    "blobstore.get",
    "api",
    "uaa",
    "blobstore",
)
ROUTES = (
    "GET /v3/apps",
    "GET /v3/apps/{guid}",
    "POST /v3/apps",
    "GET /v3/droplets/{guid}",
    "GET /v3/droplets/{guid}/download",
    "POST /oauth/token",
    "GET /{bucket}/{key}",
)
DOWNLOAD = "GET /v3/droplets/{guid}/download"


@pytest.mark.parametrize(
    ("on", "routes"),
    [
        ("downloads", [DOWNLOAD]),
        ("droplets.download", [DOWNLOAD]),
        ("droplets.*", ["GET /v3/droplets/{guid}", DOWNLOAD]),
        ("apps.?????", []),
        ("apps.????", ["GET /v3/apps", "GET /v3/apps/{guid}"]),
        ("GET /v3/droplets/*/download", [DOWNLOAD]),
        ("GET /v3/droplets/{guid}/download", [DOWNLOAD]),
        ("/v3/droplets/:guid/download", [DOWNLOAD]),
        ("GET /v3/droplets/d1/download", [DOWNLOAD]),
        ("GET /v3/droplets/*", ["GET /v3/droplets/{guid}"]),
        ("GET /v3/droplets/**", ["GET /v3/droplets/{guid}", DOWNLOAD]),
        ("/v3/apps", ["GET /v3/apps", "POST /v3/apps"]),
        ("P* /v3/**", ["POST /v3/apps"]),
        ("/droplets/aa/bb/key", ["GET /{bucket}/{key}"]),
        ("/cc-packages/**", ["GET /{bucket}/{key}"]),
        ("/my.bucket/a.key", ["GET /{bucket}/{key}"]),
        ("GET /v3/droplets/d.1", []),
        ("GET /v3/droplets//download", []),
        ("GET /v3/**/download", []),
        ("/**", list(ROUTES)),
        ("uaa.token", ["POST /oauth/token"]),
        ("blobstore.get", ["GET /{bucket}/{key}"]),
        ("*", list(ROUTES)),
    ],
)
def test_where_a_rule_strikes_is_a_name_an_alias_a_glob_or_a_route(world, on, routes):
    if not routes:
        with pytest.raises(RuleError):
            world.engine.check({"on": on, "do": "ok"})
        return
    assert world.engine.would_match(world.engine.check({"on": on, "do": "ok"})) == routes


@pytest.mark.parametrize(
    ("rule", "pointer", "detail", "allowed", "meant"),
    [
        ("downlods 502", "/on", "there is no operation 'downlods'", NAMES, "downloads"),
        ("droplets.downlaod 502", "/on", "there is no operation 'droplets.downlaod'", NAMES, "droplets.download"),
        ("GET /v3/droplet/* 502", "/on", "nobody serves 'GET /v3/droplet/*'", ROUTES, "GET /v3/droplets/{guid}"),
        ("DELETE /v3/apps/* 502", "/on", "nobody serves 'DELETE /v3/apps/*'", ROUTES, "GET /v3/apps"),
        (
            {"on": "downloads", "match": {"listener": "uaa"}, "do": 502},
            "/match/listener",
            "'downloads' is not served at the uaa",
            ("api",),
            None,
        ),
        (
            {"on": "uaa.token", "match": {"app": "web"}, "do": 502},
            "/match/app",
            "a request of 'uaa.token' has no app",
            ("client", "grant", "user"),
            None,
        ),
        ("uaa.token CF-NotAuthorized", "/do", "'uaa.token' is served at uaa, where this cannot happen", (), None),
        (
            {"on": "blobstore.get", "do": [503, {"status": 502, "shape": "flat"}]},
            "/do/1",
            "'blobstore.get' is served at blobstore, where this cannot happen",
            (),
            None,
        ),
    ],
)
def test_a_rule_that_could_never_strike_is_refused(world, rule, pointer, detail, allowed, meant):
    with pytest.raises(RuleError) as refused:
        world.engine.add(rule)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.detail, problem.allowed, problem.did_you_mean) == (pointer, detail, allowed, meant)
    assert world.engine.rules() == ()


def test_a_glob_strikes_only_where_its_effect_makes_sense(world):
    rule = world.engine.check("* CF-NotAuthorized")
    assert world.engine.would_match(rule) == list(ROUTES[:5])


def test_a_route_with_a_guid_strikes_that_one_alone(world):
    world.engine.add("GET /v3/droplets/d1/download 502")
    assert world.get("/v3/droplets/d1/download").status_code == 502
    assert world.get("/v3/droplets/d2/download").status_code == 200


FACTS = {
    "app": ("web", "a-1"),
    "droplet": ("d1",),
    "user": ("alice", "u-1"),
    "client": ("cf",),
    "space": ("dev", "s-1"),
    "org": ("acme", "o-1"),
}


@pytest.mark.parametrize(
    ("match", "status"),
    [
        ({"app": "web"}, 502),
        ({"app": "a-1"}, 502),
        ({"app": "we*"}, 502),
        ({"app": "w?b"}, 502),
        ({"app": "api"}, 200),
        ({"app": "[w]eb"}, 200),
        ({"droplet": "d1", "user": "alice", "client": "cf", "space": "dev", "org": "acme"}, 502),
        ({"droplet": "d1", "user": "bob"}, 200),
        ({"listener": "api"}, 502),
    ],
)
def test_every_criterion_must_hold(world, match, status):
    world.facts = FACTS
    world.engine.add({"on": "downloads", "match": match, "do": 502})
    assert world.download().status_code == status


def test_a_request_without_the_fact_is_not_struck(world):
    world.engine.add({"on": "downloads", "match": {"user": "*"}, "do": 502})
    assert world.download().status_code == 200


def test_a_star_also_strikes_what_nobody_serves(world):
    world.engine.add("* 503")
    assert world.get("/v3/nothing").status_code == 503


def test_a_glob_of_names_does_not_strike_what_nobody_serves(world):
    world.engine.add("** 503")
    assert world.get("/v3/nothing").status_code == 200
