import socket
import time
from pathlib import Path

import requests


def test_it_goes_on_and_tells_its_card_its_process_and_its_log(background):
    started = background()
    assert started.said.startswith("fakecf is ready\n")
    assert f"process {started.pid} goes on in the background; it logs to {started.log}" in started.said
    assert requests.get(f"{started.url}/v1/health/ready", timeout=5).status_code == 200


def test_a_pid_file_and_a_log_with_nothing_in_it_are_there_as_long_as_it_serves(background, run, tmp_path):
    started = background(f"--pid-file={tmp_path / 'pid'}")
    assert (tmp_path / "pid").read_text("utf-8") == f"{started.pid}\n"
    assert run("stop", "--url", started.url).returncode == 0
    end = time.monotonic() + 2
    while (tmp_path / "pid").exists() or Path(started.log).exists():
        assert time.monotonic() < end


def test_its_log_goes_on_in_the_file_that_was_named(background, tmp_path):
    log = tmp_path / "fakecf.log"
    log.write_text("before\n", "utf-8")
    started = background(f"--log-file={log}")
    assert started.log == str(log)
    assert log.read_text("utf-8") == "before\n"


def test_what_keeps_it_from_starting_is_told_as_in_the_foreground(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ("--detach", f"--uaa-port={port}", "--api-port=0", "--blobstore-port=0", "--control-port=0")
        refused = run("serve", *arguments, TMPDIR=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"the uaa listener cannot have 127.0.0.1:{port}: Address already in use" in refused.stderr
    assert refused.stderr.splitlines()[-1] == "try: fakecf serve --uaa-port 0"
    assert list(tmp_path.iterdir()) == []


def test_a_log_file_is_for_the_background(run):
    refused = run("serve", "--log-file=x")
    assert (refused.returncode, "--log-file is for --detach" in refused.stderr) == (2, True)


def test_it_can_be_asked_for_in_the_environment(background):
    assert background(detach=(), FAKECF_SERVE_DETACH="1").said.startswith("fakecf is ready\n")
