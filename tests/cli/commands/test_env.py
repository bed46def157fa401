import json
import os
import pty
import subprocess
import sys

import pytest
import requests
from dotenv import dotenv_values

from fakecf.variables import CLIENTS

AWKWARD = {"single": "it's", "double": 'a "b"', "dollar": "$HOME $(id) `id`", "newline": "a\nb", "space": " \\ "}


@pytest.fixture
def awkward(serve, tmp_path, request):
    """A foundation whose only user has that password."""
    seed = {"fakecf": 1, "users": {"a user": {"password": request.param}}}
    (tmp_path / "awkward.yml").write_text(json.dumps(seed), "utf-8")
    with serve(tmp_path, str(tmp_path / "awkward.yml")) as running:
        yield running


def seen(exports, *names):
    """What a shell holds in these variables once it evaluated that, or nothing where it has none."""
    script = 'eval "$1"; exec "$2" -c "import json, os; print(json.dumps(dict(os.environ)))"'
    shell = ["bash", "-euc", script, "bash", exports, sys.executable]
    holds = json.loads(subprocess.run(shell, capture_output=True, text=True, check=True).stdout)
    return [holds.get(name) for name in names]


@pytest.mark.parametrize("awkward", AWKWARD.values(), ids=AWKWARD, indirect=True)
def test_a_shell_holds_what_a_seed_says_whatever_it_is(awkward, run, request):
    exports = run("env", "cf", "--url", awkward.url).stdout
    password = request.node.callspec.params["awkward"]
    login = ["a user", password]
    assert seen(exports, "CF_API", "CF_USERNAME", "CF_PASSWORD") == [awkward.document["api_url"], *login]
    undone = run("env", "cf", "--unset").stdout
    assert seen(exports + undone, "CF_API", "CF_USERNAME", "CF_PASSWORD") == [None, None, None]


@pytest.mark.parametrize("awkward", [AWKWARD["double"], "a#b $HOME=c"], indirect=True)
def test_a_dotenv_file_is_read_as_it_was_meant(awkward, run, tmp_path, request):
    (tmp_path / ".env").write_text(run("env", "cf", "--format", "dotenv", "--url", awkward.url).stdout, "utf-8")
    read = dotenv_values(tmp_path / ".env")
    assert (read["CF_USERNAME"], read["CF_PASSWORD"]) == ("a user", request.node.callspec.params["awkward"])


