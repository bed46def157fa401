"""`fakecf serve`: a foundation in the foreground."""

import errno
import json
import os
import secrets
import shutil
import sys
from pathlib import Path

import click

from fakecf.addresses import LISTENERS
from fakecf.cli.options import root_url
from fakecf.config import TLS_LISTENERS, Config
from fakecf.words import nearest

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PORT = click.IntRange(0, 65535)


def _pairs(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    wrong = next((value for value, parts in zip(values, pairs, strict=True) if not all(parts)), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not {option.metavar}")
    return {name: value for name, _, value in pairs}


def _advertised(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    urls = _pairs(context, option, values)
    for name in urls:
        if name not in LISTENERS:
            meant = nearest(name, LISTENERS)
            hint = f"; did you mean {meant!r}?" if meant else ""
            raise click.BadParameter(f"there is no listener {name!r}; allowed: {', '.join(LISTENERS)}{hint}")
    return {name: root_url(url) for name, url in urls.items()}


def _allowed(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    from fakecf.server.hosts import AllowedHosts

    try:
        AllowedHosts(names)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return names


def _securing(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    names = [name for value in given for name in value.split(",")]
    return TLS_LISTENERS if "all" in names else tuple(names)


@click.command()
@click.argument("seeds", nargs=-1, metavar="[SEED]...")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--api-port", type=_PORT, default=9022, show_default=True, help="0 takes a free one.")
@click.option("--uaa-port", type=_PORT, default=9023, show_default=True)
@click.option("--blobstore-port", type=_PORT, default=9024, show_default=True)
@click.option("--control-port", type=_PORT, default=9021, show_default=True)
@click.option("--ready-file", type=click.Path(dir_okay=False, path_type=Path), help="Written as JSON once ready.")
@click.option(
    "--allowed-host", multiple=True, callback=_allowed, help="Another Host name to answer to; .name takes all below it."
)
@click.option(
    "--advertise",
    multiple=True,
    metavar="LISTENER=URL",
    callback=_advertised,
    help="The URL links name for a listener.",
)
@click.option(
    "--blobstore-name",
    multiple=True,
    metavar="CALLER=NAME",
    callback=_pairs,
    help="The blobstore's host name for callers that call the API by another.",
)
@click.option(
    "--control-token",
    envvar=["FAKECF_SERVE_CONTROL_TOKEN", "FAKECF_CONTROL_TOKEN"],
    help="The token that the control API wants; off loopback one is made if none is given.",
)
@click.option(
    "--tls",
    multiple=True,
    metavar="LISTENER",
    envvar=["FAKECF_SERVE_TLS", "FAKECF_TLS"],
    callback=_securing,
    help="Speak TLS at api, uaa, blobstore, or all.",
)
@click.option("--tls-cert", metavar="FILE", help="Your own certificate, its chain behind it; else one is made.")
@click.option("--tls-key", metavar="FILE", help="The key of your own certificate.")
def serve(
    seeds: tuple[str, ...], host: str, ready_file: Path | None, control_token: str | None, **given: object
) -> None:
    """Start a foundation from SEEDs (names of shipped ones or paths; `default` if none) and serve it."""
    wanted = _control_token(host, control_token)
    try:
        config = Config(
            seeds=seeds or ("default",),
            host=host,
            allowed_hosts=given.pop("allowed_host"),  # type: ignore[arg-type]
            advertise=given.pop("advertise"),  # type: ignore[arg-type]
            blobstore_names=given.pop("blobstore_name"),  # type: ignore[arg-type]
            control_token=wanted,
            **given,  # type: ignore[arg-type]
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None
    _run(config, ready_file, wanted if control_token is None else None)


def _control_token(host: str, given: str | None) -> str | None:
    """Off loopback the control API is never open."""
    unguarded = given is not None and given.strip() in ("", "none")
    if host in _LOOPBACK:
        return None if unguarded else given
    if unguarded:
        what = f"on {host} the control API needs a token: name one, or leave the option out and one is made"
        raise click.BadParameter(what, param_hint="--control-token")
    return given if given is not None else secrets.token_hex(16)


def _program() -> str:
    """How we were called, where the plain name would not be found: out of an environment that is not active."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "fakecf" and shutil.which("fakecf") is None else "fakecf"


def _run(config: Config, ready_file: Path | None, made_token: str | None) -> None:
    from fakecf.cli.card import card
    from fakecf.seeds import SeedError
    from fakecf.server import CertificateError, ListenError, Server
    from fakecf.server import serve as serve_until_stopped

    def ready(server: Server) -> None:
        if ready_file is not None:
            _write(ready_file, json.dumps(server.foundation.document()))
        click.echo(card(server.foundation, _program(), made_token))
        server.foundation.blobs.warm()

    try:
        serve_until_stopped(config, ready=ready)
    except SeedError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(2) from None
    except CertificateError as error:
        raise click.UsageError(f"{error}.") from None
    except ListenError as error:
        raise click.UsageError(f"{error.strerror}. Choose another with {_choice(error)}.") from None


def _choice(error: OSError) -> str:
    """The option that is in the way."""
    if error.errno not in (errno.EADDRINUSE, errno.EACCES):
        return "--host"
    listener = next(name for name in LISTENERS if f"the {name} listener" in str(error))
    return f"--{listener}-port, or 0 for a free one"


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, "utf-8")
        os.replace(part, path)  # noqa: PTH105 - replace is what makes it whole at once
    except OSError as error:
        raise click.BadParameter(f"cannot write {path}: {error.strerror}", param_hint="--ready-file") from None
