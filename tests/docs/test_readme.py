"""What the README and the pages show is run as it stands, but for ports, which are free ones here."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
import requests

from fakecf.config import TLS_LISTENERS, Config, Flavour
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.records import Build, Droplet
from fakecf.topology import TOPOLOGY

ROOT = Path(__file__).parent.parent.parent


def snippet(name, page="README.md"):
    found = re.search(rf"<!-- test: {name} -->\n```\w+\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert found, f"{page} has no snippet called {name}"
    return found[1]


@pytest.fixture
def cf():
    with Server("default") as server:
        yield server


def shell(script, folder, server, **more):
    addresses = server.foundation.addresses
    for port, listener in ((9021, "control"), (9022, "api"), (9023, "uaa"), (9024, "blobstore")):
        script = script.replace(str(port), str(getattr(addresses, listener)))
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": programs, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_with_curl_alone_one_logs_in_and_gets_a_genuine_droplet(cf, tmp_path):
    said = shell(snippet("curl"), tmp_path, cf)
    checksum = re.search(r'"type":"sha256","value":"([0-9a-f]{64})"', said)
    assert checksum
    assert f"{checksum[1]}  droplet.tgz" in said
    assert {"./app/", "./deps/", "./profile.d/", "./tmp/", "./logs/", "./staging_info.yml"} <= set(said.splitlines())


def test_what_is_pushed_as_shown_is_in_the_droplet(cf, tmp_path):
    said = shell(snippet("push"), tmp_path, cf, FAKECF_URL=cf.control_url)
    assert '"state":"PROCESSING_UPLOAD"' in said
    assert "./app/requirements.txt" in said.splitlines()


@pytest.mark.parametrize("name", ["python", "race"])
def test_the_python_examples_run(tmp_path, name):
    done = subprocess.run([sys.executable, "-c", snippet(name, "docs/python.md")], cwd=tmp_path, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("name", "page", "passed"),
    [
        ("pytest", "README.md", 2),
        ("clock-in-pytest", "docs/time.md", 1),
        ("markers", "docs/pytest.md", 2),
        ("matrix", "docs/pytest.md", 43),
    ],
)
def test_the_pytest_examples_pass(tmp_path, name, page, passed):
    (tmp_path / "test_example.py").write_text(snippet(name, page), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert f"{passed} passed" in done.stdout, done.stdout + done.stderr


def test_the_fault_commands_work_as_shown(cf, tmp_path):
    said = shell(snippet("fault"), tmp_path, cf, FAKECF_URL=cf.control_url)
    assert "downloads" in said
    assert cf.foundation.faults.rules() == ()


def test_the_seed_example_loads(tmp_path):
    (tmp_path / "my.yml").write_text(snippet("seed"), "utf-8")
    seed = load([tmp_path / "my.yml"], now=datetime.now(UTC), environ={})
    assert seed.summary["apps"] == 101


def test_the_control_api_works_by_curl_as_shown(cf, tmp_path):
    said = shell(snippet("control", "docs/control-api.md"), tmp_path, cf)
    assert '"operation":"droplets.download"' in said or '"on":"downloads"' in said
    assert cf.foundation.faults.rules() == ()


@pytest.fixture
def impudent(cf):
    """What an impudent client asked: a download to which it brought its token, and a list again after a failure."""
    bearer = {"Authorization": f"bearer {cf.token('dev')}"}
    droplet = next(each for each in cf.foundation.store.state[Droplet] if each.sha1 and each.state == "STAGED")
    download = f"{cf.api_url}/v3/droplets/{droplet.guid}/download"
    link = requests.get(download, headers=bearer, timeout=10, allow_redirects=False).headers["Location"]
    requests.get(link, headers=bearer, timeout=10)
    cf.fault("apps.list 503 x1")
    for _ in range(2):
        requests.get(f"{cf.api_url}/v3/apps", headers=bearer, timeout=10)
    return cf


def test_the_journal_is_read_as_shown(impudent, tmp_path):
    said = shell(snippet("flows", "docs/journal.md"), tmp_path, impudent, FAKECF_URL=impudent.control_url)
    assert "   1 ! blobstore" in said
    assert "-H 'Authorization: bearer '\"$TOKEN\"" in said


def test_what_was_asked_is_counted_as_the_page_shows(cf, tmp_path):
    requests.get(f"{cf.api_url}/v3", timeout=5)
    said = shell(snippet("coverage", "docs/journal.md"), tmp_path, cf, FAKECF_URL=cf.control_url)
    assert "11 of 11 served; 0 asked" in said
    assert "root.v3_root" not in said.partition("# HELP")[0]
    assert 'operation="root.v3_root",status="2xx"} 1' in said


def test_the_journal_is_waited_for_and_verified_as_shown(impudent, tmp_path):
    script = f"python - <<'END'\n{snippet('client', 'docs/journal.md')}END\n"
    shell(script, tmp_path, impudent)
    said = shell(snippet("http", "docs/journal.md"), tmp_path, impudent)
    assert said.startswith('[{"id":3,')
    assert '{"found":1,"exchanges":[3]}' in said


def test_a_document_is_added_as_shown(cf, tmp_path):
    rows = json.loads(shell(snippet("add", "docs/seeds.md"), tmp_path, cf))
    paths = [row["path"].removeprefix("orgs/acme/spaces/dev/apps/") for row in rows]
    assert paths == ["web/droplets/3", "mine/droplets/0", "mine", "mine/processes/web"]


def test_the_topology_of_the_example_is_the_relay_trap(tmp_path):
    (tmp_path / "my.yml").write_text(snippet("topology", "docs/redirects.md"), "utf-8")
    behaviour = load([tmp_path / "my.yml"], now=datetime.now(UTC), environ={}).behaviour
    assert (behaviour.topology, behaviour.flavour) == ("same-host", "minio")


def test_every_topology_and_flavour_is_on_its_page():
    page = (ROOT / "docs/redirects.md").read_text("utf-8")
    words = [*get_args(Flavour), *re.findall(r"[a-z]+-[a-z]+|subdomain", TOPOLOGY)]
    assert [word for word in words if f"`{word}`" not in page] == []


def test_the_ca_is_trusted_as_shown(tmp_path):
    config = Config(tls=TLS_LISTENERS).on_free_ports()
    with Server("default", config=config) as server:
        assert '"name":"fakecf"' in shell(snippet("trust", "docs/redirects.md"), tmp_path, server)


def test_the_ca_is_trusted_from_python_as_shown():
    command = [sys.executable, "-c", snippet("trust in Python", "docs/redirects.md")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("200\n", "")


def test_the_clock_commands_work_as_shown(cf, tmp_path):
    said = shell(snippet("clock", "docs/time.md"), tmp_path, cf, FAKECF_URL=cf.control_url).splitlines()
    assert said[1:3] == ["2026-01-31T12:00:00Z  frozen", "2026-01-31T12:15:00Z  frozen"]
    assert (said[3][:11], said[4].endswith("  live")) == ("2031-01-01T", True)


def test_the_timing_example_loads_and_its_builds_are_held_and_released_as_shown(tmp_path):
    (tmp_path / "time.yml").write_text(snippet("timing", "docs/time.md"), "utf-8")
    with Server(str(tmp_path / "time.yml")) as server:
        build = next(iter(server.foundation.store.state[Build])).guid
        how = {"FAKECF_URL": server.control_url, "BUILD": build}
        said = shell(snippet("lifecycle", "docs/time.md"), tmp_path, server, **how).splitlines()
    assert [line.partition("/")[0] for line in said[:-3]] == ["builds"] * 3 + ["packages", "droplets", "jobs"]
    assert [line.split()[1] for line in said[-3:]] == ["STAGING", "FAILED", "STAGING"]


def test_the_foundations_own_timings_load_as_shown(tmp_path):
    (tmp_path / "own.yml").write_text(f"fakecf: 1\n{snippet('own-timings', 'docs/time.md')}", "utf-8")
    with Server(str(tmp_path / "own.yml")) as server:
        timing = server.foundation.behaviour.timing
    assert (timing.builds, timing.packages, timing.droplets) == ("3 polls", "2s", "held")
    assert timing.tasks == ("RUNNING", "FAILED: Exited with status 1")
    assert timing.jobs == ("PROCESSING", "PROCESSING", {"FAILED": "CF-BlobstoreError"})
