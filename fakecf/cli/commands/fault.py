"""`fakecf fault`: make requests fail."""

import json
from typing import Any

import click

from fakecf.cli.options import as_json, client, print_json, steering


@click.group()
def fault() -> None:
    """Make requests fail, list what fails, stop it."""


@fault.command()
@click.argument("rule", nargs=-1, required=True)
@steering
@as_json
def add(rule: tuple[str, ...], url: str, control_token: str | None, as_json: bool) -> None:
    """Arm a RULE: `downloads 502 x2`, or an object as JSON."""
    armed = client(url, control_token).add_fault(_written(" ".join(rule)))
    if as_json:
        print_json(armed)
        return
    click.echo(_line(armed))
    for warning in armed["warnings"]:
        click.echo(f"  {warning}", err=True)


@fault.command(name="list")
@steering
@as_json
def list_(url: str, control_token: str | None, as_json: bool) -> None:
    """List the rules, in the order in which they are asked."""
    rules = client(url, control_token).faults()
    if as_json:
        print_json(rules)
        return
    for rule in rules:
        click.echo(_line(rule))
    if not rules:
        click.echo("no faults; add one with: fakecf fault add downloads 502 x1")


@fault.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@steering
def clear(ids: tuple[str, ...], url: str, control_token: str | None) -> None:
    """Remove the rules of those IDs, or all of them."""
    steering_client = client(url, control_token)
    for guid in ids:
        steering_client.remove_fault(guid)
    if not ids:
        steering_client.clear_faults()


def _written(text: str) -> Any:
    if not text.startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"the rule is not JSON: {error}") from None


def _line(rule: dict[str, Any]) -> str:
    standing = rule["state"] if rule["remaining"] is None else f"{rule['state']}, {rule['remaining']} to come"
    parts = {name: rule[name] for name in ("on", "match", "when", "do") if rule.get(name)}
    return f"{rule['id']:<5} {standing:<18} hit {rule['hits']}  {json.dumps(parts)}"
