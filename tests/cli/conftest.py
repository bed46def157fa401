import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

FREE = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]


def fakecf(*arguments, cwd=None, **environ):
    """Run the command to its end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAKECF_")}
    return subprocess.run(
        [sys.executable, "-m", "fakecf", *map(str, arguments)],
        cwd=cwd,
        env={**clean, **environ},
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
    command = [sys.executable, "-m", "fakecf", "serve", *arguments, *FREE, f"--ready-file={ready}"]
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
