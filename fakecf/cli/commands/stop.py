"""`fakecf stop`: the end of what `serve` started."""

import time

import click

from fakecf.cli.endings import CommandError
from fakecf.cli.options import client, steering

_PATIENCE = 5.0
_BETWEEN_LOOKS = 0.02


@click.command()
@steering
def stop(url: str, control_token: str | None) -> None:
    """End what `fakecf serve` started, in the background or not, and wait until it has gone.

    What another program started, a test for example, is left alone.
    """
    asked = client(url, control_token)
    pid = asked.stop()
    end = time.monotonic() + _PATIENCE
    while asked.ready():
        if time.monotonic() > end:
            raise CommandError(f"process {pid} was told to end, and still answers at {url}")
        time.sleep(_BETWEEN_LOOKS)
    click.echo(f"stopped process {pid}")
