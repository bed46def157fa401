from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.auth import HmacV1QueryAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.blobstore import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from fakecf.blobstore.signing import Credentials as Keys
from fakecf.blobstore.signing import download_url
from tests.blobstore.conftest import BASE, BITS, KEY, NOW, asking

PATH = f"/cc-droplets/ab/cd/{KEY.lower()}"


def test_storage_cli_signs_in_alphabetical_order_with_the_signature_last(url):
    # blobstore 3.2: the URL of today's Cloud Controller
    target, _, signature = url.partition("&X-Amz-Signature=")
    assert target == (
        f"{BASE}{PATH}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Checksum-Mode=ENABLED"
        f"&X-Amz-Credential={ACCESS_KEY_ID}%2F20261123%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20261123T135251Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&x-id=GetObject"
    )
    assert len(signature) == 64


def test_fog_v4_signs_in_the_order_of_fog_aws(make_blobs):
    url = make_blobs(profile="fog-v4").download_url(DROPLETS, KEY, BASE)
    target, _, signature = url.partition("&X-Amz-Signature=")
    assert target == (
        f"{BASE}{PATH}?X-Amz-Expires=3600&X-Amz-Date=20261123T135251Z&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Credential={ACCESS_KEY_ID}%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host"
    )
    assert len(signature) == 64


def test_fog_v2_has_key_signature_and_the_moment_of_expiry(make_blobs):
    url = make_blobs(profile="fog-v2").download_url(DROPLETS, KEY, BASE)
    assert url.partition("?")[0] == f"{BASE}{PATH}"
    assert [name for name, _ in parse_qsl(urlsplit(url).query)] == ["AWSAccessKeyId", "Signature", "Expires"]
    assert dict(parse_qsl(urlsplit(url).query))["Expires"] == str(int((NOW + timedelta(hours=1)).timestamp()))


@pytest.mark.parametrize("profile", ["storage-cli", "fog-v4"])
def test_botocore_computes_the_same_version_4_signature(make_blobs, profile):
    url = make_blobs(profile=profile).download_url(DROPLETS, KEY, BASE)
    unsigned, _, signature = url.rpartition("&X-Amz-Signature=")
    request = AWSRequest("GET", unsigned, headers={"host": "127.0.0.1:9024"})
    request.context["timestamp"] = "20261123T135251Z"
    signer = S3SigV4QueryAuth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), "s3", "us-east-1")
    text = signer.string_to_sign(request, signer.canonical_request(request))
    assert signer.signature(text, request) == signature


def test_botocore_computes_the_same_version_2_signature(make_blobs):
    url = make_blobs(profile="fog-v2").download_url(DROPLETS, KEY, BASE)
    query = dict(parse_qsl(urlsplit(url).query))
    signer = HmacV1QueryAuth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    signer._get_date = lambda: query["Expires"]
    assert signer.get_signature("GET", urlsplit(url.partition("?")[0]), {}) == query["Signature"]


@pytest.mark.parametrize("profile", ["storage-cli", "fog-v4", "fog-v2"])
def test_a_url_of_any_era_downloads_the_blob(blobs, make_blobs, profile):
    other = make_blobs(profile=profile)
    other.put(DROPLETS, KEY, blobs.open(DROPLETS, KEY))
    answer = asking(other)("GET", other.download_url(DROPLETS, KEY, BASE))
    assert (answer.status_code, answer.data) == (200, BITS)


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://blobs.example:80", "blobs.example"),
        ("https://blobs.example:443/", "blobs.example"),
        ("http://[::1]:9024", "[::1]:9024"),
    ],
)
def test_the_signed_host_is_what_clients_put_into_their_host_header(base_url, host):
    keys = Keys("AKID", "secret", "us-east-1")
    signature = download_url("storage-cli", base_url, "/b/k", keys, NOW).rpartition("=")[2]
    assert signature == download_url("storage-cli", f"http://{host}", "/b/k", keys, NOW).rpartition("=")[2]
