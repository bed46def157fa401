"""What is told while something takes long."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

_STEP = 0.5


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Show on a terminal what goes on and for how long already, and wipe it away at the end; tell nobody else."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    ticking = threading.Thread(target=_tick, args=(what, over), name="fakecf-patience", daemon=True)
    ticking.start()
    try:
        yield
    finally:
        over.set()
        ticking.join()


def _tick(what: str, over: threading.Event) -> None:
    begun, line = time.monotonic(), ""
    while not over.wait(_STEP):
        line = f"{what}: {time.monotonic() - begun:.0f} s"
        click.echo(f"\r{line}", nl=False, err=True)
    if line:
        click.echo(f"\r{' ' * len(line)}\r", nl=False, err=True)
