import json
import signal
import subprocess
import sys

import pytest
import requests

from fakecf.cli.commands.flows import _MARKS
from fakecf.journal.search import FLAGS


@pytest.fixture
def asked(served, run):
    """`asked(path)` asks the api, which has been asked nothing yet."""
    run("flows", "--clear", "--url", served.url)
    return lambda path, **headers: requests.get(f"{served.document['api_url']}{path}", headers=headers, timeout=5)


def test_flows_are_shown_and_forgotten(served, run):
    run("flows", "--clear", "--url", served.url)
    requests.get(f"{served.document['api_url']}/v3/nope", timeout=5)
    shown = run("flows", "--url", served.url).stdout
    assert "404 GET   /v3/nope" in shown
    found = json.loads(run("flows", "--status", "404", "--json", "--url", served.url).stdout)
    assert len(found) == 1
    run("flows", "--clear", "--url", served.url)
    assert run("flows", "--url", served.url).stdout == ""


def test_a_path_cannot_steer_the_terminal_or_pass_for_a_line(served, run):
    run("flows", "--clear", "--url", served.url)
    requests.get(f"{served.document['api_url']}/v3/%1b%5b31m%0aforged", timeout=5)
    shown = run("flows", "--url", served.url).stdout
    assert r"/v3/\x1b[31m\nforged" in shown
    assert len(shown.splitlines()) == 1


def test_every_flag_has_a_mark():
    assert set(_MARKS) == set(FLAGS)


def test_flows_are_marked_and_found_by_what_was_noticed(served, run, asked):
    for path in ("/v3/apps", "/v3/nope?token=x", "/v3/apps"):
        asked(path)
    shown = run("flows", "--url", served.url).stdout.splitlines()
    assert [line.split()[1] for line in shown] == ["api", "?u", "r"]
    found = run("flows", "--flag", "retried", "--path", "/v3/*", "--method", "GET", "--url", served.url).stdout
    assert found.strip() == shown[2].strip()


def test_what_nobody_read_is_named(served, run, asked):
    asked("/v3?inlcude=x")
    (shown,) = run("flows", "--flag", "unread", "--url", served.url).stdout.splitlines()
    assert shown.split()[1:3] == ["f", "api"]
    assert shown.endswith(" unread ?inlcude")


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        ((), "flow: "),
        (("--as", "curl"), "# "),
        (("--as", "har"), "{"),
        (("--as", "pytest"), "import "),
        (("--json",), "{"),
    ],
    ids=lambda options: " ".join(options) or "usual",
)
def test_a_flow_is_shown_in_any_form(served, run, asked, options, begins):
    asked("/v3/nope")
    (flow,) = json.loads(run("flows", "--json", "--url", served.url).stdout)
    shown = run("flow", flow["id"], *options, "--url", served.url)
    assert (shown.returncode, shown.stdout.startswith(begins), "/v3/nope" in shown.stdout) == (0, True, True)


def test_an_unknown_flow_or_form_is_told(served, run, asked):
    asked("/v3/nope")
    assert "there is no flow" in run("flow", 0, "--url", served.url).stderr
    (flow,) = json.loads(run("flows", "--json", "--url", served.url).stdout)
    refused = run("flow", flow["id"], "--as", "crul", "--url", served.url)
    assert (refused.returncode, "did you mean 'curl'?" in refused.stderr) == (2, True)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["lines", "json"])
def test_flows_are_followed_until_interrupted(served, asked, form):
    command = [sys.executable, "-m", "fakecf", "flows", "--follow", "--since", "0", "--path", "/v3/nope"]
    with subprocess.Popen([*command, *form, "--url", served.url], stdout=subprocess.PIPE, text=True) as following:
        for _ in range(2):
            asked("/v3/nope")
            line = following.stdout.readline()
            assert json.loads(line)["status"] == 404 if form else "404 GET   /v3/nope" in line
        following.send_signal(signal.SIGINT)
        assert following.wait(10) == 0
