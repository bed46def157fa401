import socket

import pytest

from fakecf import Server
from fakecf.cli.endings import CODES

REFUSED = {
    ("sreve", "default"): "fakecf serve default",
    ("fault", "lst"): "fakecf fault list",
    ("fault", "list", "--jsn"): "fakecf fault list --json",
    ("serve", "--hosst=x"): "fakecf serve --host=x",
    ("lifecycle", "set", "bulids", "x", "held"): "fakecf lifecycle set builds x held",
    ("flows", "--flag", "retryed"): "fakecf flows --flag retried",
    ("seed", "check", "defualt"): "fakecf seed check default",
    ("seed", "check", "xyzzy"): "fakecf seed schema",
    ("clock", "advance"): "fakecf clock advance --help",
    ("token", "--url"): "fakecf token --help",
    ("--versoin",): "fakecf --version",
    ("zzz",): "fakecf --help",
    ("serve", "--advertise", "apo=http://x"): "fakecf serve --advertise api=http://x",
    ("serve", "xyzzy", "--api-port=0"): "fakecf seed check xyzzy",
    ("state", "import", "/nowhere"): "fakecf state import --help",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_ends_with_the_next_command_to_try(run, words):
    refused = run(*words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1] == f"try: {REFUSED[words]}"
    assert all(line.startswith(("fakecf: ", "try: ")) for line in refused.stderr.splitlines())


ASKED = {
    ("fault", "add", "downlods", "502"): "fakecf fault add downloads 502",
    ("fault", "add", "downlods 502 x2"): "fakecf fault add 'downloads 502 x2'",
    ("fault", "clear", "f_99"): "fakecf fault list",
    ("fault", "preset", "slow-c"): "fakecf fault preset slow-cc",
    ("flow", "77"): "fakecf flows",
    ("token", "deb"): "fakecf token dev",
    ("env", "pyton"): "fakecf env python",
    ("lifecycle", "release", "builds", "x"): "fakecf lifecycle list",
    ("clock", "advance", "soon"): "fakecf clock advance --help",
}


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_a_foundation_refuses_ends_with_it_too(run, served, words):
    refused = run(*words, FAKECF_URL=served.url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1] == f"try: {ASKED[words]}"


def test_a_long_list_of_what_is_allowed_does_not_fill_the_screen(run, served):
    said = run("fault", "add", "downlods", "502", "--url", served.url).stderr
    assert "did you mean 'downloads'?; allowed: " in said
    assert len(said) < 1500
    assert " more\n" in said


def test_a_command_with_a_secret_is_not_repeated(run, served):
    refused = run("token", "deb", "--control-token", "hush", "--url", served.url)
    assert refused.stderr.splitlines()[-1] == "try: fakecf token --help"


def test_a_port_of_another_fakecf_is_told_with_the_command_that_ends_it(run):
    with Server("default") as other:
        ports = [f"--{name}-port={getattr(other.foundation.addresses, name)}" for name in ("api", "control")]
        refused = run("serve", *ports, "--uaa-port=0", "--blobstore-port=0")
        control = other.foundation.addresses.control
    assert f"end it with: fakecf stop --url http://localhost:{control}" in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith("try: fakecf serve --api-port 0 --uaa-port 0 ")


def test_a_port_of_another_program_is_told_with_the_one_that_is_free(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", f"--api-port={taken.getsockname()[1]}", "--control-port=0")
    assert "Another program has it." in refused.stderr
    assert refused.stderr.splitlines()[-1] == "try: fakecf serve --api-port 0"


def test_a_foundation_is_one_of_several_where_it_is_named(run, served):
    for how in ({"FAKECF_FOUNDATION": "nowhere"}, {}):
        option = () if how else ("--foundation", "nowhere")
        refused = run("clock", "show", *option, "--url", served.url, **how)
        assert (refused.returncode, "nowhere" in refused.stderr) == (2, True)


def test_the_codes_are_those_that_scripts_know():
    assert list(CODES) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("words", [(), ("fault",), ("state",)], ids=["", "fault", "state"])
def test_without_a_verb_the_help_is_shown(run, words):
    shown = run(*words)
    assert (shown.returncode, shown.stdout.startswith("Usage: fakecf")) == (0, True)


def test_nothing_is_ever_coloured(run, served):
    for words in (("--help",), ("fault", "preset", "--url", served.url), ("sreve",), ("doctor", "--url", served.url)):
        done = run(*words, FORCE_COLOR="1", CLICOLOR_FORCE="1")
        assert "\x1b" not in done.stdout + done.stderr
