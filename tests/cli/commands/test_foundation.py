import json

import pytest
import requests


@pytest.fixture
def foundation(served, run):
    """`fakecf foundation`; none is left in the end."""
    yield lambda *words, **how: run("foundation", *words, "--url", served.url, **how)
    for each in json.loads(run("foundation", "list", "--json", "--url", served.url).stdout):
        run("foundation", "remove", each["id"], "--url", served.url)


def test_further_foundations_come_are_listed_and_go(foundation):
    assert foundation("list").stdout == "no further foundations; start one with: fakecf foundation add\n"
    assert foundation("add", "--name", "mine").stdout.startswith("mine  api http://localhost:")
    made = json.loads(foundation("add", "roles", "--json").stdout)
    assert made["seeds"] == ["document"]
    assert requests.get(f"{made['api_url']}/v3", timeout=5).ok
    assert [line.partition("  ")[0] for line in foundation("list").stdout.splitlines()] == ["mine", made["id"]]
    assert foundation("remove", "mine").returncode == 0
    assert [each["id"] for each in json.loads(foundation("list", "--json").stdout)] == [made["id"]]


def test_every_other_command_is_about_one_of_them(foundation, served, run):
    foundation("add", "--name", "mine")
    run("fault", "add", "downloads", "502", "--url", served.url, "--foundation", "mine")
    for name, count in (("mine", 1), (None, 0)):
        option = ["--foundation", name] if name else []
        assert len(json.loads(run("fault", "list", "--json", "--url", served.url, *option).stdout)) == count


def test_a_document_is_sent_with_what_it_includes(foundation, tmp_path):
    tmp_path.joinpath("own.yml").write_text("fakecf: 1\ninclude: more.yml\norgs: {mine: }\n", "utf-8")
    tmp_path.joinpath("more.yml").write_text("fakecf: 1\nusers: {alice: alice}\n", "utf-8")
    made = json.loads(foundation("add", tmp_path / "own.yml", "--json").stdout)
    state = requests.get(f"{made['control_url']}/state", timeout=5).json()["records"]
    assert [org["name"] for org in state["organizations"]] == ["mine"]
    assert "alice" in [user["username"] for user in state["uaa_users"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remove", "mime"), "there is no further foundation 'mime'; did you mean 'mine'?"),
        (("add", "--name", "mine"), "there is a foundation 'mine' already"),
        (("add", "rolls"), "no shipped seed has this name"),
    ],
)
def test_what_cannot_be_is_refused(foundation, words, said):
    foundation("add", "--name", "mine")
    done = foundation(*words)
    assert (done.returncode, said in done.stderr) == (2, True)
    assert "try: fakecf foundation " in done.stderr


@pytest.mark.parametrize("ports", ["9100", "9100-", "a-b", "9147-9100", "1-70000"])
def test_a_range_of_ports_that_is_none_is_refused(run, ports):
    done = run("serve", "--further-ports", ports)
    assert (done.returncode, "is no range of ports; write 9100-9147" in done.stderr) == (2, True)
