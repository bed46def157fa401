"""`fakecf env`: what a client needs to find a foundation, as its shell or tool reads it."""

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from fakecf.cli.completing import clients
from fakecf.cli.options import as_json, client, one_of, steering
from fakecf.cli.syntaxes import FORMATS, SYNTAXES, exported, unset
from fakecf.client import ClientError
from fakecf.variables import CA_FILE, CLIENTS


@click.command()
@click.argument("name", metavar="CLIENT", callback=one_of("client", CLIENTS), shell_complete=clients)
@click.option(
    "--format",
    "syntax",
    metavar="|".join(FORMATS),
    default="shell",
    show_default=True,
    callback=one_of("format", FORMATS),
    help="Who is to read it.",
)
@click.option("--unset", "forget", is_flag=True, help="Print what undoes it instead; nothing needs to run for that.")
@click.option(
    "--ca-file",
    metavar="FILE",
    type=Path,
    default=CA_FILE,
    show_default=True,
    help="Where you keep the CA of a foundation that speaks TLS.",
)
@steering
@as_json
def env(name: str, syntax: str, forget: bool, ca_file: Path, as_json: bool, **foundation: Any) -> None:
    """Print what CLIENT needs in its environment, and nothing else: eval "$(fakecf env cf)".

    CLIENT is cf, curl, python, go, java, terraform or aws.
    """
    syntax = "json" if as_json else syntax
    ca_path = str(ca_file.absolute())
    try:
        text = unset(syntax, CLIENTS[name]) if forget else exported(syntax, client(**foundation).env(name, ca_path))
    except ValueError as error:
        raise ClientError(str(error)) from None
    click.echo(text)
    if sys.stderr.isatty():
        _hint(syntax, ca_path if ca_path in text and not ca_file.exists() else None, foundation["url"])


def _hint(syntax: str, missing_ca: str | None, url: str) -> None:
    """What is still to be done, for a person: on standard error, so that what is evaluated stays clean."""
    if missing_ca is not None:
        click.echo(f"# first: curl -so {shlex.quote(missing_ca)} {shlex.quote(f'{url}/v1/ca.pem')}", err=True)
    if sys.stdout.isatty() and syntax in SYNTAXES:
        command = shlex.join(["fakecf", *sys.argv[1:]])
        click.echo(f"# {SYNTAXES[syntax].use.format(command=command)}", err=True)
