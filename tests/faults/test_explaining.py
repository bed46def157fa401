def explained(world, path="/v3/droplets/d1/download", listener="api"):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_USER_AGENT": "cf/8", "fakecf.listener": listener}
    return world.engine.explain(environ)


def told(explanation):
    return {each.name: (each.holds, each.wanted, each.found) for each in explanation.criteria}


def test_every_criterion_says_what_was_wanted_and_what_was_there(world):
    world.facts = {"app": ("web", "a-1")}
    world.engine.add(
        {
            "on": "downloads",
            "match": {"app": "api", "user": "alice", "header": {"User-Agent": "cf/*"}},
            "when": {"nth": 2},
            "do": 502,
        }
    )
    (explanation,) = explained(world)
    assert not explanation.strikes
    assert told(explanation) == {
        "on": (True, "downloads", "droplets.download at the api"),
        "app": (False, "api", "web or a-1"),
        "user": (False, "alice", "nothing known"),
        "header User-Agent": (True, "cf/*", "cf/8"),
        "do": (True, "status", "can happen here"),
        "state": (True, "armed", "armed"),
        "when": (False, "nth 2", "request number 1"),
    }


def test_only_the_first_rule_that_would_strike_does(world):
    world.engine.add("apps.list 502")
    world.engine.add("downloads 503")
    world.engine.add("downloads 504")
    assert [each.strikes for each in explained(world)] == [False, True, False]


def test_a_fault_of_ranges_is_one_of_reading_alone(world):
    assert world.engine.would_match(world.engine.check("blobstore range=ignored")) == ["GET /{bucket}/{key}"]


def test_what_is_explained_is_what_then_happens_and_nothing_is_counted(world):
    world.engine.add("downloads 502 p50% x3 seed 3")
    for _ in range(20):
        (explanation,) = explained(world)
        assert explained(world) == [explanation]
        assert explanation.strikes == (world.download().status_code == 502)


def test_a_rule_that_is_spent_says_so(world):
    world.engine.add("downloads 502 x1")
    world.download()
    (explanation,) = explained(world)
    assert told(explanation)["state"] == (False, "armed", "spent")
