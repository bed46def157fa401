"""The end of a test: what its foundations noticed makes it fail, unless it failed by itself."""

from collections.abc import Generator
from contextlib import suppress
from typing import Any

import pytest

from fakecf.pytest_plugin.worlds import worlds_of

_NOTICED = pytest.StashKey[list[str]]()
_TRACE = pytest.StashKey[str]()


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
        pytest.fail(
            "\n".join(["fakecf noticed what can only be a mistake:", *noticed, _advice(noticed)]), pytrace=False
        )
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


def _noticed(item: pytest.Item) -> list[str]:
    worlds = worlds_of(item)
    if not worlds:
        return []
    from fakecf.pytest_plugin.checks import judge

    return [line for world in worlds for line in judge(world, item)]


def _advice(noticed: list[str]) -> str:
    names = sorted({line.partition(":")[0].strip() for line in noticed if not line.startswith("    ")})
    listed = ", ".join(f'"{name}"' for name in names)
    return f"meant to be so? @pytest.mark.fakecf(allow=[{listed}])"
