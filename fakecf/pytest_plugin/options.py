"""What can be said of fakecf on pytest's command line and in its configuration."""

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fakecf.client import Connected

CHECKS = {
    "unused-fault": "A fault that was armed struck nothing.",
    "unmet-expectation": "What `expect` asked for did not happen, or not as often.",
    "unknown-request": "Something was asked that no route of the real one has.",
    "unimplemented-request": "Something was asked that the real one answers and fakecf does not.",
    "unread-field": "A field was sent that nothing reads.",
    "breakdown": "fakecf itself failed while it answered.",
    "relayed-token": "An OAuth token came along to the blobstore.",
    "abandoned-download": "A client left before the end of an answer that no fault had touched.",
    "leaked-connection": "A connection was left open, or its answer unread.",
}

_MARKERS = (
    (
        "fakecf(seed='default', foundation={}, clock=None, tls=False, allow=[]): how the test's foundations begin: "
        "from a seed or a list of them (names, paths beside the test, documents), with settings of a seed's "
        "`foundation:` block, at a moment at which time stands still, over TLS; `allow` names checks that may fail"
    ),
    "fakecf_fault(rule, ...): arm fault rules before the test begins: 'downloads 503 x2'",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for a run, and what a project says once for all its tests."""
    group = parser.getgroup("fakecf", "fake Cloud Foundry")
    group.addoption(
        "--fakecf-url", metavar="URL", help="Use the server whose control API is there, a foundation for each test."
    )
    group.addoption("--fakecf-token", metavar="TOKEN", help="Its control token; FAKECF_CONTROL_TOKEN unless given.")
    group.addoption("--fakecf-seed", metavar="N", type=int, help="Where chance and GUIDs begin in every foundation.")
    group.addoption(
        "--fakecf-trace",
        choices=["fail", "all", "off"],
        default="fail",
        help="Which reports show what was asked: those of failed tests, all of them (-rP prints them), or none.",
    )
    group.addoption("--fakecf-chaos", metavar="PRESET", help="Run every test in this kind of trouble.")
    parser.addini("fakecf_seeds", "Seeds that foundations begin from: names, or paths from the root.", type="linelist")
    parser.addini("fakecf_allow", f"Checks that may fail: {', '.join(CHECKS)}.", type="args")


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, also to `--strict-markers`, and refuse what can only be a mistake."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    require_checks(config.getini("fakecf_allow"), "fakecf_allow")
    chaos = config.getoption("--fakecf-chaos")
    if chaos is not None:
        _require_preset(chaos)
    if config.getoption("--fakecf-url") is not None:
        _require_running(config)


def remote(config: pytest.Config, foundation: str | None = None) -> "Connected":
    """The server that the command line names, or a further foundation in it."""
    from fakecf.client import connect

    token = config.getoption("--fakecf-token") or os.environ.get("FAKECF_CONTROL_TOKEN")
    return connect(config.getoption("--fakecf-url"), token, foundation)


def require_checks(names: object, where: str) -> frozenset[str]:
    """The names of checks that *where* lists; raises UsageError for one that is none."""
    listed = names if isinstance(names, list | tuple) else [names]
    for name in listed:
        _require(name, CHECKS, f"{where}: there is no check")
    return frozenset(map(str, listed))


def _require_preset(name: str) -> None:
    from fakecf.faults import PRESETS

    _require(name, PRESETS, "--fakecf-chaos: there is no preset")


def _require(name: object, allowed: Collection[str], refusal: str) -> None:
    from fakecf.words import did_you_mean

    if name not in allowed:
        hint = did_you_mean(str(name), allowed)
        raise pytest.UsageError(f"{refusal} {name!r}{hint}; there are {', '.join(allowed)}")


def _require_running(config: pytest.Config) -> None:
    from fakecf.steering import ClientError

    try:
        remote(config).calls.foundation()
    except ClientError as error:
        raise pytest.UsageError(f"--fakecf-url: {error}") from None
