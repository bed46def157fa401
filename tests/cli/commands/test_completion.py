import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(sys.executable).parent


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(run, shell):
    done = run("completion", shell)
    assert (done.returncode, "_FAKECF_COMPLETE" in done.stdout) == (0, True)


def test_another_shell_is_refused_with_the_nearest(run):
    refused = run("completion", "bsh")
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (2, "try: fakecf completion bash")


@pytest.fixture
def completed():
    """What bash makes of a line that ends where Tab is pressed."""

    def press(line, **environ):
        words = line.split(" ")
        script = (
            'source <(fakecf completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
            '_fakecf_completion fakecf; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            ["bash", "-c", script, "bash", *words],
            env={**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", **environ},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.split()

    return press


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("fakecf st", ["stop", "state"]),
        ("fakecf fault pr", ["preset"]),
        ("fakecf fault list --js", ["--json"]),
        ("fakecf fault preset slow-c", ["slow-cc"]),
        ("fakecf fault add downl", ["downloads"]),
        ("fakecf fault add downloads 50", []),
        ("fakecf env py", ["python"]),
        ("fakecf completion z", ["zsh"]),
        ("fakecf seed ex", ["explain"]),
    ],
)
def test_bash_completes_commands_options_and_names(completed, line, found):
    assert completed(line) == found


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_bash_completes_shipped_seeds_and_what_was_saved(completed, served, run):
    assert completed("fakecf serve life") == ["lifecycles"]
    run("state", "save", "before", "--url", served.url)
    assert completed("fakecf state load be", FAKECF_URL=served.url) == ["before"]
    run("state", "delete", "before", "--url", served.url)
    assert completed("fakecf state load be", FAKECF_URL="http://127.0.0.1:1") == []
