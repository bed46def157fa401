"""`fakecf clock`: the foundation's time."""

from typing import Any

import click

from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, client, print_json, steering


class _Clock(Noun):
    """Without a further word it shows the time."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        bare = not args or (args[0].startswith("-") and args[0] not in self.get_help_option_names(ctx))
        return super().parse_args(ctx, ["show", *args] if bare else args)


@click.group(cls=_Clock)
def clock() -> None:
    """Show, freeze, set or advance the time."""


@clock.command()
@steering
@as_json
def show(url: str, control_token: str | None, as_json: bool) -> None:
    """Show what time it is."""
    _print(client(url, control_token).clock(), as_json)


@clock.command()
@click.argument("moment", required=False)
@steering
@as_json
def freeze(moment: str | None, url: str, control_token: str | None, as_json: bool) -> None:
    """Let time stand still, now or at a MOMENT: 2026-01-31T12:00:00Z."""
    _print(client(url, control_token).set_clock(freeze=moment or True), as_json)


@clock.command(name="set")
@click.argument("moment")
@steering
@as_json
def set_(moment: str, url: str, control_token: str | None, as_json: bool) -> None:
    """Let time go on from a MOMENT: 2026-01-31T12:00:00Z."""
    _print(client(url, control_token).set_clock(set=moment), as_json)


@clock.command()
@click.argument("duration")
@steering
@as_json
def advance(duration: str, url: str, control_token: str | None, as_json: bool) -> None:
    """Let a DURATION pass at once: 15m, 12h, 30d."""
    _print(client(url, control_token).advance_clock(duration), as_json)


@clock.command()
@steering
@as_json
def live(url: str, control_token: str | None, as_json: bool) -> None:
    """Go with the machine's clock again."""
    _print(client(url, control_token).set_clock(live=True), as_json)


def _print(status: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(status)
    else:
        click.echo(f"{status['now']}  {_how(status)}")


def _how(status: dict[str, Any]) -> str:
    if status["frozen"]:
        return "frozen"
    return f"{status['ahead']:+.0f}s from the machine's clock" if status["ahead"] else "live"
