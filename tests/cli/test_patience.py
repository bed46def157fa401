import os
import pty
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("fakecf")


def test_on_a_terminal_what_takes_long_shows_for_how_long_and_is_wiped_away(tmp_path):
    seed = "fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: 4000, droplets_each: 1}}}}}\n"
    (tmp_path / "large.yml").write_text(seed, "utf-8")
    ours, theirs = pty.openpty()
    command = [SCRIPT, "seed", "check", "large.yml", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path, check=True, timeout=60)
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert said.startswith("\rreading large.yml: ")
    assert said.endswith(" \r")
    assert b'"apps": 4000' in done.stdout


def test_elsewhere_nothing_is_said(run):
    assert run("seed", "check", "volume").stderr == ""
