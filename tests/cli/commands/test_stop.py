import time

import requests

from fakecf import Server


def test_what_serve_started_in_the_background_is_stopped_within_a_second(background, run, tmp_path):
    started = background(f"--pid-file={tmp_path / 'pid'}")
    begun = time.monotonic()
    stopped = run("stop", "--url", started.url)
    assert (stopped.returncode, stopped.stdout) == (0, f"stopped process {started.pid}\n")
    while (tmp_path / "pid").exists():
        assert time.monotonic() - begun < 1.5  # the command itself takes some of it
    again = run("stop", "--url", started.url)
    assert (again.returncode, again.stderr.splitlines()[-1]) == (3, "try: fakecf serve -d")


def test_what_serve_started_in_the_foreground_is_stopped_well(foreground, run):
    running, url = foreground
    assert run("stop", "--url", url).returncode == 0
    assert running.wait(5) == 0


def test_what_another_program_started_is_left_alone(run):
    with Server("default") as server:
        refused = run("stop", "--url", server.control_url)
        assert (refused.returncode, "only what `fakecf serve` started" in refused.stderr) == (2, True)
        assert refused.stderr.splitlines()[-1] == f"try: fakecf doctor --url {server.control_url}"
        assert requests.get(f"{server.api_url}/v3", timeout=5).status_code == 200
