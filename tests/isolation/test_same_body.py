"""The same test, in this process and against another; tests/docker runs it against a container."""

import json
import signal
import subprocess
import sys
from pathlib import Path

BODY = Path(__file__).with_name("same_body.py")
SCRIPT = Path(sys.executable).with_name("fakecf")
FREE = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]


def passes(*options):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(BODY), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "2 passed" in done.stdout, done.stdout


def test_it_passes_in_this_process():
    passes()


def test_it_passes_against_another_process(tmp_path):
    ready = tmp_path / "ready.json"
    with subprocess.Popen([SCRIPT, "serve", *FREE, f"--ready-file={ready}"], stdout=subprocess.PIPE) as running:
        running.stdout.readline()
        passes(f"--fakecf-url={json.loads(ready.read_text('utf-8'))['control_url']}")
        running.send_signal(signal.SIGTERM)
        assert running.wait(5) == 0
