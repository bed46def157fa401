from urllib.parse import parse_qs, quote, urlsplit

import pytest
from botocore.auth import HmacV1Auth, HmacV1QueryAuth, S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.requests import received
from fakecf.blobstore.signatures import encoded_path
from fakecf.blobstore.verification import Verifier
from fakecf.clock import Clock
from tests.blobstore.conftest import Setting

ACCESS_KEY_ID, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1"
HOST = "127.0.0.1:9024"

keys = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs"]), min_size=1, max_size=30
)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
metadata = st.dictionaries(st.from_regex(r"x-amz-meta-[a-z][a-z0-9-]{0,8}", fullmatch=True), values, max_size=3)
queries = st.dictionaries(
    st.sampled_from(["versionId", "response-content-type", "partNumber", "prefix", "uploadId", "list-type"]),
    values,
    max_size=3,
)


def check(request, *, keys=None):
    """Verify what botocore prepared, at the true time: botocore asks the machine's clock."""
    prepared = request.prepare()
    parts = urlsplit(prepared.url)
    builder = EnvironBuilder(method=prepared.method, headers=dict(prepared.headers.items()))
    environ = builder.get_environ()
    environ["HTTP_HOST"] = HOST
    environ["RAW_URI"] = f"{parts.path}?{parts.query}"
    clock = Clock(lambda: Setting(frozen_at=None))
    return Verifier(keys or {ACCESS_KEY_ID: SECRET}, REGION, clock).check(received(environ))


def request(method, key, query, headers):
    url = f"http://{HOST}/cc-droplets/{quote(key, safe='/~')}"
    pairs = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in query.items())
    return AWSRequest(method, f"{url}?{pairs}" if pairs else url, headers=headers, data=b"")


@pytest.mark.parametrize(
    "signer",
    [
        lambda credentials: S3SigV4Auth(credentials, "s3", REGION),
        lambda credentials: S3SigV4QueryAuth(credentials, "s3", REGION, expires=60),
        HmacV1Auth,
        lambda credentials: HmacV1QueryAuth(credentials, expires=60),
    ],
    ids=["v4 header", "v4 query", "v2 header", "v2 query"],
)
@settings(max_examples=60, deadline=None)
@given(method=st.sampled_from(["GET", "PUT", "DELETE", "HEAD"]), key=keys, query=queries, headers=metadata)
def test_what_botocore_signs_is_verified(signer, method, key, query, headers):
    signed = request(method, key, query, headers)
    signer(Credentials(ACCESS_KEY_ID, SECRET)).add_auth(signed)
    assert check(signed) == ACCESS_KEY_ID


@settings(max_examples=30, deadline=None)
@given(key=keys, query=queries)
def test_what_another_secret_signed_is_refused(key, query):
    signed = request("GET", key, query, {})
    S3SigV4QueryAuth(Credentials(ACCESS_KEY_ID, "another"), "s3", REGION).add_auth(signed)
    with pytest.raises(S3Error) as caught:
        check(signed)
    assert caught.value.kind.code == "SignatureDoesNotMatch"
    assert caught.value.extras["SignatureProvided"] == parse_qs(urlsplit(signed.url).query)["X-Amz-Signature"][0]


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("/b/a%20b", "/b/a%20b"),
        ("/b/a+b", "/b/a%2Bb"),
        ("/b/a%2Fb", "/b/a%2Fb"),
        ("/b//a", "/b//a"),
        ("/b/./a", "/b/./a"),
        ("/b/%7ea", "/b/~a"),
    ],
)
def test_only_the_spelling_of_a_path_is_made_uniform(sent, canonical):
    assert encoded_path(sent) == canonical
