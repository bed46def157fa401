"""The pytest plugin: a fake Cloud Foundry for every test that asks; nothing of it is imported before one does."""

import functools
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fakecf.config import Config
    from fakecf.seeds import Seed
    from fakecf.server import Server

_MOST_LINES = 30
_MARKER = 'write @pytest.mark.fakecf(seed="orgs.yml"), or a list of names and paths'
_server = pytest.StashKey["Server"]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, also to `--strict-markers`."""
    config.addinivalue_line(
        "markers", "fakecf(seed='default'): begin the test's foundation from this seed, or from a list of them"
    )


@pytest.fixture(scope="session")
def fakecf_config() -> "Config":
    """How `fakecf` servers are started: on free ports. Override it to change that for a whole test suite."""
    from fakecf.config import Config

    return Config().on_free_ports()


@pytest.fixture
def fakecf(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[Server]":
    """A fake Cloud Foundry of the test's own, running on free ports.

    `fakecf.api_url`, `.uaa_url`, `.blobstore_url` and `.control_url` say where; `fakecf.token("dev")` gives a bearer
    token without a login; `fakecf.fault("downloads 502 x1")` makes requests fail; `fakecf.clock.advance("15m")` lets
    time pass; `fakecf.foundation` is the rest: `.store.state`, `.journal`. The seed is `default` unless the test is
    marked otherwise: `@pytest.mark.fakecf(seed="orgs.yml")`, relative to the test's file.
    """
    from fakecf.foundation import Foundation
    from fakecf.server import Server

    foundation = Foundation(_seed(request.node, fakecf_config))
    with Server(config=fakecf_config, foundation=foundation) as server:
        request.node.stash[_server] = server
        yield server


def _seed(item: pytest.Item, config: "Config") -> "Seed":
    from fakecf.seeds import SeedError

    # pytest sets this one anew for every test
    environment = frozenset(pair for pair in os.environ.items() if pair[0] != "PYTEST_CURRENT_TEST")
    try:
        return _loaded(tuple(_sources(item, config.seeds)), Path.cwd(), environment)
    except SeedError as error:
        pytest.fail(str(error), pytrace=False)


@functools.lru_cache(maxsize=32)
def _loaded(sources: tuple[str, ...], _folder: Path, environment: frozenset[tuple[str, str]]) -> "Seed":
    """Read once for each folder that relative paths start from and each meaning of a document's `${NAME}`."""
    from datetime import UTC, datetime

    from fakecf.seeds import load

    return load(sources, now=datetime.now(UTC), environ=dict(environment))


def _sources(item: pytest.Item, usual: tuple[str, ...]) -> Iterator[str]:
    for source in _wanted(item, usual):
        beside = item.path.parent / source
        yield str(beside) if beside.is_file() else str(source)


def _wanted(item: pytest.Item, usual: tuple[str, ...]) -> list[str | Path]:
    """What the nearest marker names; a marker that could only be ignored is refused."""
    marker = item.get_closest_marker("fakecf")
    if marker is None:
        return list(usual)
    seed: object = marker.kwargs.get("seed")
    named: list[object] = list(seed) if isinstance(seed, list | tuple) else [seed]
    seeds = [each for each in named if isinstance(each, str | Path)]
    if marker.args or set(marker.kwargs) != {"seed"} or not named or len(seeds) != len(named):
        pytest.fail(f"the marker `fakecf` takes the keyword `seed` alone: {_MARKER}", pytrace=False)
    return seeds


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that passed although the server itself broke down under it."""
    yield
    server = item.stash.get(_server, None)
    if server is not None and server.uncaught:
        pytest.fail(f"fakecf itself failed {server.uncaught} times while it answered; its log says how")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the last exchanges into the report of a failed test."""
    report = yield
    server = item.stash.get(_server, None)
    if report.when == "call" and report.failed and server is not None:
        lines = [str(exchange) for exchange in server.foundation.journal.exchanges()]
        report.sections.append(("fakecf flows", "\n".join(lines[-_MOST_LINES:]) or "nothing was asked"))
    return report
