"""The manual of the command line, as `docs/cli.md` has it: made from the commands, so that it cannot be wrong."""

from collections.abc import Iterable, Iterator

import click

from fakecf.cli.endings import CODES
from fakecf.cli.group import commands

_VARIABLES = {
    "FAKECF_URL": "`--url` of every command that asks a foundation",
    "FAKECF_FOUNDATION": "`--foundation` of the same",
    "FAKECF_CONTROL_TOKEN": "`--control-token` of the same, and of `serve`",
    "FAKECF_TLS": "`--tls` of `serve`",
    "FAKECF_<COMMAND>_<OPTION>": "any option of any command: `FAKECF_SERVE_API_PORT=0`",
}
_STEERING = ("--url", "--foundation", "--control-token")


def manual(made: str) -> str:
    """The page, with what it was *made* by below its title."""
    lines = [
        "# Command line",
        made,
        "What is asked for goes to standard output, everything else to standard error. Every command that reads",
        "takes `--json`. Whatever goes wrong is told in a sentence, with the nearest right word to a wrong one, and",
        "at its end a line `try:` with the next command to try. No colour is ever printed, whatever `NO_COLOR` says;",
        "on a terminal, what takes long shows for how long already. `source <(fakecf completion bash)` completes",
        "commands, options and names.",
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        *(f"| {code} | {meaning} |" for code, meaning in CODES.items()),
        "",
        "## Environment",
        "",
        "| variable | stands for |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in _VARIABLES.items()),
        "",
        "## Which foundation",
        "",
        "Every command that asks a running foundation takes these:",
        "",
        *_options(each for each in _leaf("clock show").params if each.opts[-1] in _STEERING),
        "",
    ]
    return "\n".join([*lines, *_sections(commands, click.Context(commands, info_name="fakecf"))]).rstrip()


def every_command(group: click.Group = commands, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, by its words: `fault add`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*above, name))
        elif command is not None:
            yield " ".join((*above, name)), command


def _leaf(path: str) -> click.Command:
    return dict(every_command())[path]


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for path, command in every_command(group):
        usage = " ".join(command.collect_usage_pieces(click.Context(command, parent=context)))
        own = [each for each in command.params if each.opts[-1] not in _STEERING or path == "serve"]
        options = list(_options(own))
        text = " ".join((command.help or "").split())
        yield from (f"## fakecf {path}", "", f"`fakecf {path} {usage}`", "", text, "")
        yield from (*options, "") if options else ()


def _options(parameters: Iterable[click.Parameter]) -> Iterator[str]:
    options = [each for each in parameters if isinstance(each, click.Option)]
    if not options:
        return
    yield from ("| option | meaning |", "|---|---|")
    for option in options:
        value = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
        choices = f" One of {', '.join(option.type.choices)}." if isinstance(option.type, click.Choice) else ""
        default = f" Default: `{option.default}`." if option.show_default else ""
        yield f"| `{', '.join(option.opts)}{value}` | {option.help}{choices}{default} |"
