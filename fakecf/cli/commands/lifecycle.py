"""`fakecf lifecycle`: builds, uploads, copies, deployments, tasks and jobs that are under way."""

from typing import Any

import click

from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, client, print_json, print_list, steering

_KIND = click.Choice(["builds", "packages", "droplets", "deployments", "tasks", "jobs"])


@click.group(cls=Noun)
def lifecycle() -> None:
    """Show what is under way, change how it ends, end it."""


@lifecycle.command(name="list")
@steering
@as_json
def list_(url: str, control_token: str | None, as_json: bool) -> None:
    """List what is under way."""
    print_list(client(url, control_token).lifecycles(), _line, "nothing is under way", as_json=as_json)


@lifecycle.command(name="set")
@click.argument("kind", metavar="TYPE", type=_KIND)
@click.argument("guid")
@click.argument("timing", nargs=-1, required=True)
@click.option("--ending", help="What it becomes: FAILED, FAILED: <reason>, or a good end.")
@steering
@as_json
def set_(kind: str, guid: str, timing: tuple[str, ...], ending: str | None, as_json: bool, **steer: Any) -> None:
    """Put something of TYPE (builds, packages, droplets, deployments, tasks, jobs) under way.

    TIMING is instant, 3 polls, 5s, held, or steps: "STAGING, FAILED: BuildpackCompileFailed".
    """
    _print(client(**steer).set_lifecycle(kind, guid, " ".join(timing), ending), as_json)


@lifecycle.command()
@click.argument("kind", metavar="TYPE", type=_KIND)
@click.argument("guid")
@click.option("--as", "ending", help="Another ending than it would have had: FAILED: StagerError.")
@steering
@as_json
def release(kind: str, guid: str, ending: str | None, as_json: bool, **steer: Any) -> None:
    """End what is under way now."""
    _print(client(**steer).release(kind, guid, ending), as_json)


def _print(status: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(status)
    else:
        click.echo(_line(status))


def _line(status: dict[str, Any]) -> str:
    steps = status["timing"]
    timing = steps if isinstance(steps, str) else ", ".join(steps)
    due = f", due {status['due']}" if status["due"] else ""
    thing = f"{status['type']}/{status['guid']}"
    return f"{thing}  {status['state']}  {timing}, {status['polls']} polled{due}; becomes {status['ending']}"
