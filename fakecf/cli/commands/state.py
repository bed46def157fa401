"""`fakecf state`: what a foundation holds, saved and loaded, exported and imported, reset."""

import click

from fakecf.cli.completing import snapshots
from fakecf.cli.documents import STANDARD, is_yaml, read_document, write_document
from fakecf.cli.endings import USAGE, CommandError
from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, client, print_json, steering
from fakecf.cli.patience import patience
from fakecf.client import ClientError


@click.group(cls=Noun)
def state() -> None:
    """Save, load, export, import, reset what a foundation holds."""


@state.command()
@click.argument("name", shell_complete=snapshots)
@steering
@as_json
def save(name: str, url: str, control_token: str | None, as_json: bool) -> None:
    """Keep the present moment as NAME: state, blobs, faults and their counters, time.

    It lasts as long as the server; `export` is for longer.
    """
    kept = client(url, control_token).save_snapshot(name)
    print_json(kept) if as_json else click.echo(f"saved {name}: {kept['records']} records at {kept['moment']}")


@state.command()
@click.argument("name", shell_complete=snapshots)
@steering
@as_json
def load(name: str, url: str, control_token: str | None, as_json: bool) -> None:
    """Go back to the moment that was saved as NAME."""
    kept = client(url, control_token).restore_snapshot(name)
    print_json(kept) if as_json else click.echo(f"loaded {name}: {kept['records']} records at {kept['moment']}")


@state.command(name="list")
@steering
@as_json
def list_(url: str, control_token: str | None, as_json: bool) -> None:
    """List what was saved."""
    found = client(url, control_token).snapshots()
    if as_json:
        print_json(found)
        return
    width = max((len(each["name"]) for each in found), default=0)
    for each in found:
        click.echo(f"{each['name']:<{width}}  {each['records']} records at {each['moment']}")
    if not found:
        click.echo("nothing is saved; save the present moment with: fakecf state save before")


@state.command()
@click.argument("name", shell_complete=snapshots)
@steering
def delete(name: str, url: str, control_token: str | None) -> None:
    """Forget what was saved as NAME."""
    client(url, control_token).remove_snapshot(name)


@state.command()
@click.argument("file", default=STANDARD, type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--yaml", "wants_yaml", is_flag=True, help="YAML also where FILE does not end in .yml or .yaml.")
@steering
def export(file: str, wants_yaml: bool, url: str, control_token: str | None) -> None:
    """Write all records, as one flat document, to FILE or to standard output; JSON unless it is to be YAML.

    The blobs are not in it.
    """
    with patience("exporting"):
        write_document(client(url, control_token).state(), file, as_yaml=wants_yaml or is_yaml(file))


@state.command(name="import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@steering
def import_(file: str, url: str, control_token: str | None) -> None:
    """Replace all records by those of FILE, JSON or YAML; - is standard input."""
    with patience("importing"):
        document = read_document(file)
        try:
            client(url, control_token).replace_state(document)
        except ClientError as error:
            if error.problem is None:
                raise
            reason = "\n".join(f"{file}: {line}" for line in str(error).splitlines())
            raise CommandError(reason, code=USAGE) from None
    click.echo(f"imported {sum(map(len, document['records'].values()))} records")


@state.command()
@click.option("--scope", metavar="SCOPE,...", help="Only some of: state, faults, flows, clock.")
@steering
def reset(scope: str | None, url: str, control_token: str | None) -> None:
    """Go back to the beginning, as the seed said: all of it, or some SCOPEs. What was saved stays saved."""
    client(url, control_token).reset(*(scope.split(",") if scope is not None else ()))
