import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from click.testing import CliRunner

from tests.conformance import floors, numbers
from tests.conformance.__main__ import main
from tests.conformance.tally import VERDICTS, Tally


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def differing(exchange):
    exchange["id"] = "spec/request/spaces_spec.rb:2[1:2]#1"
    exchange["response"]["body"] = exchange["response"]["body"].replace('"dev"', '"dex"')
    return exchange


@pytest.fixture
def recordings(record, differing):
    same = {**differing, "id": "spec/request/spaces_spec.rb:1[1:1]#1"}
    same["response"] = {**same["response"], "body": same["response"]["body"].replace('"dex"', '"dev"')}
    return record(same, differing).parent


def tally(**equal):
    made = Tally()
    for spec, count in equal.items():
        made.specs[spec] = Counter(equal=count)
    return made


@pytest.mark.parametrize("how", [(), ("--socket",)])
def test_a_run_prints_a_line_for_each_spec_file_and_the_first_difference_of_each_kind(recordings, how):
    result = run("--recordings", recordings, *how)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert re.split(r"  +", lines[0]) == ["spec", "total", *VERDICTS]
    assert lines[1].split() == ["spaces", "2", "1", "0", "1", "0", "0", "0"]
    assert lines[4:8] == [
        "1 x spaces.show: body /name (to be mended)",
        "    first in spec/request/spaces_spec.rb:2[1:2]#1",
        '    expected "dex"',
        '    got      "dev"',
    ]


def test_an_exchange_can_be_picked_by_its_id(recordings):
    assert run("--recordings", recordings, "--id", "rb:1[").output.splitlines()[1].split()[1:3] == ["1", "1"]


def test_differing_exchanges_are_shown_in_full(recordings):
    output = run("--recordings", recordings, "--show").output
    assert '-  "name": "dex",' in output
    assert '+  "name": "dev",' in output


def test_a_folder_without_recordings_is_said_so(tmp_path):
    result = run("--recordings", tmp_path / "none")
    assert result.exit_code == 2
    assert f"{tmp_path / 'none'} has no recordings" in result.stderr


def test_an_unknown_spec_file_is_said_so_with_those_there_are(recordings):
    result = run("--recordings", recordings, "--spec", "spacs")
    assert (result.exit_code, result.stderr) == (2, "no recording is called spacs; there are: spaces\n")


def test_floors_are_for_a_run_of_everything(recordings):
    assert run("--recordings", recordings, "--hold", "--spec", "spaces").exit_code == 2


def test_a_run_below_a_floor_fails(recordings):
    result = run("--recordings", recordings, "--hold")
    assert result.exit_code == 1
    assert f"spaces: 1 are equal, the floor is {floors.read_floors()['spaces']}" in result.output


def test_it_runs_as_a_module(recordings):
    command = [sys.executable, "-m", "tests.conformance", "--recordings", str(recordings)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("spec")


def test_floors_only_rise(tmp_path):
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"apps": 5, "builds": 5, "jobs": 5}))
    floors.raise_floors(tally(apps=4, builds=6, roles=1), file)
    assert floors.read_floors(file) == {"apps": 5, "builds": 6, "jobs": 5, "roles": 1}


def test_what_fell_and_what_rose_is_said():
    known = {"apps": 5, "builds": 5, "jobs": 5}
    measured = tally(apps=4, builds=6, jobs=5)
    assert list(floors.fallen(measured, known)) == ["apps: 4 are equal, the floor is 5"]
    assert list(floors.risen(measured, known)) == ["builds: 6 are equal, the floor of 5 can be raised"]


def test_numbers_that_are_not_those_measured_are_not_current(tmp_path):
    file = tmp_path / "conformance.json"
    assert not numbers.are_current(tally(apps=1), file)
    numbers.write(tally(apps=1), file)
    assert numbers.are_current(tally(apps=1), file)
    assert not numbers.are_current(tally(apps=2), file)
