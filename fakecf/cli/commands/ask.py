"""Commands that ask a running foundation: `wait`, `token`."""

from typing import Any

import click

from fakecf.cli.endings import CommandError
from fakecf.cli.options import as_json, client, print_json, steering
from fakecf.cli.patience import patience
from fakecf.client import ClientError
from fakecf.words import duration


@click.command()
@click.option("--timeout", default="20s", show_default=True, help="How long to wait.")
@steering
def wait(timeout: str, url: str, control_token: str | None) -> None:
    """Wait until the foundation is ready; 0 when it is, 1 when it did not get so in time."""
    with patience(f"waiting for {url}"):
        if not client(url, control_token).ready(_seconds(timeout)):
            raise CommandError(f"nothing was ready at {url} within {timeout}")


@click.command()
@click.argument("user", required=False)
@click.option("--client", "client_id", help="The client it is issued to; without USER the client's own token.")
@click.option("--scope", "scopes", multiple=True, help="A scope instead of the user's own.")
@click.option("--lifetime", help="How long it lasts: 10m.")
@click.option("--broken", help="Spoil it: expired, wrong-key, alg-none, truncated, refresh.")
@click.option("--header", is_flag=True, help="Print it as an Authorization header has it.")
@steering
@as_json
def token(
    url: str, control_token: str | None, scopes: tuple[str, ...], header: bool, as_json: bool, **wanted: Any
) -> None:
    """Print a token for USER without a login."""
    minted = client(url, control_token).token(scopes=list(scopes) or None, **wanted)
    if as_json:
        print_json(minted)
    else:
        click.echo(minted["authorization" if header else "access_token"])


def _seconds(text: str) -> float:
    try:
        return duration(text).total_seconds()
    except ValueError as error:
        raise ClientError(str(error)) from None
