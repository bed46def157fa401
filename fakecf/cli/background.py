"""A server that goes on when the command that started it has ended."""

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click

_MARK = "FAKECF_IN_BACKGROUND"


def take_mark() -> str | None:
    """None in the foreground; in the background the path of the log that was made for it, empty for a named one."""
    return os.environ.pop(_MARK, None)


def start(log: Path | None) -> None:
    """Run this very command in the background until it is ready; its card is printed here, or else its errors.

    What it says is its standard error, which goes to *log*; its standard output is ours until it lets go of it. Raises
    click's Exit with its code where it ends early.
    """
    path = _own_log() if log is None else log
    with path.open("a", encoding="utf-8") as said:
        already = said.tell()
        running = subprocess.Popen(  # noqa: S603 - the command that was called
            [sys.executable, *sys.orig_argv[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, _MARK: "" if log else str(path)},
            start_new_session=True,
        )
    assert running.stdout is not None  # noqa: S101 - a pipe
    try:
        card = running.stdout.read().decode()
    except KeyboardInterrupt:
        running.terminate()
        raise
    if not card:
        code = running.wait()
        click.echo(path.read_bytes()[already:], err=True, nl=False)
        if log is None:
            path.unlink(missing_ok=True)
        raise click.exceptions.Exit(code)
    click.echo(card, nl=False)
    click.echo(f"\nprocess {running.pid} goes on in the background; it logs to {path}")


def let_go() -> None:
    """What is said from here on goes to the log; whoever reads our standard output has the whole of it."""
    sys.stdout.flush()
    with suppress(OSError):
        os.dup2(2, 1)


def forget_empty_log(mark: str) -> None:
    """At the end, where one was made and nothing was ever said."""
    if mark and Path(mark).exists() and not Path(mark).stat().st_size:
        Path(mark).unlink()


def _own_log() -> Path:
    number, path = tempfile.mkstemp(prefix="fakecf-", suffix=".log")
    os.close(number)
    return Path(path)
