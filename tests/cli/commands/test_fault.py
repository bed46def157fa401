import json


def test_faults_are_added_listed_and_cleared(served, run):
    added = run("fault", "add", "downloads", "502", "x2", "--url", served.url)
    assert (added.returncode, added.stderr) == (0, "")
    assert '"on": "downloads"' in added.stdout
    listed = json.loads(run("fault", "list", "--json", "--url", served.url).stdout)
    assert [(rule["remaining"], rule["do"]) for rule in listed] == [(2, {"status": 502})]
    assert run("fault", "clear", listed[0]["id"], "--url", served.url).returncode == 0
    assert "no faults" in run("fault", "list", "--url", served.url).stdout


def test_a_rule_may_be_an_object(served, run):
    rule = '{"on": "downloads", "match": {"app": "nowhere"}, "do": {"status": 502, "shape": "nginx"}}'
    added = run("fault", "add", rule, "--url", served.url)
    assert added.returncode == 0
    assert "nowhere" in added.stderr
    assert run("fault", "clear", "--url", served.url).returncode == 0


def test_a_wrong_rule_is_refused_with_the_nearest_word(served, run):
    refused = run("fault", "add", "downlods", "502", "--url", served.url)
    assert refused.returncode == 2
    assert "did you mean 'downloads'?" in refused.stderr


def test_a_rule_that_is_no_json_is_refused(served, run):
    refused = run("fault", "add", "{on", "--url", served.url)
    assert (refused.returncode, "the rule is not JSON" in refused.stderr) == (2, True)


def test_an_unknown_id_is_named(served, run):
    refused = run("fault", "clear", "f_99", "--url", served.url)
    assert (refused.returncode, "there is no fault 'f_99'" in refused.stderr) == (2, True)


def test_a_request_is_explained(served, run):
    run("fault", "add", "apps.list", "502", "user=alice", "--url", served.url)
    told = run("fault", "explain", "GET", "/v3/apps", "--user", "dev", "--header", "A: b", "--url", served.url)
    assert told.returncode == 0
    assert "does not strike" in told.stdout
    assert "- user: wanted alice; found dev or " in told.stdout
    assert run("fault", "clear", "--url", served.url).returncode == 0
    assert "no faults" in run("fault", "explain", "/v3/apps", "--url", served.url).stdout


def test_a_preset_is_switched_on_and_off(served, run):
    assert "uaa-down " in run("fault", "preset", "--url", served.url).stdout
    assert "slow-cc is on" in run("fault", "preset", "slow-cc", "--for", "30s", "--url", served.url).stdout
    presets = json.loads(run("fault", "preset", "--json", "--url", served.url).stdout)
    assert [preset["name"] for preset in presets if preset["on"]] == ["slow-cc"]
    assert run("fault", "preset", "slow-cc", "--off", "--url", served.url).returncode == 0
    assert "no faults" in run("fault", "list", "--url", served.url).stdout
    refused = run("fault", "preset", "slow-c", "--url", served.url)
    assert (refused.returncode, "did you mean 'slow-cc'?" in refused.stderr) == (2, True)
