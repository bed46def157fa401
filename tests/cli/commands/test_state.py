import json

import pytest
import requests


@pytest.fixture
def state(served, run):
    return lambda *words, **how: run("state", *words, "--url", served.url, **how)


@pytest.fixture
def names(served, run):
    """The apps that there are."""
    token = run("token", "admin", "--url", served.url).stdout.strip()

    def listed():
        url = f"{served.document['api_url']}/v3/apps"
        found = requests.get(url, headers={"Authorization": f"bearer {token}"}, timeout=5).json()
        return [each["name"] for each in found["resources"]]

    return listed


def empty(state):
    assert state("import", "-", stdin='{"fakecf": 1, "records": {}}').stdout == "imported 0 records\n"


def test_a_moment_is_saved_listed_loaded_and_deleted(state, names):
    assert state("list").stdout.startswith("nothing is saved")
    before = names()
    assert state("save", "before").stdout.startswith("saved before: ")
    assert json.loads(state("save", "again", "--json").stdout)["name"] == "again"
    state("import", "-", stdin=json.dumps(without_apps(state)))
    assert names() == []
    assert state("load", "before").stdout.startswith("loaded before: ")
    assert names() == before
    assert json.loads(state("load", "before", "--json").stdout)["name"] == "before"
    assert [each["name"] for each in json.loads(state("list", "--json").stdout)] == ["before", "again"]
    assert state("list").stdout.startswith("before  ")
    assert [state("delete", name).returncode for name in ("before", "again")] == [0, 0]
    assert json.loads(state("list", "--json").stdout) == []


def without_apps(state):
    document = json.loads(state("export").stdout)
    kept = ("organizations", "spaces", "uaa_users", "uaa_clients", "users", "roles", "clock_settings")
    document["records"] = {kind: rows for kind, rows in document["records"].items() if kind in kept}
    return document


def test_a_name_that_is_not_known_is_answered_with_the_nearest_and_the_command_that_has_it(state, served):
    state("save", "before")
    refused = state("load", "befroe")
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [
        "fakecf: there is no snapshot 'befroe'; did you mean 'before'?",
        f"try: fakecf state load before --url {served.url}",
    ]
    assert f"try: fakecf state list --url {served.url}" in state("delete", "xyz").stderr
    assert state("save", "a b").returncode == 2
    state("delete", "before")


@pytest.mark.parametrize("name", ["all.json", "all.yml", "all.YAML"])
def test_what_is_exported_is_imported_the_same(state, tmp_path, name):
    before = state("export").stdout
    assert state("export", tmp_path / name).stdout == ""
    assert (tmp_path / name).read_text("utf-8").startswith("{" if name.endswith("json") else "fakecf: 1\nrecords:\n")
    empty(state)
    assert state("import", tmp_path / name).stdout.startswith("imported ")
    assert state("export").stdout == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


AWKWARD = [
    "1e5",
    "yes",
    "null",
    "~",
    "12:30",
    "0x1F",
    "${HOME}",
    "$${x",
    "",
    " a ",
    "a: b #c",
    "- a",
    "a\nb\n%c",
    "é\u2028🎈",
]


def test_text_that_looks_like_something_else_stays_text_in_yaml(state, tmp_path):
    document = json.loads(state("export").stdout)
    document["records"]["organizations"][0]["annotations"] = {f"k{number}": each for number, each in enumerate(AWKWARD)}
    assert state("import", "-", stdin=json.dumps(document)).returncode == 0
    told = state("export", "--yaml").stdout
    assert state("import", "-", stdin=told).returncode == 0
    assert json.loads(state("export").stdout) == document
    assert state("reset").returncode == 0


def test_every_wrong_record_is_named_with_its_file_and_place(state, tmp_path):
    document = json.loads(state("export").stdout)
    document["records"]["apps"][0]["nmae"] = "web"
    document["records"]["apps"][1]["name"] = 7
    document["records"]["spaces"][0].pop("guid")
    document["records"]["appz"] = []
    (tmp_path / "bad.json").write_text(json.dumps(document), "utf-8")
    refused = state("import", "bad.json", cwd=tmp_path)
    said = refused.stderr
    assert refused.returncode == 2
    for place in ("apps/0/nmae", "apps/1/name", "spaces/0", "appz"):
        assert f"fakecf: bad.json: /records/{place}: " in said, said
    assert "did you mean 'name'?" in said
    assert "did you mean 'apps'?" in said
    assert json.loads(state("export").stdout)["records"]["apps"][1]["name"] != 7


REFUSED = {
    "cut.json": ('{"fakecf": 1,\n "records": {', "cut.json:2:14: not JSON: "),
    "cut.yml": ("fakecf: 1\nrecords: [", "cut.yml:"),
    "none.json": ('{"fakecf": 1}', "none.json: "),
    "two.json": ('{"fakecf": 2, "records": {}}', "two.json: /fakecf: must be 1"),
    "list.yml": ("[]", "list.yml: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_document_is_refused_at_its_place(state, tmp_path, name):
    text, said = REFUSED[name]
    (tmp_path / name).write_text(text, "utf-8")
    refused = state("import", name, cwd=tmp_path)
    assert (refused.returncode, said in refused.stderr, "Traceback" in refused.stderr) == (2, True, False), refused
    assert "\ntry: fakecf " in refused.stderr


def test_a_file_that_cannot_be_read_or_written_is_named(state):
    for verb in ("import", "export"):
        refused = state(verb, "/nowhere/state.json")
        assert (refused.returncode, "/nowhere/state.json: No such file" in refused.stderr) == (2, True), refused.stderr


def test_a_reset_is_of_all_or_of_some(state, run, served):
    run("fault", "add", "downloads", "502", "--url", served.url)
    empty(state)
    assert state("reset", "--scope", "faults,flows").returncode == 0
    assert json.loads(run("fault", "list", "--json", "--url", served.url).stdout) == []
    assert "organizations" not in json.loads(state("export").stdout)["records"]
    assert state("reset").returncode == 0
    assert "organizations" in json.loads(state("export").stdout)["records"]
    refused = state("reset", "--scope", "faults,flowz")
    assert refused.returncode == 2
    assert f"try: fakecf state reset --scope faults,flows --url {served.url}" in refused.stderr
