import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("fakecf")
_OURS = ("PROXY", "FAKECF_", "CF_HOME", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "TMPDIR")


@pytest.fixture
def doctor(tmp_path):
    """`doctor(check, variable="value")` is what the doctor finds of one check, and how it ends.

    *before* are the words of a command that it is run by. No port that it looks at is taken unless a test takes it.
    """

    def examined(check, *arguments, before=(), **environ):
        clean = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OURS)}
        clean = {name: value for name, value in clean.items() if not name.upper().endswith("_PROXY")}
        free = {f"FAKECF_SERVE_{name}_PORT": "0" for name in ("API", "UAA", "BLOBSTORE", "CONTROL")}
        usual = {"FAKECF_URL": "http://127.0.0.1:1", "CF_HOME": str(tmp_path), **free}
        done = subprocess.run(
            [*before, SCRIPT, "doctor", "--json", *arguments],
            env={**clean, **usual, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stderr == ""
        findings = json.loads(done.stdout)
        assert all("try" in each for each in findings if each["standing"] in ("problem", "warning"))
        assert done.returncode == (4 if any(each["standing"] == "problem" for each in findings) else 0)
        return [each for each in findings if each["check"] == check]

    return examined


@pytest.fixture
def in_a_room_of_its_own():
    """Runs `sh -c SCRIPT` where mounts are nobody else's business, with the doctor behind it."""
    probe = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("only root may mount")
    return lambda script: ("unshare", "-m", "sh", "-ec", f'{script}; exec "$@"', "sh")
