import json
import os

import pytest

from fakecf import Server


@pytest.fixture(scope="module")
def cf():
    with Server("default") as running:
        yield running


@pytest.fixture
def path(tmp_path):
    """`path(script)` is a PATH on which that script is called `cf`."""

    def made(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "cf").write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (folder / "cf").chmod(0o755)
        return f"{folder}{os.pathsep}{os.environ['PATH']}"

    return made


def targeting(folder, target):
    (folder / ".cf").mkdir()
    (folder / ".cf" / "config.json").write_text(json.dumps({"Target": target}), "utf-8")


def test_without_it_there_is_only_a_note(doctor, tmp_path):
    (found,) = doctor("cf", PATH=str(tmp_path))
    assert (found["standing"], "no cf CLI on the PATH" in found["says"]) == ("note", True)


def test_its_version_and_target_are_told(doctor, cf, path, tmp_path):
    targeting(tmp_path, cf.api_url)
    version, target = doctor("cf", f"--url={cf.control_url}", PATH=path("echo cf version 8.99.0"))
    assert (version["standing"], version["says"]) == ("ok", "cf version 8.99.0")
    assert (target["standing"], cf.api_url in target["says"]) == ("ok", True)


def test_a_target_elsewhere_is_told_with_the_command_that_changes_it(doctor, cf, path, tmp_path):
    targeting(tmp_path, "https://api.example.org")
    _, target = doctor("cf", f"--url={cf.control_url}", PATH=path("echo cf version 8.99.0"))
    assert (target["standing"], target["try"]) == ("warning", f"cf api {cf.api_url}")
    assert "targets https://api.example.org, not" in target["says"]


@pytest.mark.parametrize("config", ["{", "[]", None])
def test_no_target_is_told_too(doctor, cf, path, tmp_path, config):
    if config is not None:
        targeting(tmp_path, "")
        (tmp_path / ".cf" / "config.json").write_text(config, "utf-8")
    _, target = doctor("cf", f"--url={cf.control_url}", PATH=path("echo cf version 8.99.0"))
    assert (target["standing"], "targets no API" in target["says"]) == ("warning", True)


@pytest.mark.parametrize("script", ["exit 1", ":"])
def test_one_that_does_not_run_is_told(doctor, path, script):
    version, target = doctor("cf", PATH=path(script))
    assert (version["standing"], target["standing"]) == ("warning", "note")
