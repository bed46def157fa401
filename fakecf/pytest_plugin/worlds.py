"""The foundations of a test, opened as it wishes, and kept in mind until they are judged."""

import functools
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakecf.pytest_plugin.options import remote
from fakecf.pytest_plugin.wishes import Node, Wish, fail

if TYPE_CHECKING:
    from fakecf.config import Config
    from fakecf.seeds import Seed
    from fakecf.steering import CloudFoundry

_WORLDS = pytest.StashKey[list["World"]]()


@dataclass(kw_only=True)
class World:
    """A foundation that a test has, and how much of what happened in it has been judged.

    `judged` is the last exchange that was, `broken` how often the server failed until then. `begun_with` are the ids of
    the rules that nobody armed on purpose: those of its seeds, and chaos.
    """

    cf: "CloudFoundry"
    allow: frozenset[str]
    begun_with: frozenset[str]
    seed: int
    judged: int = 0
    broken: int = 0


def worlds_of(item: pytest.Item) -> list[World]:
    """All that the test can reach: its own, and those it shares."""
    return [world for node in item.listchain() for world in node.stash.get(_WORLDS, [])]


@contextmanager
def opened(node: Node, config: "Config", wish: Wish) -> "Iterator[CloudFoundry]":
    """A foundation as *wish* says, remembered at *node* while it is there."""
    from fakecf.seeds import SeedError
    from fakecf.steering import ClientError

    elsewhere = node.config.getoption("--fakecf-url") is not None
    with ExitStack() as running:
        try:
            cf = running.enter_context(_elsewhere(node.config, wish) if elsewhere else _here(config, wish))
        except (SeedError, ClientError) as error:
            fail(str(error))
        running.callback(_forget, node, cf)
        yield _begun(node, cf, wish)


def _forget(node: Node, cf: "CloudFoundry") -> None:
    node.stash[_WORLDS] = [world for world in node.stash.get(_WORLDS, []) if world.cf is not cf]


def arm(cf: "CloudFoundry", rules: Iterable[Any]) -> None:
    """Arm what markers name."""
    from fakecf.steering import ClientError

    for rule in rules:
        try:
            cf.fault(rule)
        except ClientError as error:
            fail(f"the marker `fakecf_fault`, {rule!r}: {error}")


def _begun(node: Node, cf: "CloudFoundry", wish: Wish) -> "CloudFoundry":
    from fakecf.steering import ClientError

    try:
        return _remembered(node, cf, wish)
    except (ClientError, ValueError) as error:
        fail(f"the marker's `clock`: {error}")


def _remembered(node: Node, cf: "CloudFoundry", wish: Wish) -> "CloudFoundry":
    if wish.clock is not None:
        cf.clock.freeze(wish.clock)
    chaos = node.config.getoption("--fakecf-chaos")
    if chaos is not None:
        cf.preset(chaos)
    begun_with = frozenset(rule["id"] for rule in cf.calls.faults())
    world = World(cf=cf, allow=wish.allow, begun_with=begun_with, seed=wish.foundation.get("random_seed", 1))
    node.stash.setdefault(_WORLDS, []).append(world)
    return cf


@contextmanager
def _here(config: "Config", wish: Wish) -> "Iterator[CloudFoundry]":
    import msgspec

    from fakecf.foundation import Foundation
    from fakecf.server import Server

    # pytest sets this one anew for every test
    environment = frozenset(pair for pair in os.environ.items() if pair[0] != "PYTEST_CURRENT_TEST")
    foundation = Foundation(_loaded(_Key(wish), Path.cwd(), environment))
    tls = msgspec.structs.replace(config, tls=wish.tls) if wish.tls else config
    with Server(config=tls, foundation=foundation) as server:
        yield server


@contextmanager
def _elsewhere(options: pytest.Config, wish: Wish) -> "Iterator[CloudFoundry]":
    """A further foundation in a server that runs already; its documents are sent along."""
    from fakecf.seeds import portable

    server = remote(options)
    document = portable(wish.seeds, environ=os.environ)
    name = server.calls.add_foundation([document], settings=wish.foundation)["id"]
    try:
        yield remote(options, name)
    finally:
        server.calls.remove_foundation(name)


class _Key:
    """A wish's seeds and settings, documents included, as something that can be remembered by."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self._written = repr((wish.seeds, sorted(wish.foundation.items(), key=str)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._written == other._written

    def __hash__(self) -> int:
        return hash(self._written)


@functools.lru_cache(maxsize=32)
def _loaded(key: _Key, _folder: Path, environment: frozenset[tuple[str, str]]) -> "Seed":
    """Read once for each folder that relative paths start from and each meaning of a document's `${NAME}`."""
    from datetime import UTC, datetime

    from fakecf.seeds import load

    environ: Mapping[str, Any] = dict(environment)
    return load(key.wish.seeds, now=datetime.now(UTC), environ=environ, settings=key.wish.foundation)
