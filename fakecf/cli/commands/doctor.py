"""`fakecf doctor`: what keeps clients and a foundation apart."""

import click
import msgspec

from fakecf.cli.checkups.cf_cli import check_cf
from fakecf.cli.checkups.finding import Finding
from fakecf.cli.checkups.foundation import check_foundation
from fakecf.cli.checkups.machine import check_files, check_folder, check_versions
from fakecf.cli.checkups.network import check_names, check_proxies
from fakecf.cli.checkups.ports import check_ports
from fakecf.cli.endings import CHECK_FAILED
from fakecf.cli.options import as_json, client, print_json, steering


@click.command()
@steering
@as_json
def doctor(url: str, control_token: str | None, as_json: bool) -> None:
    """Check what keeps clients and a foundation apart; 0 when there is no problem, 4 when there is one.

    Nobody is asked but this machine, its resolver, and the foundation at the URL.
    """
    about, document = check_foundation(client(url, control_token))
    findings = [
        *about,
        *check_ports(document),
        *check_proxies(),
        *check_names(),
        *check_cf(document),
        *check_versions(),
        *check_folder(),
        *check_files(),
    ]
    if as_json:
        print_json(msgspec.to_builtins(findings))
    else:
        for finding in findings:
            _show(finding)
    if any(finding.standing == "problem" for finding in findings):
        raise click.exceptions.Exit(CHECK_FAILED)


def _show(finding: Finding) -> None:
    click.echo(f"{finding.standing:<8} {finding.check:<11} {finding.says}")
    if finding.then is not None:
        click.echo(f"{'':<20} try: {finding.then}")
