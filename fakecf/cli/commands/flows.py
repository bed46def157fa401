"""`fakecf flows` and `fakecf flow`: what was asked."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import click

from fakecf.addresses import OF_CLIENTS
from fakecf.cli.options import as_json, client, print_json, steering
from fakecf.client import Client

F = TypeVar("F", bound=Callable[..., Any])

_MARKS = {
    "token_relayed": "!",
    "token_in_query": "?",
    "expired_token_used": "x",
    "retried": "r",
    "abandoned": "a",
    "unknown": "u",
    "unserved": "n",
    "uncaught": "e",
    "unread": "f",
}


def _filters(function: F) -> F:
    """The criteria of a search."""
    options = [
        click.option("--operation", help="Only those of an operation: droplets.download, apps.*"),
        click.option("--status", type=int, help="Only those with this status."),
        click.option("--method", help="Only those with this method: GET."),
        click.option("--path", help="Only those with this path: /v3/apps/*"),
        click.option("--listener", type=click.Choice(OF_CLIENTS), help="Only those asked here."),
        click.option("--since", type=int, help="Only those after the exchange with this id."),
        click.option("--fault", help="Only those that this fault rule struck, * for any."),
        click.option("--user", help="Only those of this user."),
        click.option("--client", help="Only those of this OAuth client."),
        click.option("--flag", type=click.Choice(list(_MARKS)), help="Only those of which this was noticed."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@_filters
@click.option("--follow", is_flag=True, help="Show each exchange when it is over, until interrupted.")
@click.option("--clear", is_flag=True, help="Forget everything.")
@steering
@as_json
def flows(follow: bool, clear: bool, url: str, control_token: str | None, as_json: bool, **filters: Any) -> None:
    """Show what was asked, hop by hop.

    `!` marks an OAuth token that came along to the blobstore, `?` a token in a query, `x` an expired one, `r` a request
    that was asked again after a failure, `a` an answer that the client left, `u` a route that does not exist, `n` one
    that fakecf does not serve, `e` an error of fakecf's own, `f` fields or parameters that nobody read, whose names
    follow.
    """
    asked = client(url, control_token)
    if clear:
        asked.clear_flows()
    elif follow:
        _follow(asked, filters, as_json=as_json)
    elif as_json:
        print_json(asked.flows(**filters))
    else:
        for flow in asked.flows(**filters):
            for exchange in flow["exchanges"]:
                click.echo(_line(exchange))


@click.command()
@click.argument("number", type=int, metavar="FLOW")
@click.option("--as", "as_", help="For another tool: curl, har, pytest, yaml.")
@steering
@as_json
def flow(number: int, as_: str | None, url: str, control_token: str | None, as_json: bool) -> None:
    """Show FLOW, the number at the beginning of a line of `fakecf flows`, readable unless another form is wanted."""
    asked = client(url, control_token)
    if as_json:
        print_json(asked.flow(number))
    else:
        click.echo(asked.flow(number, as_ or "yaml"), nl=False)


def _follow(asked: Client, filters: dict[str, Any], *, as_json: bool) -> None:
    """Interrupting it is how it ends well."""
    shown = json.dumps if as_json else _line
    with suppress(KeyboardInterrupt):
        for exchange in asked.follow(dropped=_tell_of_dropped, **filters):
            click.echo(shown(exchange))


def _tell_of_dropped(count: int) -> None:
    click.echo(f"fakecf: {count} exchanges came too fast to be shown", err=True)


def _line(exchange: dict[str, Any]) -> str:
    marks = "".join(mark for flag, mark in _MARKS.items() if exchange[flag])
    sent = f"{exchange['bytes_sent']}/{exchange['content_length']}" if exchange["content_length"] else ""
    struck = f" by {exchange['fault']}" if exchange["fault"] else ""
    status, flow = exchange["status"] or "-", exchange["flow"]
    where = f"{flow:>4} {marks:<1} {exchange['listener']:<9} {status:>3} {exchange['method']:<5}"
    unread = (
        f" unread {', '.join(name or 'the whole body' for name in exchange['unread'])}" if exchange["unread"] else ""
    )
    line = f"{where} {exchange['path']} {sent}{struck}{unread}".rstrip()
    # a client's path may hold line ends and what steers a terminal
    return line.encode("unicode_escape").decode("ascii")
