import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(sys.executable).with_name("fakecf")
FREE = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]


def fakecf(*arguments, cwd=None, stdin="", **environ):
    """Run the installed script to its end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAKECF_")}
    return subprocess.run(
        [SCRIPT, *map(str, arguments)],
        cwd=cwd,
        env={**clean, **environ},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def run():
    return fakecf


@contextmanager
def serving(folder, *arguments):
    """`fakecf serve` on free ports, told to end by its own pid."""
    ready = folder / "ready.json"
    command = [SCRIPT, "serve", *arguments, *FREE, f"--ready-file={ready}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        card = [running.stdout.readline()]
        while card[-1].strip() and running.poll() is None:
            card.append(running.stdout.readline())
        document = json.loads(ready.read_text("utf-8"))
        try:
            yield SimpleNamespace(card="".join(card), document=document, url=document["control_url"])
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(5) == 0


@pytest.fixture(scope="session")
def serve():
    return serving


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve")) as running:
        yield running


@pytest.fixture
def foreground(tmp_path):
    """`fakecf serve` and its control URL."""
    ready = tmp_path / "foreground.json"
    with subprocess.Popen([SCRIPT, "serve", *FREE, f"--ready-file={ready}"], stdout=subprocess.PIPE) as running:
        running.stdout.readline()
        yield running, json.loads(ready.read_text("utf-8"))["control_url"]
        running.terminate()


@pytest.fixture
def background(tmp_path):
    """`background()` starts `fakecf serve --detach`; whatever is still there at the end is ended by its pid."""
    pids = []

    def started(*arguments, detach=("--detach",), **environ):
        ready = tmp_path / "background.json"
        done = fakecf("serve", *detach, *FREE, f"--ready-file={ready}", *arguments, TMPDIR=str(tmp_path), **environ)
        assert (done.returncode, done.stderr) == (0, "")
        pid, log = re.search(r"process (\d+) goes on in the background; it logs to (.*)\n", done.stdout).groups()
        pids.append(int(pid))
        url = json.loads(ready.read_text("utf-8"))["control_url"]
        return SimpleNamespace(said=done.stdout, pid=int(pid), log=log, url=url)

    yield started
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
