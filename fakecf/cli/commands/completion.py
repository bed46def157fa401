"""`fakecf completion`: what makes a shell complete our commands."""

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", metavar="SHELL", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for SHELL (bash, zsh, fish): `source <(fakecf completion bash)`.

    It completes commands, options, operations, presets, clients and saved states.
    """
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click has all three
    click.echo(made(context.find_root().command, {}, "fakecf", "_FAKECF_COMPLETE").source())
