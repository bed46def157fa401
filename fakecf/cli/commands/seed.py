"""`fakecf seed`: fixture documents, checked, explained and described."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

from fakecf.cli.options import as_json, print_json

if TYPE_CHECKING:
    from fakecf.seeds import Seed

T = TypeVar("T")


@click.group()
def seed() -> None:
    """Check, explain and describe fixture documents."""


@seed.command()
@click.argument("documents", nargs=-1, required=True, metavar="SEED...")
@as_json
def check(documents: tuple[str, ...], as_json: bool) -> None:
    """Say whether the documents make a foundation, and of what."""
    loaded = _loaded(documents)
    if as_json:
        print_json(loaded.summary)
        return
    for kind, count in loaded.summary.items():
        click.echo(f"{count:6} {kind}")


@seed.command()
@click.argument("documents", nargs=-1, required=True, metavar="SEED...")
@click.option("--below", default="", metavar="PATH", help="Only what is at or below this path.")
@as_json
def explain(documents: tuple[str, ...], below: str, as_json: bool) -> None:
    """Show every record's path, type and guid; the guids stay the same for ever."""
    from fakecf.seeds import explain as rows_of

    branch = below.rstrip("/")
    rows = [row for row in rows_of(_loaded(documents)) if not branch or f"{row.path}/".startswith(f"{branch}/")]
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    width = max((len(row.path) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row.path:<{width}}  {row.type:<13}  {row.guid}")


@seed.command()
def schema() -> None:
    """Print the JSON Schema of a document, for an editor."""
    from fakecf.seeds import schema as described

    print_json(described())


def _loaded(documents: tuple[str, ...]) -> "Seed":
    return _judged(lambda: _foundation_seed(documents))


def _foundation_seed(documents: tuple[str, ...]) -> "Seed":
    """Loaded and made into a foundation, so that its faults are judged as well."""
    from fakecf.foundation import Foundation
    from fakecf.seeds import load

    loaded = load(documents, now=datetime.now(UTC), environ=os.environ)
    Foundation(loaded).close()
    return loaded


def _judged(attempt: Callable[[], T]) -> T:
    from fakecf.seeds import SeedError

    try:
        return attempt()
    except SeedError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(2) from None
