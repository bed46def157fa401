"""How often boto3 asks the blobstore under a fault, in each of its retry modes, and what it raises in the end."""

from contextlib import closing
from types import SimpleNamespace

import boto3
import botocore.endpoint
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    FlexibleChecksumError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from fakecf.blobstore.blobstore import DROPLETS, partitioned
from fakecf.state.records import App, Droplet

MODES = {"legacy": 5, "standard": 3}  # attempts in all, unless told otherwise
IMPATIENT = 0.3
SESSION = boto3.session.Session()  # reads the descriptions of all of AWS once


class World:
    """One client of one mode, and a droplet of 1 MiB."""

    def __init__(self, fakecf, mode, read_timeout=10):
        self.fakecf, self.mode = fakecf, mode
        credentials = fakecf.foundation.blobs.credentials
        self.client = SESSION.client(
            "s3",
            endpoint_url=fakecf.blobstore_url,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            region_name=credentials.region,
            config=Config(
                s3={"addressing_style": "path"}, retries={"mode": mode}, read_timeout=read_timeout, proxies={}
            ),
        )
        state = fakecf.foundation.store.state
        landing = next(app for app in state[App] if app.name == "landing")
        self.droplet = next(each for each in state[Droplet] if each.app_guid == landing.guid)

    def read(self):
        answer = self.client.get_object(Bucket=DROPLETS, Key=partitioned(self.droplet.blobstore_key))
        with closing(answer["Body"]) as body:  # in a with block of its own it lets urllib3's exceptions through
            return body.read()

    def refused(self, kind):
        with pytest.raises(kind) as refused:
            self.read()
        return refused.value

    @property
    def asked(self):
        return [each.operation for each in self.fakecf.foundation.journal.exchanges()].count("blobstore.get")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """boto3 waits up to 15 s between its attempts; how often it asks does not depend on that."""
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
def world(fakecf, mode):
    world = World(fakecf, mode)
    yield world
    world.client.close()


pytestmark = pytest.mark.parametrize("mode", MODES)


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError")])
def test_a_server_error_is_asked_for_until_the_attempts_are_used_up(world, status, code):
    world.fakecf.fault(f"blobstore.get {status}")
    error = world.refused(ClientError)
    assert error.response["Error"]["Code"] == code
    assert error.response["ResponseMetadata"]["RetryAttempts"] == MODES[world.mode] - 1
    assert world.asked == MODES[world.mode]


def test_the_last_attempt_may_bring_the_bits(world):
    world.fakecf.fault(f"blobstore.get 503 x{MODES[world.mode] - 1}")
    assert len(world.read()) == 1024 * 1024
    assert world.asked == MODES[world.mode]


@pytest.mark.parametrize(
    ("rule", "code"), [("blobstore.get vanish", "NoSuchKey"), ("blobstore.get 403", "AccessDenied")]
)
def test_what_will_not_get_better_is_asked_once(world, rule, code):
    world.fakecf.fault(rule)
    assert world.refused(ClientError).response["Error"]["Code"] == code
    assert world.asked == 1


@pytest.mark.parametrize("effect", ["reset", "close"])
def test_a_connection_that_ends_before_the_answer_is_tried_again(world, effect):
    world.fakecf.fault(f"blobstore.get {effect}")
    world.refused(ConnectionClosedError)
    assert world.asked == MODES[world.mode]


def test_a_refused_connection_reaches_nobody(world):
    world.fakecf.fault("blobstore refuse")
    world.refused(EndpointConnectionError)
    assert world.asked == 0


def test_silence_is_tried_again(fakecf, mode):
    world = World(fakecf, mode, read_timeout=IMPATIENT)
    fakecf.fault("blobstore.get hang")
    world.refused(ReadTimeoutError)
    world.client.close()
    fakecf.stop()  # every request has been written down
    assert world.asked == MODES[mode]


def test_a_connection_that_went_stale_is_replaced(world):
    world.fakecf.fault("blobstore.get stale x1")
    assert world.read() == world.read()
    assert world.asked == 2


@pytest.mark.parametrize("effect", ["truncate=50%", {"truncate": {"at": "50%", "how": "chunked"}}, "reset@64KiB"])
def test_a_body_that_breaks_off_is_left_to_the_caller(world, effect):
    # get_object has returned by then: the body is read by the caller, and nobody retries that
    world.fakecf.fault({"on": "blobstore.get", "do": effect})
    world.refused(ResponseStreamingError)
    assert world.asked == 1


@pytest.mark.parametrize("rule", ["blobstore.get corrupt=3", "blobstore.get wrong=short-length"])
def test_wrong_bytes_are_a_success(world, rule):
    truth = world.read()
    world.fakecf.fault(rule)
    assert world.read() != truth
    assert world.asked == 2


def test_wrong_bytes_of_what_boto3_itself_put_are_noticed(world):
    # it sends a CRC32 along, which S3 keeps and tells; the Cloud Controller's own uploads have none
    world.client.put_object(Bucket=DROPLETS, Key=partitioned(world.droplet.blobstore_key), Body=b"bits")
    world.fakecf.fault("blobstore.get corrupt=1")
    world.refused(FlexibleChecksumError)
    assert world.asked == 1