@pytest.mark.parametrize(
    ("awkward", "syntax", "named"),
    [
        (AWKWARD["single"], "dotenv", '"\'"'),
        ("$${HOME}", "dotenv", "'${'"),
        (AWKWARD["space"], "dotenv", "'\\\\'"),
        (AWKWARD["newline"], "dotenv", "'\\n'"),
        (AWKWARD["newline"], "github", "'\\n'"),
        ("a\0b", "shell", "'\\x00'"),
        ("a\0b", "fish", "'\\x00'"),
    ],
    indirect=["awkward"],
)
def test_what_a_format_cannot_write_is_refused_by_name(awkward, run, syntax, named):
    refused = run("env", "cf", "--format", syntax, "--url", awkward.url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"the value of CF_PASSWORD holds {named}, which {syntax} cannot write" in refused.stderr


@pytest.mark.parametrize("awkward", ["it's \\ $HOME \u2019"], indirect=True)
@pytest.mark.parametrize(
    ("syntax", "line"),
    [
        ("fish", "set -gx CF_PASSWORD 'it\\'s \\\\ $HOME \u2019'"),
        ("powershell", "$env:CF_PASSWORD = 'it''s \\ $HOME \u2019\u2019'"),
        ("github", "CF_PASSWORD=it's \\ $HOME \u2019"),
        ("json", '  "CF_PASSWORD": "it\'s \\\\ $HOME \u2019"'),
    ],
)
def test_each_format_quotes_in_its_own_way(awkward, run, syntax, line):
    assert line in run("env", "cf", "--format", syntax, "--url", awkward.url).stdout.splitlines()


@pytest.mark.parametrize("client", CLIENTS)
def test_json_is_what_the_control_api_says(served, run, client):
    said = requests.get(f"{served.url}/v1/env", params={"client": client}, timeout=5).json()
    printed = run("env", client, "--json", "--url", served.url)
    assert (json.loads(printed.stdout), printed.stderr) == (said, "")
    assert run("env", client, "--format", "json", "--url", served.url).stdout == printed.stdout


@pytest.mark.parametrize(
    ("syntax", "line"),
    [("shell", "unset CF_API"), ("fish", "set -e CF_API"), ("powershell", "Remove-Item Env:CF_API -ErrorAction")],
)
def test_what_undoes_it_needs_nothing_that_runs(run, syntax, line):
    done = run("env", "curl", "--unset", "--format", syntax, "--url", "http://127.0.0.1:1")
    assert done.stdout.startswith(line)
    assert len(done.stdout.splitlines()) == len(CLIENTS["curl"])


@pytest.mark.parametrize("syntax", ["dotenv", "github", "json"])
def test_what_is_no_shell_has_nothing_that_undoes_it(run, syntax):
    refused = run("env", "cf", "--unset", "--format", syntax)
    assert (refused.returncode, "those that can: shell, fish, powershell" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "meant"),
    [(("pyton",), "python"), (("terrafrom", "--unset"), "terraform"), (("cf", "--format", "fsh"), "fish")],
)
def test_a_wrong_word_is_answered_with_the_nearest(served, run, words, meant):
    refused = run("env", *words, "--url", served.url)
    assert (refused.returncode, f"did you mean '{meant}'?" in refused.stderr) == (2, True)


def test_the_help_names_every_client(run):
    said = run("env", "--help").stdout
    assert [client for client in CLIENTS if client not in said] == []


def at_a_terminal(folder, *arguments, stdout=subprocess.PIPE):
    """What goes to standard output, and what a person reads who has no more than standard error on the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "fakecf", "env", *arguments]
    done = subprocess.run(command, cwd=folder, stdout=stdout or theirs, stderr=theirs, timeout=60, check=True)
    os.write(theirs, b"\nend\n")
    read = b""
    while not read.endswith(b"end\r\n"):
        read += os.read(ours, 4096)
    os.close(ours)
    os.close(theirs)
    return (done.stdout or b"").decode(), read.decode()


def test_a_person_is_told_how_to_fetch_the_ca_until_it_is_there(serve, tmp_path):
    with serve(tmp_path, "--tls", "api") as running:
        ca = tmp_path / "fakecf-ca.pem"
        exports, hint = at_a_terminal(tmp_path, "cf", "--url", running.url)
        assert hint.startswith(f"# first: curl -so {ca} {running.url}/v1/ca.pem")
        assert seen(exports, "SSL_CERT_FILE") == [str(ca)]
        ca.write_text("there", "utf-8")
        assert at_a_terminal(tmp_path, "cf", "--url", running.url)[1].strip() == "end"
        exports, _ = at_a_terminal(tmp_path, "cf", "--url", running.url, "--ca-file", "mine.pem")
        assert seen(exports, "SSL_CERT_FILE") == [str(tmp_path / "mine.pem")]


def test_a_person_who_sees_the_variables_is_told_how_a_shell_takes_them(served, tmp_path):
    _, screen = at_a_terminal(tmp_path, "go", "--format", "fish", "--url", served.url, stdout=None)
    assert f"# fakecf env go --format fish --url {served.url} | source" in screen


def test_without_tls_no_client_is_told_to_trust_anything(served, run):
    for client in CLIENTS:
        told = json.loads(run("env", client, "--json", "--url", served.url).stdout)
        assert [name for name in told if name.endswith(("_FILE", "_BUNDLE", "_VALIDATION"))] == []
