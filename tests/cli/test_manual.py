import json
import re
from pathlib import Path

import pytest

from fakecf.cli.manual import every_command, manual

TESTS = Path(__file__).parent.rglob("test_*.py")
COMMANDS = dict(every_command())


@pytest.fixture(scope="module")
def words():
    """All tests of the command line, with nothing between the words of a command but a space."""
    text = "\n".join(path.read_text("utf-8") for path in TESTS)
    return re.sub(r"[\"'(,\s]+", " ", text)


# fixtures that put the words in front: `clock("advance")`
@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_occurs_in_a_test(words, path):
    assert re.search(rf"\b{path}\b", words), f"no test runs `fakecf {path}`"


def test_the_manual_has_every_command_with_every_option():
    page = manual("")
    for path, command in COMMANDS.items():
        assert f"\n## fakecf {path}\n" in page
        for option in (name for parameter in command.params for name in parameter.opts if name.startswith("--")):
            assert f"{option}" in page


READING = [
    ("fault", "list"),
    ("fault", "preset"),
    ("fault", "explain", "/v3/apps"),
    ("flows",),
    ("clock", "show"),
    ("lifecycle", "list"),
    ("foundation", "list"),
    ("state", "list"),
    ("state", "export"),
    ("token", "dev"),
    ("env", "cf"),
    ("doctor",),
    ("seed", "check", "default"),
    ("seed", "explain", "default"),
    ("seed", "schema"),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_every_command_that_reads_prints_json_alone(run, served, words):
    option = () if words in (("state", "export"), ("seed", "schema")) else ("--json",)
    done = run(*words, *option, FAKECF_URL=served.url)
    assert done.stderr == ""
    assert json.loads(done.stdout) is not None
