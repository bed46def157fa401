"""What the markers of a test, its configuration and the command line want of its foundations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from fakecf.pytest_plugin.options import require_checks

_KEYS = ("seed", "foundation", "clock", "tls", "allow")
_EXAMPLE = 'write @pytest.mark.fakecf(seed="orgs.yml", clock="2026-01-01", allow=["unused-fault"])'

Source = str | Path | Mapping[str, Any]
Node = pytest.Item | pytest.Collector


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a foundation begins; `seeds` are names, paths, documents, `foundation` settings over those of the seeds."""

    seeds: tuple[Source, ...]
    foundation: Mapping[str, Any] = field(default_factory=dict)
    clock: str | datetime | None = None
    tls: tuple[str, ...] = ()
    allow: frozenset[str] = frozenset()


def wish_of(node: Node, usual: tuple[str, ...], *seeds: Source, **keywords: Any) -> Wish:
    """What the markers on *node* and above it want, the nearest one's word before the others'; seeds are else *usual*.

    *seeds* and *keywords* are as those of a marker that is nearer than all.
    """
    own = {**keywords, **({"seed": list(seeds)} if seeds else {})}
    said: dict[str, Any] = {}
    allow = require_checks(node.config.getini("fakecf_allow"), "fakecf_allow")
    markers = reversed(list(node.iter_markers("fakecf")))
    for marker in (*markers, *([pytest.mark.fakecf(**own).mark] if own else ())):
        _check(marker)
        said.update(marker.kwargs)
        allow |= _allowed(marker)
    if not isinstance(said.get("clock", ""), str | datetime):
        fail(f"the marker's `clock` is a moment, as text or a datetime: {_EXAMPLE}")
    return Wish(
        seeds=tuple(_sources(node, said.get("seed"), usual)),
        foundation={**said.get("foundation", {}), **_replayed(node)},
        clock=said.get("clock"),
        tls=_listeners(said.get("tls", False)),
        allow=allow,
    )


def rules_of(node: pytest.Item) -> Iterator[Any]:
    """The fault rules that markers arm, the outermost first."""
    for marker in reversed(list(node.iter_markers("fakecf_fault"))):
        if marker.kwargs or not marker.args:
            fail('the marker `fakecf_fault` takes rules: write @pytest.mark.fakecf_fault("downloads 503 x2")')
        yield from marker.args


def fail(sentence: str) -> NoReturn:
    """End the test with a sentence instead of a traceback."""
    pytest.fail(sentence, pytrace=False)


def _check(marker: pytest.Mark) -> None:
    """A marker of which a part could only be ignored is refused."""
    from fakecf.words import nearest

    unknown = [key for key in marker.kwargs if key not in _KEYS]
    if unknown:
        meant = nearest(unknown[0], _KEYS)
        hint = f"did you mean {meant!r}?" if meant else f"it takes {', '.join(_KEYS)}"
        fail(f"the marker `fakecf` has no keyword {unknown[0]!r}; {hint} {_EXAMPLE}")
    if marker.args or not marker.kwargs:
        fail(f"the marker `fakecf` takes keywords ({', '.join(_KEYS)}): {_EXAMPLE}")
    if not isinstance(marker.kwargs.get("foundation", {}), Mapping):
        fail(f"the marker's `foundation` is a mapping, as in a seed: {_EXAMPLE}")


def _allowed(marker: pytest.Mark) -> frozenset[str]:
    try:
        return require_checks(marker.kwargs.get("allow", []), "the marker `fakecf`, allow")
    except pytest.UsageError as error:
        fail(str(error))


def _sources(node: Node, wanted: Any, usual: tuple[str, ...]) -> Iterator[Source]:
    """A path of a marker begins beside the test, one of the configuration at the root of the project."""
    if wanted is None:
        root = node.config.rootpath
        configured = node.config.getini("fakecf_seeds")
        yield from (str(root / each) if "." in each else each for each in configured) if configured else usual
        return
    named = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    if not named or not all(isinstance(each, str | Path | Mapping) for each in named):
        fail(f"the marker's `seed` is a name, a path, a document, or a list of them: {_EXAMPLE}")
    for each in named:
        beside = node.path.parent / each if isinstance(each, str | Path) else None
        yield str(beside) if beside is not None and beside.is_file() else each


def _replayed(node: Node) -> dict[str, Any]:
    number = node.config.getoption("--fakecf-seed")
    return {} if number is None else {"random_seed": number}


def _listeners(wanted: Any) -> tuple[str, ...]:
    from fakecf.config import TLS_LISTENERS, Config

    if isinstance(wanted, bool):
        return TLS_LISTENERS if wanted else ()
    if not isinstance(wanted, str | list | tuple):
        fail(f"the marker's `tls` is True, or names of listeners ({', '.join(TLS_LISTENERS)}): {_EXAMPLE}")
    try:
        return Config(tls=(wanted,) if isinstance(wanted, str) else tuple(wanted)).tls
    except ValueError as error:
        fail(f"the marker's `tls`: {error}")
