"""What a shell may complete beside commands and options: names that the code or a running foundation knows."""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from fakecf.client import USUAL_URL, Client, ClientError
from fakecf.variables import CLIENTS


def presets(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Of faults."""
    from fakecf.faults import PRESETS

    return _beginning(PRESETS, begun)


def operations(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Only the first word of a rule is one."""
    from fakecf.foundation import Foundation

    if context.params.get("rule"):
        return []
    foundation = Foundation.from_seeds()
    names = {name for each in foundation.faults.operations for name in (each.name, *each.aliases)}
    return _beginning(sorted(names), begun)


def clients(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Those whose environment we know."""
    return _beginning(CLIENTS, begun)


def seeds(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The shipped ones, or else whatever file the shell knows; bash forgets what comes before a file."""
    from fakecf.seeds.loader import shipped

    return [CompletionItem(begun, type="file"), *map(CompletionItem, _beginning(shipped(), begun))]


def snapshots(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Those of the foundation that the options name; none where nothing runs."""
    try:
        kept = Client(context.params.get("url") or USUAL_URL, context.params.get("control_token")).snapshots()
    except ClientError:
        return []
    return _beginning((each["name"] for each in kept), begun)


def _beginning(names: Iterable[str], begun: str) -> list[str]:
    return [name for name in names if name.startswith(begun)]
