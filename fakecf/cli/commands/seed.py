"""`fakecf seed`: fixture documents, checked, explained and described."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from fakecf.cli.endings import USAGE, CommandError
from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, print_json
from fakecf.cli.patience import patience

if TYPE_CHECKING:
    from fakecf.seeds import Seed


@click.group(cls=Noun)
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
    """Made into a foundation as well, so that the faults are judged."""
    from fakecf.foundation import Foundation
    from fakecf.seeds import SeedError, load

    try:
        with patience(f"reading {', '.join(documents)}"):
            loaded = load(documents, now=datetime.now(UTC), environ=os.environ)
            Foundation(loaded).close()
    except SeedError as error:
        raise CommandError(str(error), code=USAGE) from None
    return loaded
