"""`fakecf serve`: a foundation in the foreground."""

import json
import os
import secrets
import shutil
import sys
from pathlib import Path

import click

from fakecf.config import Config

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PORT = click.IntRange(0, 65535)


def _pairs(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    wrong = next((value for value, (_, equals, _) in zip(values, pairs, strict=True) if not equals), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} has no '='; write {option.metavar}")
    return {name: value for name, _, value in pairs}


@click.command()
@click.argument("seeds", nargs=-1, metavar="[SEED]...")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--api-port", type=_PORT, default=9022, show_default=True, help="0 takes a free one.")
@click.option("--uaa-port", type=_PORT, default=9023, show_default=True)
@click.option("--blobstore-port", type=_PORT, default=9024, show_default=True)
@click.option("--control-port", type=_PORT, default=9021, show_default=True)
@click.option("--ready-file", type=click.Path(dir_okay=False, path_type=Path), help="Written as JSON once ready.")
@click.option("--allowed-host", multiple=True, help="Another Host name to answer to; .name takes all below it.")
@click.option(
    "--advertise", multiple=True, metavar="LISTENER=URL", callback=_pairs, help="The URL links name for a listener."
)
@click.option(
    "--blobstore-name",
    multiple=True,
    metavar="CALLER=NAME",
    callback=_pairs,
    help="The blobstore's host name for callers that call the API by another.",
)
@click.option(
    "--control-token", help="The token that the control API wants; off loopback one is made if none is given."
)
def serve(seeds: tuple[str, ...], host: str, ready_file: Path | None, **given: object) -> None:
    """Start a foundation from SEEDs (names of shipped ones or paths; `default` if none) and serve it."""
    config = Config(
        seeds=seeds or ("default",),
        host=host,
        allowed_hosts=given.pop("allowed_host"),  # type: ignore[arg-type]
        advertise=given.pop("advertise"),  # type: ignore[arg-type]
        blobstore_names=given.pop("blobstore_name"),  # type: ignore[arg-type]
        control_token=_control_token(host, given.pop("control_token")),
        **given,  # type: ignore[arg-type]
    )
    _run(config, ready_file)


def _control_token(host: str, given: object) -> str | None:
    """Off loopback the control API is never open."""
    if host in _LOOPBACK or given is not None:
        return str(given) if given is not None else None
    made = secrets.token_hex(16)
    click.echo(f"control token: {made}")
    return made


def _program() -> str:
    """How we were called, where the plain name would not be found: out of an environment that is not active."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "fakecf" and shutil.which("fakecf") is None else "fakecf"


def _run(config: Config, ready_file: Path | None) -> None:
    from fakecf.cli.card import card
    from fakecf.seeds import SeedError
    from fakecf.server import ListenError, Server
    from fakecf.server import serve as serve_until_stopped

    def ready(server: Server) -> None:
        if ready_file is not None:
            _write(ready_file, json.dumps(server.foundation.document()))
        click.echo(card(server.foundation, _program()))
        server.foundation.blobs.warm()

    try:
        serve_until_stopped(config, ready=ready)
    except SeedError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(2) from None
    except ListenError as error:
        raise click.UsageError(
            f"{error}. Choose another with --{_listener(str(error))}-port, or 0 for a free one."
        ) from None


def _listener(refusal: str) -> str:
    return next(name for name in ("api", "uaa", "blobstore", "control") if f"the {name} listener" in refusal)


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8")
    os.replace(part, path)  # noqa: PTH105 - replace is what makes it whole at once
