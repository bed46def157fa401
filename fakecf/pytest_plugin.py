"""The pytest plugin: a fake Cloud Foundry for every test that asks; nothing of it is imported before one does."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakecf.config import Config
    from fakecf.seeds import Seed
    from fakecf.server import Server

_MOST_LINES = 30
_seeds: dict[tuple[str, ...], "Seed"] = {}


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
    token without a login; `fakecf.fault("downloads 502 x1")` makes requests fail; `fakecf.foundation` is the rest:
    `.store.state`, `.journal`, `.clock`. The seed is `default` unless the test is marked otherwise:
    `@pytest.mark.fakecf(seed="orgs.yml")`, relative to the test's file.
    """
    from fakecf.foundation import Foundation
    from fakecf.server import Server

    foundation = Foundation(_seed(request, fakecf_config))
    with Server(config=fakecf_config, foundation=foundation) as server:
        yield server


def _seed(request: pytest.FixtureRequest, config: "Config") -> "Seed":
    """The seed the test wants; each is read once, as a foundation never changes it."""
    import os
    from datetime import UTC, datetime

    from fakecf.seeds import load

    sources = tuple(_sources(request.node, config.seeds))
    if sources not in _seeds:
        _seeds[sources] = load(sources, now=datetime.now(UTC), environ=os.environ)
    return _seeds[sources]


def _sources(node: Any, usual: tuple[str, ...]) -> Iterator[str]:
    marker = node.get_closest_marker("fakecf")
    wanted = marker.kwargs.get("seed", usual) if marker is not None else usual
    for source in (wanted,) if isinstance(wanted, str) else wanted:
        beside = Path(node.path).parent / source
        yield str(beside) if beside.is_file() else str(source)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that passed although the server itself broke down under it."""
    yield
    server: Server | None = getattr(item, "funcargs", {}).get("fakecf")
    if server is not None and server.uncaught:
        pytest.fail(f"fakecf itself failed {server.uncaught} times while it answered; its log says how")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the last exchanges into the report of a failed test."""
    report = yield
    server: Server | None = getattr(item, "funcargs", {}).get("fakecf")
    if report.when == "call" and report.failed and server is not None:
        lines = [str(exchange) for exchange in server.foundation.journal.exchanges()]
        report.sections.append(("fakecf flows", "\n".join(lines[-_MOST_LINES:]) or "nothing was asked"))
    return report
