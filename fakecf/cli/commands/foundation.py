"""`fakecf foundation`: further foundations in the server that runs."""

from typing import Any

import click

from fakecf.addresses import OF_CLIENTS
from fakecf.cli.completing import seeds as known_seeds
from fakecf.cli.documents import sendable
from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, client, print_json, print_list, steering


@click.group(cls=Noun)
def foundation() -> None:
    """Start, list and end further foundations in the server that runs.

    Each has ports, state, faults, flows and a clock of its own. Every other command is about one of them with
    `--foundation NAME`.
    """


@foundation.command()
@click.argument("seeds", nargs=-1, metavar="[SEED]...", shell_complete=known_seeds)
@click.option("--name", help="What to call it; a free name unless given.")
@steering
@as_json
def add(seeds: tuple[str, ...], name: str | None, url: str, control_token: str | None, as_json: bool) -> None:
    """Start one from SEEDs (names of shipped ones or paths; the server's own if none)."""
    made = client(url, control_token).add_foundation(sendable(seeds), name)
    print_json(made) if as_json else click.echo(_line(made))


@foundation.command(name="list")
@steering
@as_json
def list_(url: str, control_token: str | None, as_json: bool) -> None:
    """List them."""
    nothing = "no further foundations; start one with: fakecf foundation add"
    print_list(client(url, control_token).foundations(), _line, nothing, as_json=as_json)


@foundation.command()
@click.argument("name")
@steering
def remove(name: str, url: str, control_token: str | None) -> None:
    """End the one called NAME, and let go of its ports."""
    client(url, control_token).remove_foundation(name)


def _line(made: dict[str, Any]) -> str:
    urls = "  ".join(f"{listener} {made[f'{listener}_url']}" for listener in OF_CLIENTS)
    return f"{made['id']}  {urls}"
