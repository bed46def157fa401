"""docs/clients.md as it stands: each client finds the foundation by what `fakecf env` prints, with TLS and without."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fakecf.client import Client

ROOT = Path(__file__).parent.parent.parent.parent
PROGRAMS = ROOT / "tests" / "clients"
PAGE = (ROOT / "docs" / "clients.md").read_text("utf-8")
DROPLET = re.compile(r"org acme\ndroplet [0-9a-f-]{36} [0-9a-f]{64}\n")


def shown(kind, name):
    found = re.search(rf"<!-- {kind}: {re.escape(name)} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found, f"docs/clients.md has no {kind} {name}"
    return found[1]


def strange(name):
    """Nothing of this machine's own may lead a client anywhere."""
    return not name.startswith(("FAKECF_", "CF_", "AWS_"))


@pytest.fixture(scope="module", params=[(), ("--tls", "all")], ids=["http", "https"])
def foundation(request, serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients")
    with serve(folder, *request.param) as running:
        yield SimpleNamespace(url=running.url, secure=bool(request.param))


@pytest.fixture
def client(foundation, tmp_path):
    """Runs what the page shows of a client, beside the files of its program."""

    def run(name, program=None):
        if program is not None:
            shutil.copytree(PROGRAMS / program, tmp_path, dirs_exist_ok=True)
        trust = shown("client", "ca").replace("http://localhost:9021", foundation.url) if foundation.secure else ""
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", trust + shown("client", name)],
            cwd=tmp_path,
            env={**{k: v for k, v in os.environ.items() if strange(k)}, "PATH": programs, "FAKECF_URL": foundation.url},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    yield run
    Client(foundation.url).reset()


@pytest.mark.parametrize(
    "name", ["python/droplet.py", "go/main.go", "java/src/main/java/Droplet.java", "terraform/main.tf"]
)
def test_the_page_shows_the_programs_that_are_run(name):
    assert shown("file", name) == (PROGRAMS / name).read_text("utf-8")


def test_curl_logs_in_and_downloads_a_droplet(client):
    assert re.fullmatch(r"droplet [0-9a-f-]{36} [0-9a-f]{64}\n", client("curl"))


def test_cloudfoundry_client_logs_in_and_downloads_a_droplet(client):
    assert DROPLET.search(client("python", "python"))


def test_boto3_lists_the_droplets(client):
    assert re.search(r"^[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f-]{36}/[0-9a-f]{40} \d+$", client("boto3"), re.MULTILINE)


@pytest.mark.clients
def test_aws_copies_the_droplets_whole(client, tmp_path):
    assert "cc-droplets" in client("aws")
    copied = [path for path in (tmp_path / "droplets").rglob("*") if path.is_file()]
    assert copied
    for path in copied:
        # the Cloud Controller names a blob by its SHA-1
        assert hashlib.sha1(path.read_bytes()).hexdigest() == path.name  # noqa: S324


@pytest.mark.clients
def test_go_cfclient_logs_in_and_downloads_a_droplet(client):
    assert DROPLET.search(client("go", "go"))


@pytest.mark.clients
def test_cf_java_client_logs_in_and_downloads_a_droplet(client):
    assert DROPLET.search(client("java", "java"))


@pytest.mark.clients
@pytest.mark.skipif(shutil.which("cf") is None, reason="no cf on the PATH: no registry has it as a package")
def test_the_cf_cli_logs_in_and_downloads_a_droplet(client, tmp_path):
    assert "Droplet downloaded successfully" in client("cf")
    assert (tmp_path / "droplet.tgz").stat().st_size > 0


def has_provider():
    """Whether terraform's own configuration says where the provider is; a variable alone says nothing of that."""
    config = Path(os.environ.get("TF_CLI_CONFIG_FILE", ""))
    return config.is_file() and "cloudfoundry/cloudfoundry" in config.read_text("utf-8")


@pytest.mark.clients
@pytest.mark.skipif(
    not has_provider(),
    reason="no TF_CLI_CONFIG_FILE says in dev_overrides where the provider is: no registry has it as a package",
)
def test_terraform_reads_an_app_and_makes_a_space_without_a_drift(client):
    said = client("terraform", "terraform")
    assert "Apply complete! Resources: 2 added" in said
    assert "No changes." in said
