"""What each kind of store answers to a presigned URL that comes with a token (blobstore 2.3)."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.flavours import STORES
from tests.blobstore.conftest import BASE, BITS, KEY, Signed, asking

TOKEN = "bearer eyJ.a.b"
UPPER = "Bearer eyJ.a.b"
OBJECT = f"/cc-droplets/ab/cd/{KEY.lower()}"


@pytest.fixture
def store(make_blobs):
    """A store of that flavour with a droplet in it."""

    def made(flavour, **more):
        blobs = make_blobs(flavour=flavour, **more)
        blobs.put(DROPLETS, KEY, Body.of(BITS))
        return blobs

    return made


def fetch(blobs, authorization, **more):
    url = blobs.download_url(DROPLETS, KEY, BASE)
    return asking(blobs)("GET", url, {"Authorization": authorization, **more})


@pytest.mark.parametrize("flavour", STORES)
@pytest.mark.parametrize("profile", ["storage-cli", "fog-v4", "fog-v2"])
def test_without_a_token_all_give_the_bits(store, flavour, profile):
    blobs = store(flavour, profile=profile)
    answer = asking(blobs)("GET", blobs.download_url(DROPLETS, KEY, BASE))
    assert (answer.status_code, answer.data) == (200, BITS)


# by the Authorization header: a token as UAA types it, one with a capital, other schemes, one that is a signature
ANSWERS = {
    "aws": (400, 400, 400, 400, 400),
    "minio": (200, 400, 200, 200, 400),
    "ceph": (400, 400, 400, 400, 400),
    "azure": (400, 400, 400, 400, 400),
    "gcs": (401, 401, 401, 401, 401),
    "webdav": (200, 200, 200, 200, 200),
    "ignore": (200, 200, 200, 200, 200),
}
SENT = (TOKEN, UPPER, "Basic YTpi", "Token x", "AWS key:signature")


@pytest.mark.parametrize("flavour", ANSWERS)
@pytest.mark.parametrize("profile", ["storage-cli", "fog-v2"])
def test_who_refuses_which_authorization_beside_a_signed_url(store, flavour, profile):
    blobs = store(flavour, profile=profile)
    answers = [fetch(blobs, sent) for sent in SENT]
    assert tuple(answer.status_code for answer in answers) == ANSWERS[flavour]
    assert all(answer.data == BITS for answer in answers if answer.status_code == 200)


def test_every_flavour_is_held_to_its_answers():
    assert set(ANSWERS) == set(STORES)


@pytest.mark.parametrize("flavour", ["minio", "webdav", "ignore"])
def test_an_ignored_token_does_not_make_a_bad_url_good(store, flavour, setting):
    blobs = store(flavour)
    url = blobs.download_url(DROPLETS, KEY, BASE)
    assert asking(blobs)("GET", url.replace("cc-droplets", "cc-packages"), {"Authorization": TOKEN}).status_code == 403
    setting.frozen_at += timedelta(hours=2)
    assert asking(blobs)("GET", url, {"Authorization": TOKEN}).status_code == 403


@pytest.mark.parametrize("flavour", ["minio", "webdav", "ignore"])
def test_a_range_is_served_beside_an_ignored_token(store, flavour):
    answer = fetch(store(flavour), TOKEN, Range="bytes=0-9")
    assert (answer.status_code, answer.data) == (206, BITS[:10])


def test_aws_names_the_header_and_its_value(store):
    # blobstore 2.2
    answer = fetch(store("aws"), TOKEN)
    assert f"<ArgumentName>Authorization</ArgumentName><ArgumentValue>{TOKEN}</ArgumentValue>" in answer.text


def test_minio_asks_for_one_kind_of_authentication(store):
    answer = fetch(store("minio"), UPPER)
    expected = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidRequest</Code><Message>Invalid Request (request '
        f"has multiple authentication types, please use one)</Message><Resource>{OBJECT}</Resource>"
        f"<RequestId>{answer.headers['X-Amz-Request-Id']}</RequestId><HostId>{answer.headers['X-Amz-Id-2']}</HostId>"
        "</Error>"
    )
    assert (answer.status, answer.text) == ("400 Bad Request", expected)
    assert (answer.headers["Server"], answer.headers["Content-Length"]) == ("MinIO", str(len(expected)))


def error(code, message, resource):
    return f"<Error><Code>{code}</Code><Message>{message}</Message><Resource>{resource}</Resource><RequestId>"


V4_ONLY = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."


@pytest.mark.parametrize(
    ("authorization", "status", "code", "message"),
    [
        (UPPER, 403, "AccessDenied", "Access Denied."),
        (TOKEN, 400, "InvalidRequest", V4_ONLY),
        ("Basic YTpi", 400, "InvalidRequest", V4_ONLY),
        ("nothing", 400, "InvalidRequest", V4_ONLY),
        ("", 403, "AccessDenied", "Access Denied."),
    ],
)
def test_to_minio_a_bearer_token_alone_is_nobody_and_other_schemes_are_none(
    store, authorization, status, code, message
):
    answer = asking(store("minio"))("GET", f"{BASE}{OBJECT}", {"Authorization": authorization})
    assert (answer.status_code, answer.headers["Server"]) == (status, "MinIO")
    assert error(code, message, OBJECT) in answer.text


def test_minio_tells_nothing_more_of_a_url_that_has_expired(store, setting):
    blobs = store("minio")
    url = blobs.download_url(DROPLETS, KEY, BASE)
    setting.frozen_at += timedelta(hours=2)
    answer = asking(blobs)("GET", url)
    assert (answer.status_code, error("AccessDenied", "Request has expired", OBJECT) in answer.text) == (403, True)


def test_minio_calls_the_time_the_servers(store, setting):
    blobs = store("minio")
    signed = Signed(blobs, setting.frozen_at)
    setting.frozen_at += timedelta(minutes=16)
    message = "The difference between the request time and the server's time is too large."
    assert error("RequestTimeTooSkewed", message, OBJECT) in signed("GET", OBJECT).text


def test_ceph_looks_at_the_header_alone_and_does_not_know_its_scheme(store):
    answer = fetch(store("ceph"), TOKEN)
    pattern = (
        r'<\?xml version="1\.0" encoding="UTF-8"\?><Error><Code>InvalidArgument</Code><Message></Message>'
        r"<BucketName>cc-droplets</BucketName><RequestId>(tx[0-9a-f]{21}-[0-9a-f]{10}-1075-default)</RequestId>"
        r"<HostId>1075-default-default</HostId></Error>"
    )
    found = re.fullmatch(pattern, answer.text)
    assert found
    assert (answer.status, answer.headers["x-amz-request-id"]) == ("400 Bad Request", found[1])


def test_ceph_has_a_message_of_its_own_for_an_expired_url(store, setting):
    blobs = store("ceph")
    url = blobs.download_url(DROPLETS, KEY, BASE)
    setting.frozen_at += timedelta(hours=2)
    answer = asking(blobs)("GET", url)
    assert answer.status_code == 403
    assert "<Code>AccessDenied</Code><Message>The pre-signed URL has expired</Message><RequestId>" in answer.text


def test_azure_says_it_in_the_reason_phrase_too(store):
    answer = fetch(store("azure"), TOKEN)
    message = "Authentication information is not given in the correct format. Check the value of Authorization header."
    guid = answer.headers["x-ms-request-id"]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid)
    assert answer.status == f"400 {message}"
    assert answer.text == (
        '<?xml version="1.0" encoding="utf-8"?><Error><Code>InvalidAuthenticationInfo</Code>'
        f"<Message>{message}\nRequestId:{guid}\nTime:2026-11-23T13:52:51.0000000Z</Message></Error>"
    )
    assert answer.headers["Server"] == "Microsoft-HTTPAPI/2.0"


def test_gcs_wants_an_authentication_that_it_knows(store):
    answer = fetch(store("gcs"), TOKEN)
    assert answer.status == "401 Unauthorized"
    assert answer.text == (
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AuthenticationRequired</Code>"
        "<Message>Authentication required.</Message></Error>"
    )


def test_a_request_is_answered_as_its_environ_says_before_the_foundation(store):
    blobs = store("webdav")

    def struck(environ, start_response):
        return blobs.application({**environ, "fakecf.flavour": "gcs"}, start_response)

    url = blobs.download_url(DROPLETS, KEY, BASE)
    assert asking(blobs)("GET", url, {"Authorization": TOKEN}).status_code == 200
    assert asking(SimpleNamespace(application=struck))("GET", url, {"Authorization": TOKEN}).status_code == 401


def test_a_path_cannot_break_out_of_the_xml(store):
    url = f"{BASE}/cc-droplets/%3C/Resource%3E%7Bdate%7D?X-Amz-Signature=0"
    answer = asking(store("minio"))("GET", url, {"Authorization": UPPER})
    assert "<Resource>/cc-droplets/&lt;/Resource&gt;{date}</Resource>" in answer.text


def test_head_is_refused_without_a_body(store):
    blobs = store("azure")
    answer = asking(blobs)("HEAD", blobs.download_url(DROPLETS, KEY, BASE), {"Authorization": TOKEN})
    assert (answer.status_code, answer.data) == (400, b"")
