"""The compose file as a user brings it up, asked with nothing but curl, sha256sum and tar."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.docker

HERE = Path(__file__).parents[2]
CONTROL = "http://localhost:9021"
ISOLATION = HERE / "tests" / "isolation"


def run(*command, **how):
    return subprocess.run(command, check=True, capture_output=True, cwd=HERE, **how).stdout


@pytest.fixture(scope="module")
def compose():
    """The container, up and healthy; taken down with its volume in the end."""
    try:
        run("docker", "compose", "up", "--build", "--wait", timeout=600)
        yield
    finally:
        run("docker", "compose", "down", "--volumes", "--timeout", "5", timeout=60)


def curl(*arguments):
    return run("curl", "--silent", "--fail-with-body", "--max-time", "20", *arguments)


@pytest.fixture
def bearer(compose):
    form = ("-d", "grant_type=password", "-d", "username=dev", "-d", "password=dev")
    answer = json.loads(curl("-u", "cf:", *form, "http://localhost:9023/oauth/token"))
    return f"Authorization: bearer {answer['access_token']}"


def test_a_droplet_comes_through_the_302_and_is_what_its_checksum_says(bearer, tmp_path):
    listed = json.loads(curl("-H", bearer, "http://localhost:9022/v3/droplets?states=STAGED&per_page=1"))
    (droplet,) = listed["resources"]
    bits = tmp_path / "droplet.tgz"
    curl("-L", "-H", bearer, "-o", str(bits), droplet["links"]["download"]["href"])
    assert run("sha256sum", str(bits)).split()[0].decode() == droplet["checksum"]["value"]
    names = run("tar", "tzf", str(bits)).decode().splitlines()
    assert {"./", "./app/", "./deps/", "./staging_info.yml"} <= set(names)


def inspected():
    (container,) = run("docker", "compose", "ps", "--quiet", "cf").decode().split()
    (document,) = json.loads(run("docker", "inspect", container))
    return document


def test_it_is_healthy_by_its_own_check(compose):
    assert inspected()["State"]["Health"]["Status"] == "healthy"


def test_it_runs_without_root_on_a_root_file_system_that_cannot_be_written(compose):
    there = inspected()
    assert there["Config"]["User"] == "10001:10001"
    assert there["HostConfig"]["ReadonlyRootfs"] is True
    assert there["HostConfig"]["CapDrop"] == ["ALL"]


def test_its_ports_are_published_on_loopback_only(compose):
    published = inspected()["NetworkSettings"]["Ports"]
    assert {int(port.removesuffix("/tcp")) for port in published} == {*range(9021, 9025), *range(19100, 19148)}
    assert {each["HostIp"] for ports in published.values() for each in ports} == {"127.0.0.1"}


def test_off_loopback_the_control_api_wants_its_token(compose):
    asked = ("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", f"{CONTROL}/v1/faults")
    assert run(*asked) == b"401"
    assert run(*asked, "--header", "Authorization: bearer fakecf") == b"200"


def test_an_upload_finds_room_although_the_root_file_system_is_read_only(compose, tmp_path):
    import boto3
    from botocore.config import Config

    environment = json.loads(curl("-H", "Authorization: bearer fakecf", f"{CONTROL}/v1/env?client=aws"))
    client = boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL_S3"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
        config=Config(s3={"addressing_style": "path"}),
    )
    body = bytes(20 * 1024 * 1024)
    client.put_object(Bucket="cc-packages", Key="big", Body=body)
    assert client.get_object(Bucket="cc-packages", Key="big")["Body"].read() == body
    client.close()


def pytest_in_the_container(file, *options, **environ):
    """Run a file of tests against the container, each test with a foundation of its own there."""
    steering = (f"--fakecf-url={CONTROL}", "--fakecf-token=fakecf")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ISOLATION / file, *steering, *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **environ})
    return done.stdout


def test_a_test_is_the_same_against_the_container(compose):
    said = pytest_in_the_container("same_body.py")
    assert "2 passed" in said, said


def test_sixteen_workers_with_two_thousand_tests_share_the_container(compose, tmp_path):
    said = pytest_in_the_container("crowd.py", "-n16", FAKECF_CROWD=str(tmp_path))
    assert "2000 passed" in said, said[-3000:]
    asked = curl("--header", "Authorization: bearer fakecf", f"{CONTROL}/v1/foundations")
    assert json.loads(asked) == []
