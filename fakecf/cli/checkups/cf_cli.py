"""The cf CLI: is it there, and which API does it ask."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fakecf.cli.checkups.finding import Finding, note, ok, warning

_PATIENCE = 10


def check_cf(document: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Its version, and whether its target is the foundation of *document*."""
    program = shutil.which("cf")
    if program is None:
        yield note("cf", "there is no cf CLI on the PATH; only who uses it needs it")
        return
    yield _version(program)
    yield _target(document)


def _version(program: str) -> Finding:
    try:
        done = subprocess.run([program, "version"], capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return warning("cf", f"{program} does not run: {error}", f"{program} version")
    said = " ".join(done.stdout.split())
    if done.returncode != 0 or not said:
        return warning("cf", f"{program} does not tell its version", f"{program} version")
    return ok("cf", said)


def _target(document: Mapping[str, Any] | None) -> Finding:
    folder = Path(os.environ.get("CF_HOME") or Path.home())
    config = folder / ".cf" / "config.json"
    try:
        target = json.loads(config.read_bytes()).get("Target") or ""
    except (OSError, ValueError, AttributeError):
        target = ""
    if document is None:
        return note("cf", f"{config} targets {target or 'no API'}; there is no foundation to compare with")
    wanted = document["api_url"]
    if target.rstrip("/") == wanted:
        return ok("cf", f"{config} targets {target}")
    return warning("cf", f"{config} targets {target or 'no API'}, not {wanted}", f"cf api {wanted}")
