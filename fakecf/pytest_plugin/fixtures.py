"""The fixtures: foundations for one test, for a module, for the session, and what points programs at them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakecf.pytest_plugin.options import remote
from fakecf.pytest_plugin.wishes import rules_of, wish_of
from fakecf.pytest_plugin.worlds import arm, opened

if TYPE_CHECKING:
    from fakecf.client import Connected
    from fakecf.config import Config
    from fakecf.server import Server
    from fakecf.steering import CloudFoundry


@pytest.fixture(scope="session")
def fakecf_config() -> "Config":
    """How `fakecf` servers are started: on free ports. Override it to change that for a whole test suite."""
    from fakecf.config import Config

    return Config().on_free_ports()


@pytest.fixture
def fakecf(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[CloudFoundry]":
    """A fake Cloud Foundry of the test's own, running on free ports.

    `fakecf.api_url`, `.uaa_url`, `.blobstore_url` and `.control_url` say where; `fakecf.token("dev")` gives a bearer
    token without a login; `fakecf.org("acme").space("dev").add_app("web")` adds to what is in it;
    `fakecf.on("downloads", app="web").fail([502, "ok"])` makes requests fail; `fakecf.clock.advance("15m")` lets time
    pass; `fakecf.flows` are what was asked. In this process `fakecf.foundation` is the rest: `.store.state` and more.
    The seed is `default` unless the test is marked otherwise: `@pytest.mark.fakecf(seed="orgs.yml")`, relative to the
    test's file. At the end of the test it fails for what can only be a mistake: a fault that struck nothing, a request
    that no route answers, a token sent to the blobstore ...; `allow=["unused-fault"]` in the marker lets that be.
    """
    with opened(request.node, fakecf_config, wish_of(request.node, fakecf_config.seeds)) as cf:
        arm(cf, rules_of(request.node))
        yield cf


@pytest.fixture(scope="module")
def fakecf_module(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[CloudFoundry]":
    """A fake Cloud Foundry that the tests of a module share, as the module's `pytestmark` wishes."""
    with opened(request.node, fakecf_config, wish_of(request.node, fakecf_config.seeds)) as cf:
        yield cf


@pytest.fixture(scope="session")
def fakecf_session(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[CloudFoundry]":
    """A fake Cloud Foundry that all tests of this process share."""
    with opened(request.node, fakecf_config, wish_of(request.node, fakecf_config.seeds)) as cf:
        yield cf


@pytest.fixture(scope="session")
def fakecf_server(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[Connected | Server]":
    """A server for the session: the one that `--fakecf-url` names, or one in this process.

    Its own foundation is judged by nobody; `fakecf_server.calls.add_foundation()` starts further ones.
    """
    if request.config.getoption("--fakecf-url"):
        yield remote(request.config)
        return
    from fakecf.server import Server

    with Server(config=fakecf_config) as server:
        yield server


@pytest.fixture
def fakecf_factory(request: pytest.FixtureRequest, fakecf_config: "Config") -> "Iterator[Callable[..., CloudFoundry]]":
    """Makes as many fake Cloud Foundries as a test wants: `fakecf_factory("roles", foundation={"blobstore": "local"})`.

    It takes seeds, and the keywords of the marker `fakecf`, which are over the marker's own. All end with the test.
    """
    with ExitStack() as running:

        def make(*seeds: Any, **wishes: Any) -> "CloudFoundry":
            wish = wish_of(request.node, fakecf_config.seeds, *seeds, **wishes)
            return running.enter_context(opened(request.node, fakecf_config, wish))

        yield make


@pytest.fixture
def fakecf_env(
    fakecf: "CloudFoundry", monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of the test's process, and so of those it starts, pointed at its `fakecf`.

    CF_API, CF_USERNAME, CF_PASSWORD, a CF_HOME of its own, and whatever else the clients read; no proxy is asked for
    this machine. Gives what was set.
    """
    home: Path = tmp_path_factory.mktemp("cf-home")
    here = "localhost,127.0.0.1,::1"
    variables = {**fakecf.env("cf"), **fakecf.env("aws"), "CF_HOME": str(home), "NO_PROXY": here, "no_proxy": here}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables
