"""What fakecf itself needs of this machine."""

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from fakecf.cli.checkups.finding import Finding, ok, problem, warning

_MIB = 2**20
_SPACE = 512 * _MIB
_FILES = 4096  # 2,048 clients at a listener, each with a file of bits
_BOUND = re.compile(r"(>=|<=|==|<|>)\s*([\d.]+)")


def check_versions() -> Iterator[Finding]:
    """Python's, and that of moto, whose insides we use."""
    yield ok("versions", f"Python {platform.python_version()}")
    wanted = next((each for each in metadata.requires("fakecf") or () if each.startswith("moto")), "")
    try:
        found = metadata.version("moto")
    except metadata.PackageNotFoundError:
        found = "0"
    bounds = _BOUND.findall(wanted.partition(";")[0])
    if all(_holds(_numbers(found), sign, _numbers(bound)) for sign, bound in bounds):
        yield ok("versions", f"moto {found}")
    else:
        says = f"moto {found} is not what fakecf was made for: {wanted}"
        yield problem("versions", says, f"{sys.executable} -m pip install '{wanted}'")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _holds(found: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    return (found == bound and "=" in sign) or (found > bound and ">" in sign) or (found < bound and "<" in sign)


def check_folder() -> Iterator[Finding]:
    """Where uploads go."""
    wanted = os.environ.get("TMPDIR")
    try:
        folder = Path(tempfile.gettempdir())
    except OSError as error:
        yield problem("folder", f"there is none for temporary files: {error}", "export TMPDIR=$HOME")
        return
    if wanted and folder != Path(wanted).absolute():
        yield problem("folder", f"TMPDIR is {wanted}, where nothing can be written", f"export TMPDIR={folder}")
        return
    free = shutil.disk_usage(folder).free
    if free < _SPACE:
        says = f"{folder} has {free // _MIB} MiB left for uploads"
        yield warning("folder", says, "export TMPDIR=$HOME")
    else:
        yield ok("folder", f"{folder} can be written and has {free // _MIB} MiB left")


def check_files() -> Iterator[Finding]:
    """How many a process may open; `serve` takes as many as it is allowed."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most >= _FILES:
        yield ok("files", f"{'any number' if most == resource.RLIM_INFINITY else most} may be open at once")
    else:
        says = f"{most} may be open at once, too few for a thousand clients"
        yield warning("files", says, f"sudo prlimit --pid $$ --nofile={_FILES}")
