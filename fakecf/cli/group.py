"""The group of all commands, each imported when it is called, and how they end."""

import importlib
import sys

import click

from fakecf import __version__
from fakecf.client import ClientError, NotRunningError
from fakecf.words import nearest

# command: the module that has it, and its one line in the overview
_COMMANDS = {
    "serve": ("serve", "Start a foundation and serve until stopped."),
    "wait": ("ask", "Wait until a foundation is ready."),
    "seed": ("seed", "Check, explain and describe fixture documents."),
    "fault": ("fault", "Make requests fail, list what fails, stop it."),
    "flows": ("flows", "Show what was asked, hop by hop."),
    "flow": ("flows", "Show one flow, also as curl, HAR, YAML or a test."),
    "coverage": ("coverage", "Show which routes were asked, and which are served."),
    "token": ("ask", "Print a token without a login."),
    "clock": ("clock", "Show, freeze, set or advance the time."),
    "lifecycle": ("lifecycle", "Show what is under way, change how it ends, end it."),
    "env": ("ask", "Print what a client needs in its environment."),
}

FAILURE = 1
USAGE = 2
NOT_RUNNING = 3


class Commands(click.Group):
    """Looks a command up by name, imports it, and names the nearest one to a wrong word."""

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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            meant = nearest(args[0], _COMMANDS)
            hint = f" Did you mean {meant!r}?" if meant else " See: fakecf --help"
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"auto_envvar_prefix": "FAKECF", "help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fakecf")
def commands() -> None:
    """A whole fake Cloud Foundry on this machine."""


def main() -> None:
    """Run the command line and exit: 0 well, 1 failed, 2 wrong usage or input, 3 nothing is running."""
    try:
        sys.exit(commands.main(prog_name="fakecf", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(FAILURE)
    except NotRunningError as error:
        _say(str(error))
        sys.exit(NOT_RUNNING)
    except ClientError as error:
        _say(str(error))
        sys.exit(USAGE)


def _say(text: str) -> None:
    click.echo(f"fakecf: {text}", err=True)
