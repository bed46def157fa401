"""`fakecf serve`: a foundation, in the foreground or in the background."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from fakecf.addresses import LISTENERS
from fakecf.cli.background import start, take_mark
from fakecf.cli.completing import seeds as known_seeds
from fakecf.cli.options import root_url
from fakecf.cli.serving import run
from fakecf.config import TLS_LISTENERS, Config
from fakecf.words import did_you_mean, whole_number

F = TypeVar("F", bound=Callable[..., Any])

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LAST_PORT = 65535
_FILE = click.Path(dir_okay=False, path_type=Path)


def _port(listener: str, usual: int) -> Callable[[F], F]:
    return click.option(
        f"--{listener}-port",
        type=click.IntRange(0, _LAST_PORT),
        metavar="PORT",
        default=usual,
        show_default=True,
        help="0 takes a free one.",
    )


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
            hint = did_you_mean(name, LISTENERS)
            raise click.BadParameter(f"there is no listener {name!r}; allowed: {', '.join(LISTENERS)}{hint}")
    return {name: root_url(url) for name, url in urls.items()}


def _allowed(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    from fakecf.server.hosts import AllowedHosts

    try:
        AllowedHosts(names)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return names


def _range(_: click.Context, __: click.Parameter, given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    first, last = (whole_number(number) for number in given.partition("-")[::2])
    if first is None or last is None or last > _LAST_PORT:
        raise click.BadParameter(f"{given!r} is no range of ports; write 9100-9147")
    return first, last


def _securing(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    names = [name for value in given for name in value.split(",")]
    return TLS_LISTENERS if "all" in names else tuple(names)


@click.command()
@click.argument("seeds", nargs=-1, metavar="[SEED]...", shell_complete=known_seeds)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@_port("api", 9022)
@_port("uaa", 9023)
@_port("blobstore", 9024)
@_port("control", 9021)
@click.option("--ready-file", type=_FILE, help="Written as JSON once ready.")
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
@click.option(
    "--further-ports",
    metavar="FIRST-LAST",
    callback=_range,
    help="The ports of further foundations, three each; else they take free ones.",
)
@click.option("-d", "--detach", is_flag=True, help="Go on in the background once everything is ready.")
@click.option("--log-file", type=_FILE, help="Where it logs to in the background; else a new temporary file.")
@click.option("--pid-file", type=_FILE, help="Holds the number of the process as long as it serves.")
def serve(
    seeds: tuple[str, ...],
    host: str,
    control_token: str | None,
    *,
    detach: bool,
    log_file: Path | None,
    **given: Any,
) -> None:
    """Start a foundation from SEEDs (names of shipped ones or paths; `default` if none) and serve it."""
    if log_file is not None and not detach:
        raise click.UsageError("--log-file is for --detach; in the foreground redirect standard error: 2> FILE")
    mark = take_mark()
    if detach and mark is None:
        start(log_file)
        return
    files = given.pop("ready_file"), given.pop("pid_file")
    wanted = _control_token(host, control_token)
    try:
        config = Config(
            seeds=seeds or ("default",),
            host=host,
            allowed_hosts=given.pop("allowed_host"),
            blobstore_names=given.pop("blobstore_name"),
            control_token=wanted,
            **given,
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None
    run(config, *files, mark=mark, made_token=wanted if control_token is None else None)


def _control_token(host: str, given: str | None) -> str | None:
    """Off loopback the control API is never open."""
    unguarded = given is not None and given.strip() in ("", "none")
    if host in _LOOPBACK:
        return None if unguarded else given
    if unguarded:
        what = f"on {host} the control API needs a token: name one, or leave the option out and one is made"
        raise click.BadParameter(what, param_hint="--control-token")
    return given if given is not None else secrets.token_hex(16)
