"""After a run in trouble: which tests are fragile."""

from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the tests that the chaos of `--fakecf-chaos` broke."""
    chaos = config.getoption("--fakecf-chaos")
    if chaos is None:
        return
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if ("fakecf_chaos", chaos) in getattr(report, "user_properties", []) and report.when == "call"
    ]
    fragile = [report.nodeid for report in reports if report.failed]
    terminalreporter.section(f"fakecf chaos: {chaos}")
    terminalreporter.line(f"{len(fragile)} of {len(reports)} tests that use fakecf are fragile")
    for nodeid in fragile:
        terminalreporter.line(f"  {nodeid}")
