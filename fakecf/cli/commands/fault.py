"""`fakecf fault`: make requests fail."""

import json
from typing import Any

import click

from fakecf.addresses import OF_CLIENTS
from fakecf.cli.completing import operations, presets
from fakecf.cli.nouns import Noun
from fakecf.cli.options import as_json, client, print_json, print_list, steering


@click.group(cls=Noun)
def fault() -> None:
    """Make requests fail, list what fails, stop it."""


@fault.command()
@click.argument("rule", nargs=-1, required=True, shell_complete=operations)
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
    nothing = "no faults; add one with: fakecf fault add downloads 502 x1"
    print_list(client(url, control_token).faults(), _line, nothing, as_json=as_json)


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


@fault.command()
@click.argument("request", nargs=-1, required=True, metavar="[METHOD] PATH")
@click.option(
    "--listener",
    type=click.Choice(OF_CLIENTS),
    default="api",
    show_default=True,
    help="Where it is asked.",
)
@click.option("--user", help="Whose token comes along.")
@click.option("--header", "headers", multiple=True, help="A further header: 'User-Agent: cf/8'.")
@steering
@as_json
def explain(
    request: tuple[str, ...],
    headers: tuple[str, ...],
    url: str,
    control_token: str | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Say which rules would strike a request, and for each criterion why or why not."""
    *method, path = request
    sent = {name.strip(): value.strip() for name, _, value in (header.partition(":") for header in headers)}
    method = method or ["GET"]
    explained = client(url, control_token).explain(path, " ".join(method), headers=sent, **how)
    if as_json:
        print_json(explained)
        return
    for rule in explained:
        click.echo(f"{rule['id']}  {'strikes' if rule['strikes'] else 'does not strike'}")
        for criterion in rule["criteria"]:
            mark = "+" if criterion["holds"] else "-"
            click.echo(f"  {mark} {criterion['name']}: wanted {criterion['wanted']}; found {criterion['found']}")
    if not explained:
        click.echo("no faults; add one with: fakecf fault add downloads 502 x1")


@fault.command()
@click.argument("name", required=False, shell_complete=presets)
@click.option("--for", "lifetime", help="For how long: 30s.")
@click.option("--off", is_flag=True, help="Switch it off.")
@steering
@as_json
def preset(
    name: str | None, lifetime: str | None, off: bool, url: str, control_token: str | None, as_json: bool
) -> None:
    """Switch the preset NAME on or off; without a NAME list them all."""
    steering_client = client(url, control_token)
    if name is None:
        _list_presets(steering_client.presets(), as_json)
    elif off:
        steering_client.switch_off(name)
    else:
        armed = steering_client.switch_on(name, lifetime)
        print_json(armed) if as_json else click.echo(f"{name} is on: {armed['says']}")


def _list_presets(presets: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(presets)
        return
    for known in presets:
        click.echo(f"{known['name']:<20} {'on ' if known['on'] else 'off'}  {known['says']}")


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
