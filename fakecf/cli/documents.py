"""Documents in files: written whole or not at all, read as JSON or YAML; `-` is standard input or output."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fakecf.cli.endings import USAGE, CommandError

STANDARD = "-"
_LARGEST_YAML = 15 * 2**20


def write_whole(path: Path, text: str, option: str | None = None) -> None:
    """The whole file or none; raises BadParameter naming the *option* that named it."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, "utf-8")
        os.replace(part, path)  # noqa: PTH105 - replace is what makes it whole at once
    except OSError as error:
        raise click.BadParameter(f"cannot write {path}: {error.strerror}", param_hint=option) from None


def is_yaml(file: str) -> bool:
    """Whether its name says so."""
    return file.lower().endswith((".yml", ".yaml"))


def write_document(document: Any, file: str, *, as_yaml: bool) -> None:
    """To a file or to standard output."""
    text = _yaml(document) if as_yaml else json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if as_yaml and len(text.encode()) > _LARGEST_YAML:
        reason = f"as YAML it is larger than {_LARGEST_YAML // 2**20} MiB, the most that can be read again"
        raise CommandError(reason, code=USAGE, then="fakecf state export state.json")
    if file == STANDARD:
        click.echo(text, nl=False)
    else:
        write_whole(Path(file), text, "FILE")


def read_document(file: str) -> Any:
    """The document, JSON or YAML as its name says, or else as it begins; raises CommandError with its place."""
    name = "standard input" if file == STANDARD else file
    try:
        body = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
    except OSError as error:
        raise click.BadParameter(f"cannot read {file}: {error.strerror}", param_hint="FILE") from None
    if is_yaml(file) or not body.lstrip().startswith((b"{", b"\xef\xbb\xbf{")):
        return _read_yaml(body, name)
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise CommandError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}", code=USAGE) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"{name}: not JSON: {error}", code=USAGE) from None


def sendable(seeds: Sequence[str]) -> list[Any]:
    """Seeds for a server that does not see the files here: shipped ones by name, others with all that is in them."""
    from fakecf.seeds import SeedError, portable

    try:
        return [portable(seeds, environ=os.environ)] if seeds else []
    except SeedError as error:
        raise CommandError(str(error), code=USAGE) from None


def _read_yaml(body: bytes, name: str) -> Any:
    from fakecf.seeds import SeedError, read_yaml

    try:
        return read_yaml(body)
    except SeedError as error:
        raise CommandError(str(error).replace("the document", name), code=USAGE) from None


def _yaml(document: Any) -> str:
    """YAML that reads as the same under 1.1 and 1.2: text that does not begin with a letter stands in quotes."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, _: Any) -> bool:
            return True

    def quoted(dumper: Any, text: str) -> Any:
        style = None if text[:1].isalpha() else "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", text.replace("${", "$${"), style=style)

    Dumper.add_representer(str, quoted)
    return str(yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10**6))
