"""Clients 8, row by row: how often cf-python-client asks for a droplet under a fault, and what it makes of the answer.

The measured counts are n x m: requests to `/download` x requests to the blobstore. What boto3 does of its own accord is
measured in test_boto3_retries.py.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import requests
from cloudfoundry_client.client import CloudFoundryClient
from cloudfoundry_client.errors import InvalidStatusCode

from fakecf import Server


class World:
    """A client that is logged in, and a droplet to download."""

    def __init__(self, server):
        self.server = server
        self.client = CloudFoundryClient(server.api_url, verify=False)
        self.client.init_with_user_credentials("dev", "dev")
        self.droplet = next(iter(self.client.v3.droplets.list(states="STAGED")))

    def download(self):
        """As the client's users do: it has no call of its own for it."""
        return self.client.get(self.droplet["links"]["download"]["href"])

    def refused(self, kind):
        with pytest.raises(kind) as refused:
            self.download()
        return refused.value

    def right(self, answer):
        return answer.status_code == 200 and self.is_the_droplet(answer.content)

    def is_the_droplet(self, bits):
        return hashlib.sha256(bits).hexdigest() == self.droplet["checksum"]["value"]

    @property
    def asked(self):
        """N x m."""
        operations = [each.operation for each in self.server.foundation.journal.exchanges()]
        return operations.count("droplets.download"), operations.count("blobstore.get")


@pytest.fixture
def start(tmp_path):
    """`start(blobstore="local")` is a foundation of that kind; without a word it is the shipped one."""
    running = []

    def started(**foundation):
        seed = tmp_path / "seed.yml"
        seed.write_text(
            f"fakecf: 1\nfoundation: {foundation}\nusers: {{dev: dev}}\n"
            "orgs: {o: {spaces: {s: {roles: {space_developer: [dev]}, apps: {a: {droplets: [{bits: {size: 1MiB}}]}}}}}}"
        )
        running.append(World(Server(seed).start()))
        return running[-1]

    yield started
    for world in running:
        world.client._session.close()
        world.server.stop()


@pytest.fixture
def world(start):
    return start()


def test_a_refused_token_is_refreshed_once_and_then_it_gives_up(world):
    # row "API 401 CF-InvalidAuthToken": 2x0 (refresh) then InvalidStatusCode
    world.server.fault("droplets.download CF-InvalidAuthToken")
    assert world.refused(InvalidStatusCode).status_code == 401
    assert world.asked == (2, 0)
    grants = [each for each in world.server.foundation.journal.exchanges() if each.operation == "uaa.token"]
    assert len(grants) == 2


def test_it_goes_on_when_the_refreshed_token_is_taken(world):
    world.server.fault("droplets.download CF-InvalidAuthToken x1")
    assert world.right(world.download())
    assert world.asked == (2, 1)


@pytest.mark.parametrize(
    ("effect", "status", "code"),
    [
        ("CF-NotAuthenticated", 401, 10002),  # row "API 401 10002 NotAuthenticated": 1x0
        ("CF-NotAuthorized", 403, 10003),  # row "API 403 / 404 / 422": 1x0
        ("CF-ResourceNotFound", 404, 10010),
        ("CF-UnprocessableEntity", 422, 10008),
        ("CF-RateLimitExceeded", 429, 10013),  # row "API 429 (+Retry-After)": 1x0
        ("500", 500, 10001),  # row "API 500 / 502 flat / 502 text / 503": 1x0, body kept
        ("503", 503, 10015),
    ],
)
def test_it_gives_up_at_once_with_the_body_in_its_exception(world, effect, status, code):
    world.server.fault(f"droplets.download {effect}")
    error = world.refused(InvalidStatusCode)
    assert (error.status_code, error.body["errors"][0]["code"]) == (status, code)
    assert world.asked == (1, 0)


def test_of_a_flat_502_and_one_of_text_the_body_is_kept_too(world):
    # row "API 500 / 502 flat / 502 text / 503"
    world.server.fault("droplets.download 502 x1")
    assert world.refused(InvalidStatusCode).body.keys() == {"code", "detail", "title"}
    world.server.fault({"on": "droplets.download", "do": {"status": 502, "shape": "gorouter"}})
    error = world.refused(InvalidStatusCode)
    assert error.body == "502 Bad Gateway: Registered endpoint failed to handle the request.\n"
    assert world.asked == (2, 0)


def test_a_reset_by_the_api_is_a_connection_error(world):
    # row "API TCP reset": 1x0 ConnectionError
    world.server.fault("droplets.download reset")
    assert type(world.refused(requests.ConnectionError)) is requests.ConnectionError
    assert world.asked == (1, 0)


def test_a_302_without_location_is_no_success(world):
    # row "302 without Location": InvalidStatusCode FOUND
    world.server.fault("droplets.download wrong=no-location")
    assert world.refused(InvalidStatusCode).status_code.name == "FOUND"
    assert world.asked == (1, 0)


