"""`fakecf coverage`: which routes were asked."""

from typing import Any

import click

from fakecf.cli.options import as_json, client, print_json, steering


@click.command()
@click.option("--operation", help="Only those of an operation: droplets.download, apps.*")
@click.option("--unserved", is_flag=True, help="Only those that fakecf does not serve.")
@click.option("--unasked", is_flag=True, help="Only those that were not asked, or only where a fault struck.")
@steering
@as_json
def coverage(
    operation: str | None, unserved: bool, unasked: bool, url: str, control_token: str | None, as_json: bool
) -> None:
    """Show every route, how often it was asked, and what was answered.

    The first column says how often it was asked, the second how often of these a fault struck: what a fault answers
    covers nothing. It counts since the start, the last reset, or `fakecf flows --clear`.
    """
    chosen = {"served": False if unserved else None, "asked": False if unasked else None}
    found = client(url, control_token).coverage(operation=operation, **chosen)
    if as_json:
        print_json(found)
        return
    for each in found["operations"]:
        click.echo(_line(each))
    click.echo(f"{found['served']} of {found['known']} served; {found['asked']} asked")


def _line(route: dict[str, Any]) -> str:
    struck = f"{route['struck']}!" if route["struck"] else ""
    name = route["operation"] or "not served"
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(route["statuses"].items()))
    where = f"{route['listener']:<9} {route['method']:<6} {route['path']}"
    return f"{route['asked']:>5} {struck:>4} {where:<78} {name} {statuses}".rstrip()
