import json

import pytest


@pytest.mark.parametrize("name", ["default", "lifecycles", "roles"])
def test_the_shipped_seeds_are_in_order(run, name):
    done = run("seed", "check", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert "apps" in done.stdout


def test_counts_come_as_json_too(run):
    assert json.loads(run("seed", "check", "default", "--json").stdout)["apps"] == 5


def test_every_mistake_is_named_at_its_place(run, tmp_path):
    (tmp_path / "bad.yml").write_text("fakecf: 1\norgs:\n  acme:\n    spacez: {}\nfaults:\n  - downlods 502\n", "utf-8")
    done = run("seed", "check", "bad.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert "bad.yml:4:5:" in done.stderr
    assert "did you mean 'spaces'?" in done.stderr


def test_a_fault_of_a_seed_that_could_never_strike_is_a_mistake_too(run, tmp_path):
    (tmp_path / "bad.yml").write_text("fakecf: 1\nfaults:\n  - downlods 502\n", "utf-8")
    done = run("seed", "check", "bad.yml", cwd=tmp_path)
    assert (done.returncode, "bad.yml:3:5:" in done.stderr) == (2, True)
    assert "did you mean 'downloads'?" in done.stderr


def test_explain_shows_paths_and_guids_that_stay_the_same(run):
    first, second = (run("seed", "explain", "default", "--json", "--below", "orgs").stdout for _ in range(2))
    assert first == second
    rows = json.loads(first)
    assert {row["type"] for row in rows} >= {"organizations", "spaces", "apps", "droplets"}
    assert all(row["path"].startswith("orgs/") for row in rows)
    assert len(run("seed", "explain", "default").stdout.splitlines()) > len(rows)


def test_below_a_path_is_not_beside_it(run, tmp_path):
    (tmp_path / "two.yml").write_text("fakecf: 1\norgs: {acme: , acme-two: }\n", "utf-8")
    for below in ("orgs/acme", "orgs/acme/"):
        rows = json.loads(run("seed", "explain", "two.yml", "--json", "--below", below, cwd=tmp_path).stdout)
        assert [row["path"] for row in rows] == ["orgs/acme"]


def test_the_schema_describes_a_document(run):
    schema = json.loads(run("seed", "schema").stdout)
    assert "orgs" in schema["$defs"]["Document"]["properties"]
