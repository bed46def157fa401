"""The wheel in an environment of its own, with nothing but it and pytest."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]


def run(*command, cwd):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, cwd=cwd).stdout


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The folder of the environment's programs."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    run(sys.executable, "-m", "venv", folder / "alone", cwd=folder)
    (wheel,) = folder.glob("fakecf-*.whl")
    pip = (folder / "alone" / "bin" / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "requirements.lock")
    run(*pip, wheel, "pytest>=9", cwd=folder)
    return folder / "alone" / "bin"


def test_the_pytest_example_of_the_readme_passes(alone, tmp_path):
    example = re.search(
        r"<!-- test: pytest -->\n```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    tmp_path.joinpath("test_example.py").write_text(example[1], "utf-8")
    assert "2 passed" in run(alone / "python", "-m", "pytest", "-q", cwd=tmp_path)


def test_its_fixtures_and_options_explain_themselves(alone, tmp_path):
    fixtures = run(alone / "python", "-m", "pytest", "--fixtures", cwd=tmp_path)
    assert "A fake Cloud Foundry of the test's own, running on free ports." in fixtures
    assert "--fakecf-chaos=PRESET" in run(alone / "python", "-m", "pytest", "--help", cwd=tmp_path)


def test_it_brings_the_shipped_seeds(alone, tmp_path):
    assert "organizations" in run(alone / "fakecf", "seed", "check", "default", "lifecycles", "roles", cwd=tmp_path)
