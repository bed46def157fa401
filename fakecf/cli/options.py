"""Options that several commands share."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import click

from fakecf.client import USUAL_URL, Client
from fakecf.words import did_you_mean

F = TypeVar("F", bound=Callable[..., Any])

_FOUNDATION = "fakecf.foundation"


def root_url(given: str) -> str:
    """The URL of a listener without its last slash; raises BadParameter for what is none."""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # of a port that is no number
        usable = False
    if not usable or not given.isprintable() or " " in given:
        raise click.BadParameter(f"{given!r} is not a URL; write one such as {USUAL_URL}")
    return given.rstrip("/")


def steering(function: F) -> F:
    """`--url`, `--foundation` and `--control-token`: which foundation to ask; one of several is part of the URL."""
    token = click.option("--control-token", envvar="FAKECF_CONTROL_TOKEN", help="The control API's token.")
    foundation = click.option(
        "--foundation",
        envvar="FAKECF_FOUNDATION",
        metavar="NAME",
        is_eager=True,
        expose_value=False,
        callback=_remember_foundation,
        help="Which one, where the server has several.",
    )
    url = click.option(
        "--url",
        envvar="FAKECF_URL",
        default=USUAL_URL,
        show_default=True,
        callback=_foundation_url,
        help="Where the control API of the foundation is.",
    )
    return url(foundation(token(function)))


def _remember_foundation(context: click.Context, _: click.Parameter, name: str | None) -> None:
    context.meta[_FOUNDATION] = name


def _foundation_url(context: click.Context, _: click.Parameter, given: str) -> str:
    url, name = root_url(given), context.meta.get(_FOUNDATION)
    return url if name is None else f"{url}/v1/foundations/{quote(name, safe='')}"


def as_json(function: F) -> F:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def client(url: str, control_token: str | None) -> Client:
    """The control API that those options name."""
    return Client(url, control_token)


def print_list(
    found: list[dict[str, Any]], line: Callable[[dict[str, Any]], str], nothing: str, *, as_json: bool
) -> None:
    """A *line* for each, or the word that there is *nothing*; or all of it as JSON."""
    if as_json:
        print_json(found)
        return
    for each in found:
        click.echo(line(each))
    if not found:
        click.echo(nothing)


def print_json(document: Any) -> None:
    """To standard output, readable."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def one_of(kind: str, allowed: Iterable[str]) -> Callable[[click.Context, click.Parameter, str], str]:
    """A callback that refuses a word that is none of *allowed*, with the nearest that is."""
    words = tuple(allowed)

    def checked(_: click.Context, __: click.Parameter, word: str) -> str:
        if word not in words:
            hint = did_you_mean(word, words)
            raise click.BadParameter(f"there is no {kind} {word!r}; allowed: {', '.join(words)}{hint}")
        return word

    return checked
