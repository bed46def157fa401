"""The pytest plugin: a fake Cloud Foundry for every test that asks; nothing of it is imported before one does."""

from fakecf.pytest_plugin.fixtures import (
    fakecf,
    fakecf_config,
    fakecf_env,
    fakecf_factory,
    fakecf_module,
    fakecf_server,
    fakecf_session,
)
from fakecf.pytest_plugin.judging import pytest_runtest_call, pytest_runtest_makereport
from fakecf.pytest_plugin.options import pytest_addoption, pytest_configure
from fakecf.pytest_plugin.summary import pytest_terminal_summary

__all__ = [
    "fakecf",
    "fakecf_config",
    "fakecf_env",
    "fakecf_factory",
    "fakecf_module",
    "fakecf_server",
    "fakecf_session",
    "pytest_addoption",
    "pytest_configure",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]