def test_a_relative_location_is_followed(start):
    # row "302 relative Location": ok, with a store that does not mind the token, which goes along within an origin
    world = start(flavour="ignore")
    world.server.fault("droplets.download wrong=relative-location")
    assert world.right(world.download())
    assert world.asked == (1, 1)
    assert world.server.foundation.journal.exchanges()[-1].token_relayed


def test_to_aws_a_relative_location_brings_the_token_along(world):
    world.server.fault("droplets.download wrong=relative-location")
    assert "Only one auth mechanism allowed" in world.refused(InvalidStatusCode).body
    assert world.asked == (1, 1)


def test_a_loop_is_left_after_31_requests(world):
    # row "302 loop": 31 TooManyRedirects
    world.server.fault("droplets.download wrong=looping-location")
    world.refused(requests.TooManyRedirects)
    assert world.asked == (31, 0)


def test_a_200_at_once_is_as_good(start):
    # row "200 direct": ok
    world = start(blobstore="local")
    answer = world.download()
    assert world.right(answer)
    assert answer.history == []
    assert world.asked == (1, 0)


@pytest.mark.parametrize("blobstore", ["local", "s3"])
def test_what_claims_to_be_gzipped_is_gunzipped(start, blobstore):
    # row "200 + Content-Encoding: gzip": gunzipped, sha mismatch
    world = start(blobstore=blobstore)
    truth = world.download().content
    world.server.fault("downloads wrong=content-encoding")
    answer = world.download()
    assert answer.status_code == 200
    assert not world.is_the_droplet(answer.content)
    assert (truth[:2], answer.content[257:262]) == (b"\x1f\x8b", b"ustar")  # a .tar instead of a .tgz


@pytest.mark.parametrize("blobstore", ["local", "s3"])
def test_nothing_is_a_success(start, blobstore):
    # row "200 empty": ok, 0 bytes
    world = start(blobstore=blobstore)
    world.server.fault("downloads wrong=empty")
    answer = world.download()
    assert (answer.status_code, answer.content) == (200, b"")
    assert world.asked == (1, 0 if blobstore == "local" else 1)


@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ("droplets.download url=expired", 403, "AccessDenied"),  # row "blob 403 expired / 404 NoSuchKey (XML)":
        ("blobstore.get vanish", 404, "NoSuchKey"),  # 1x1, XML body in exception
        ("blobstore.get 503", 503, "SlowDown"),  # row "blob 503 SlowDown": 1x1
    ],
)
def test_what_the_blobstore_refuses_is_not_asked_for_again(world, rule, status, code):
    world.server.fault(rule)
    error = world.refused(InvalidStatusCode)
    assert error.status_code == status
    assert f"<Error><Code>{code}</Code>" in error.body
    assert world.asked == (1, 1)


def test_a_reset_by_the_blobstore_is_a_connection_error(world):
    # row "blob reset before headers": 1x1
    world.server.fault("blobstore.get reset")
    assert type(world.refused(requests.ConnectionError)) is requests.ConnectionError
    assert world.asked == (1, 1)


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("truncate=50%", "IncompleteRead"),
        ({"truncate": {"at": "50%", "how": "chunked"}}, "Response ended prematurely"),
        ("reset@50%", "ConnectionResetError"),
    ],
)
def test_a_body_that_breaks_off_is_a_chunked_encoding_error(world, effect, said):
    # row "blob truncated (CL too big) / chunked cut / reset mid-body": ChunkedEncodingError IncompleteRead
    world.server.fault({"on": "blobstore.get", "do": effect})
    assert said in str(world.refused(requests.exceptions.ChunkedEncodingError))
    assert world.asked == (1, 1)


def test_it_waits_for_a_slow_blobstore_for_ever(world):
    # row "blob slow (34 s)": ok
    world.server.fault("blobstore.get latency=34s")
    with ThreadPoolExecutor(1) as pool:
        download = pool.submit(world.download)
        while not wait([download], timeout=0.1).done:
            world.server.clock.advance("34s")
    assert world.right(download.result())
    assert world.server.foundation.journal.exchanges()[-1].fault is not None
    assert world.asked == (1, 1)


def test_wrong_bytes_are_a_success(world):
    # row "blob corrupt bytes": success
    world.server.fault("blobstore.get corrupt=3")
    answer = world.download()
    assert answer.status_code == 200
    assert not world.is_the_droplet(answer.content)
    assert world.asked == (1, 1)


def test_it_sends_no_content_type_that_a_signature_would_have_to_cover(start):
    # row "strict Content-Type signature": ok
    world = start(profile="fog-v2")
    answer = world.download()
    assert world.right(answer)
    strict = requests.get(answer.url, headers={"Content-Type": "application/json"}, timeout=10)
    assert (strict.status_code, "SignatureDoesNotMatch" in strict.text) == (403, True)
