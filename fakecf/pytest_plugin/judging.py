"""The end of a test: what its foundations noticed makes it fail, unless it failed by itself."""

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from fakecf.pytest_plugin.worlds import worlds_of

if TYPE_CHECKING:
    from fakecf.pytest_plugin.checks import Noticed

_NOTICED = pytest.StashKey["list[Noticed]"]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that passed although something is not as it should be; a test's own failure is never hidden."""
    try:
        outcome = yield
    except Exception:
        with suppress(Exception):  # the test's own failure says more
            item.stash[_NOTICED] = _noticed(item)
        raise
    noticed = item.stash[_NOTICED] = _noticed(item)
    if noticed:
        lines = ["fakecf noticed what can only be a mistake:", *map(str, noticed), _advice(noticed)]
        pytest.fail("\n".join(lines), pytrace=False)
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what was asked into the report of a failed test, or of every test."""
    report = yield
    worlds = worlds_of(item) if report.when == "call" else []
    if not worlds:
        return report
    chaos, wanted = item.config.getoption("--fakecf-chaos"), item.config.getoption("--fakecf-trace")
    if chaos is not None:
        report.user_properties.append(("fakecf_chaos", chaos))
    if wanted == "all" or (wanted == "fail" and report.failed):
        from fakecf.pytest_plugin.report import section

        noticed = item.stash.get(_NOTICED, []) if report.failed else []
        report.sections.append(("fakecf flows", section(item, worlds, noticed)))
    return report


def _noticed(item: pytest.Item) -> "list[Noticed]":
    worlds = worlds_of(item)
    if not worlds:
        return []
    from fakecf.pytest_plugin.checks import judge

    return [each for world in worlds for each in judge(world, item)]


def _advice(noticed: "list[Noticed]") -> str:
    listed = ", ".join(f'"{name}"' for name in sorted({each.check for each in noticed}))
    return f"meant to be so? @pytest.mark.fakecf(allow=[{listed}])"
