import pytest


def test_the_help_lists_every_command(run):
    done = run("--help")
    assert done.returncode == 0
    for command in ("serve", "seed", "fault", "flows", "token", "wait", "env"):
        assert f"  {command}" in done.stdout


def test_a_wrong_command_is_answered_with_the_nearest(run):
    done = run("sreve")
    assert (done.returncode, "Did you mean 'serve'?" in done.stderr) == (2, True)


def test_the_version_is_told(run):
    assert run("--version").stdout.startswith("fakecf, version ")


@pytest.mark.parametrize("command", [("fault", "list"), ("flows",), ("token", "dev"), ("env", "cf")])
def test_where_nothing_runs_every_command_says_how_to_start_one(run, command):
    done = run(*command, "--url", "http://127.0.0.1:1")
    assert done.returncode == 3
    assert "start one with: fakecf serve" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["", "foo", "localhost:9021", "http://localhost:abc", "ftp://localhost", "http://a b"])
def test_what_is_no_url_is_refused_with_one_that_is(run, url):
    done = run("fault", "list", "--url", url)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "such as http://localhost:9021" in " ".join(done.stderr.split())
