"""The group of all commands, each imported when it is called, and how they end."""

import importlib
import sys
from collections.abc import Sequence

import click

from fakecf import __version__
from fakecf.cli.endings import FAILURE, end
from fakecf.cli.nouns import Noun
from fakecf.client import ClientError

# command: the module that has it, and its one line in the overview
_COMMANDS = {
    "serve": ("serve", "Start a foundation and serve until stopped."),
    "stop": ("stop", "End what `serve` started."),
    "wait": ("ask", "Wait until a foundation is ready."),
    "doctor": ("doctor", "Check what keeps clients and a foundation apart."),
    "seed": ("seed", "Check, explain and describe fixture documents."),
    "fault": ("fault", "Make requests fail, list what fails, stop it."),
    "flows": ("flows", "Show what was asked, hop by hop."),
    "flow": ("flows", "Show one flow, also as curl, HAR, YAML or a test."),
    "coverage": ("coverage", "Show which routes were asked, and which are served."),
    "token": ("ask", "Print a token without a login."),
    "clock": ("clock", "Show, freeze, set or advance the time."),
    "foundation": ("foundation", "Start, list and end further foundations in the server."),
    "state": ("state", "Save, load, export, import, reset what a foundation holds."),
    "lifecycle": ("lifecycle", "Show what is under way, change how it ends, end it."),
    "env": ("env", "Print what a client needs in its environment."),
    "completion": ("completion", "Print a script that completes commands in a shell."),
}


class Commands(Noun):
    """Looks a command up by name and imports it."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"fakecf.cli.commands.{_COMMANDS[name][0]}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.command(cls=Commands, context_settings={"auto_envvar_prefix": "FAKECF", "help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fakecf")
def commands() -> None:
    """A whole fake Cloud Foundry on this machine."""


def main() -> None:
    """Run the command line and exit with one of `endings.CODES`."""
    try:
        sys.exit(commands.main(prog_name="fakecf", standalone_mode=False))
    except (click.ClickException, ClientError) as error:
        sys.exit(end(error, sys.argv[1:], _path(sys.argv[1:])))
    except click.Abort:
        sys.exit(FAILURE)


def _path(words: Sequence[str]) -> str:
    """The command that the *words* name, as far as they name one: `fault add`."""
    context = click.Context(commands)
    names: list[str] = []
    group: click.Command | None = commands
    for word in words:
        group = group.get_command(context, word) if isinstance(group, click.Group) else None
        if group is None:
            break
        names.append(word)
    return " ".join(names)
