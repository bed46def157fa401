import re
from datetime import timedelta

import pytest
from botocore.auth import HmacV1Auth, S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.blobstore import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from fakecf.blobstore.bodies import Body
from tests.blobstore.conftest import BASE, BITS, KEY, asking, refused, said

ONE = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or "
    "the Authorization header should be specified"
)
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
INCOMPLETE = (
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
    "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
)
INCOMPLETE_V2 = "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
QUERY = "AuthorizationQueryParametersError"
HEADER = "AuthorizationHeaderMalformed"
CREDENTIAL = "Error parsing the X-Amz-Credential parameter; "
MALFORMED = "The authorization header is malformed; "
UNSIGNED = "There were headers present in the request which were not signed"
SKEWED = "The difference between the request time and the current time is too large."
UNKNOWN = "The AWS Access Key Id you provided does not exist in our records."
TEMPLATE = 'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'


@pytest.fixture
def blobs_v2(make_blobs):
    made = make_blobs(profile="fog-v2")
    made.put(DROPLETS, KEY, Body.of(BITS))
    return made


@pytest.fixture
def ask_v2(blobs_v2):
    return asking(blobs_v2)


@pytest.fixture
def url_v2(blobs_v2):
    return blobs_v2.download_url(DROPLETS, KEY, BASE)


@pytest.mark.parametrize(
    "authorization", ["bearer eyJhbGciOi.J9", "Bearer x", "Basic YTpi", "token", "AWS4-HMAC-SHA256 Credential=x"]
)
def test_a_relayed_authorization_beside_a_presigned_url_is_refused(ask, url, authorization):
    # blobstore 2.2, recorded in renovate#3877; T-31
    extras = {"ArgumentName": "Authorization", "ArgumentValue": authorization}
    assert refused(ask("GET", url, {"Authorization": authorization})) == (400, said("InvalidArgument", ONE, **extras))


def test_a_relayed_authorization_beside_a_version_2_url_is_refused(ask_v2, url_v2):
    extras = {"ArgumentName": "Authorization", "ArgumentValue": "bearer abc"}
    assert refused(ask_v2("GET", url_v2, {"Authorization": "bearer abc"})) == (
        400,
        said("InvalidArgument", ONE, **extras),
    )


@pytest.mark.parametrize("authorization", ["bearer abc", "Bearer abc", "Basic YTpi", "aws4-hmac-sha256 x"])
def test_an_authorization_of_another_world_is_refused(ask, authorization):
    extras = {"ArgumentName": "Authorization", "ArgumentValue": authorization}
    assert refused(ask("GET", f"{BASE}/cc-droplets/x", {"Authorization": authorization})) == (
        400,
        said("InvalidArgument", "Unsupported Authorization Type", **extras),
    )


@pytest.mark.parametrize("authorization", ["token", "Bearer a b", "AWS a b"])
def test_an_authorization_without_exactly_one_space_is_refused(ask, authorization):
    message = "Authorization header is invalid -- one and only one ' ' (space) required"
    extras = {"ArgumentName": "Authorization", "ArgumentValue": authorization}
    assert refused(ask("GET", f"{BASE}/cc-droplets/x", {"Authorization": authorization})) == (
        400,
        said("InvalidArgument", message, **extras),
    )


def test_a_url_works_until_the_end_of_its_hour_and_not_a_second_longer(ask, url, setting):
    setting.frozen_at += timedelta(hours=1)
    assert ask("GET", url).data == BITS
    setting.frozen_at += timedelta(seconds=1)
    extras = {"X-Amz-Expires": 3600, "Expires": "2026-11-23T14:52:51Z", "ServerTime": "2026-11-23T14:52:52Z"}
    assert refused(ask("GET", url)) == (403, said("AccessDenied", "Request has expired", **extras))


def test_an_expired_version_2_url_says_when_it_ended(ask_v2, url_v2, setting):
    setting.frozen_at += timedelta(hours=2)
    extras = {"Expires": "2026-11-23T14:52:51Z", "ServerTime": "2026-11-23T15:52:51Z"}
    assert refused(ask_v2("GET", url_v2)) == (403, said("AccessDenied", "Request has expired", **extras))


def test_a_url_from_the_future_is_not_yet_valid(ask, url, setting):
    setting.frozen_at -= timedelta(minutes=15)
    assert ask("GET", url).status_code == 200
    setting.frozen_at -= timedelta(seconds=1)
    assert refused(ask("GET", url)) == (403, said("AccessDenied", "Request is not yet valid"))


def test_a_url_from_the_end_of_time_is_not_yet_valid(ask, url):
    answer = ask("GET", url.replace("20261123", "99991231"))
    assert refused(answer) == (403, said("AccessDenied", "Request is not yet valid"))


def changed(url, pattern, replacement):
    made, count = re.subn(pattern, replacement, url)
    assert count == 1
    return made


@pytest.mark.parametrize(
    ("pattern", "replacement", "status", "error"),
    [
        ("&X-Amz-Date=[^&]*", "", 400, said(QUERY, INCOMPLETE)),
        ("&X-Amz-Signature=.*", "", 400, said(QUERY, INCOMPLETE)),
        (
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-MD5",
            400,
            said(QUERY, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'),
        ),
        ("(Credential=[^%]*)%2F", r"\1", 400, said(QUERY, f"{CREDENTIAL}the Credential is mal-formed; {TEMPLATE}")),
        (
            "us-east-1",
            "eu-west-1",
            400,
            said(
                QUERY,
                f"{CREDENTIAL}the region 'eu-west-1' is wrong; expecting 'us-east-1'",
                Region="us-east-1",
            ),
        ),
        (
            "%2Fs3%2F",
            "%2Fec2%2F",
            400,
            said(QUERY, f'{CREDENTIAL}incorrect service "ec2". This endpoint belongs to "s3".'),
        ),
        (
            "aws4_request",
            "aws5_request",
            400,
            said(QUERY, f'{CREDENTIAL}incorrect terminal "aws5_request". This endpoint uses "aws4_request".'),
        ),
        (
            "%2F20261123%2F",
            "%2F20261122%2F",
            400,
            said(
                QUERY,
                f'{CREDENTIAL}Invalid credential date "20261122". This date is not the same as X-Amz-Date: "20261123".',
            ),
        ),
        (
            "Date=20261123T135251Z",
            "Date=today",
            400,
            said(QUERY, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""),
        ),
        ("Expires=3600", "Expires=soon", 400, said(QUERY, "X-Amz-Expires should be a number")),
        ("Expires=3600", "Expires=-1", 400, said(QUERY, "X-Amz-Expires must be non-negative")),
        (
            "Expires=3600",
            "Expires=604801",
            400,
            said(
                QUERY,
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
                "than 604800 seconds",
            ),
        ),
        (ACCESS_KEY_ID, "AKIANOBODY", 403, said("InvalidAccessKeyId", UNKNOWN, AWSAccessKeyId="AKIANOBODY")),
        ("SignedHeaders=host", "SignedHeaders=range", 403, said("AccessDenied", UNSIGNED, HeadersNotSigned="host")),
    ],
)
def test_a_presigned_url_that_is_not_whole_and_true_is_refused(ask, url, pattern, replacement, status, error):
    assert refused(ask("GET", changed(url, pattern, replacement))) == (status, error)


def test_a_header_for_s3_that_the_url_does_not_sign_is_refused(ask, url):
    answer = ask("GET", url, {"X-Amz-Date": "20261123T135251Z", "X-Amz-Acl": "private"})
    assert refused(answer) == (403, said("AccessDenied", UNSIGNED, HeadersNotSigned="x-amz-acl, x-amz-date"))


def test_a_tampered_signature_is_refused_with_everything_that_was_signed(ask, url):
    path = f"/cc-droplets/ab/cd/{KEY.lower()}"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Checksum-Mode=ENABLED&X-Amz-Credential={ACCESS_KEY_ID}"
        "%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261123T135251Z&X-Amz-Expires=3600"
        "&X-Amz-SignedHeaders=host&x-id=GetObject"
    )
    canonical = f"GET\n{path}\n{query}\nhost:127.0.0.1:9024\n\nhost\nUNSIGNED-PAYLOAD"
    status, body = refused(ask("GET", changed(url, "Signature=.*", "Signature=00ff")))
    text = re.search("<StringToSign>(.*)</StringToSign>", body, re.DOTALL)[1]
    assert text.startswith("AWS4-HMAC-SHA256\n20261123T135251Z\n20261123/us-east-1/s3/aws4_request\n")
    assert (status, body) == (
        403,
        said(
            "SignatureDoesNotMatch",
            MISMATCH,
            AWSAccessKeyId=ACCESS_KEY_ID,
            StringToSign=text,
            SignatureProvided="00ff",
            StringToSignBytes=text.encode().hex(" "),
            CanonicalRequest=canonical,
            CanonicalRequestBytes=canonical.encode().hex(" "),
        ),
    )


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        ("/cc-droplets/", "/cc-packages/"),
        ("/cc-droplets/", "//cc-droplets/"),
        ("/cc-droplets/", "/cc-droplets//"),
        ("/cc-droplets/", "/./cc-droplets/"),
        ("/cc-droplets/", "/cc-packages/../cc-droplets/"),
        ("/cc-droplets/", "/cc-droplets%2F"),
        ("ab/cd", "ab%2Fcd"),
        ("Expires=3600", "Expires=3601"),
        ("127.0.0.1", "localhost"),
        ("x-id=GetObject", "x-id=PutObject"),
        ("$", "&versionId=1"),
    ],
)
def test_a_presigned_url_is_good_for_nothing_else(ask, url, pattern, replacement):
    # reliability T-31
    status, body = refused(ask("GET", changed(url, pattern, replacement)))
    assert (status, body[:34]) == (403, "<Code>SignatureDoesNotMatch</Code>")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_another_method_on_a_url_for_get_is_refused(ask, url, method):
    status, body = refused(ask(method, url, data=b"overwritten"))
    assert (status, body[:34]) == (403, "<Code>SignatureDoesNotMatch</Code>")
    assert ask("GET", url).data == BITS


def test_head_on_a_url_for_get_is_refused_without_a_body(ask, url):
    answer = ask("HEAD", url)
    assert (answer.status_code, answer.data) == (403, b"")


def test_a_content_type_breaks_a_version_2_url(ask_v2, url_v2):
    # blobstore 2.4: the cf CLI's Content-Type travels along the redirect (cloudfoundry/cli#1165)
    assert ask_v2("GET", url_v2).data == BITS
    status, body = refused(ask_v2("GET", url_v2, {"Content-Type": "application/json"}))
    expires, given = re.search("Expires=(.*)", url_v2)[1], re.search("Signature=(.*)&", url_v2)[1]
    text = f"GET\n\napplication/json\n{expires}\n/cc-droplets/ab/cd/{KEY.lower()}"
    assert (status, body) == (
        403,
        said(
            "SignatureDoesNotMatch",
            MISMATCH,
            AWSAccessKeyId=ACCESS_KEY_ID,
            StringToSign=text,
            SignatureProvided=given.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="),
            StringToSignBytes=text.encode().hex(" "),
        ),
    )


def test_a_content_type_leaves_a_version_4_url_alone(ask, url):
    assert ask("GET", url, {"Content-Type": "application/json"}).data == BITS


@pytest.mark.parametrize(
    ("pattern", "replacement", "status", "error"),
    [
        ("&Expires=.*", "", 403, said("AccessDenied", INCOMPLETE_V2)),
        ("AWSAccessKeyId=[^&]*&", "", 403, said("AccessDenied", INCOMPLETE_V2)),
        ("Expires=.*", "Expires=x", 403, said("AccessDenied", "Invalid date (should be seconds since epoch): x")),
        (ACCESS_KEY_ID, "AKIANOBODY", 403, said("InvalidAccessKeyId", UNKNOWN, AWSAccessKeyId="AKIANOBODY")),
    ],
)
def test_a_version_2_url_that_is_not_whole_and_true_is_refused(ask_v2, url_v2, pattern, replacement, status, error):
    assert refused(ask_v2("GET", changed(url_v2, pattern, replacement))) == (status, error)


def test_a_region_opened_after_2014_knows_no_version_2(make_blobs):
    blobs = make_blobs(profile="fog-v2", region="eu-central-1")
    message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    ask = asking(blobs)
    assert refused(ask("GET", blobs.download_url(DROPLETS, KEY, BASE))) == (400, said("InvalidRequest", message))
    assert refused(ask("GET", f"{BASE}/", {"Authorization": "AWS a:b"})) == (400, said("InvalidRequest", message))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/cc-droplets", f"/cc-droplets/ab/cd/{KEY.lower()}", "/cc-droplets/no", "/no/no"]
)
def test_an_anonymous_caller_learns_nothing_not_even_what_is_missing(ask, method, path):
    assert refused(ask(method, f"{BASE}{path}")) == (403, said("AccessDenied", "Access Denied"))


AT = "20261123T135251Z"
SCOPE = f"{ACCESS_KEY_ID}/20261123/us-east-1/s3/aws4_request"


def authorization(credential=SCOPE, signed="host;x-amz-content-sha256;x-amz-date", signature="00ff"):
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={signature}"


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        (
            {"Authorization": "AWS4-HMAC-SHA256 Credential=x, Signature=y"},
            400,
            said(
                HEADER,
                f"{MALFORMED}the authorization header requires three components: Credential, SignedHeaders, and "
                "Signature.",
            ),
        ),
        (
            {"Authorization": authorization("AKID/20261123")},
            400,
            said(HEADER, f"{MALFORMED}the Credential is mal-formed; {TEMPLATE}"),
        ),
        (
            {"Authorization": authorization(SCOPE.replace("us-east-1", "aws-global"))},
            400,
            said(HEADER, f"{MALFORMED}the region 'aws-global' is wrong; expecting 'us-east-1'", Region="us-east-1"),
        ),
        (
            {"Authorization": authorization(), "X-Amz-Date": ""},
            403,
            said("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
        ),
        (
            {"Authorization": authorization(), "X-Amz-Date": "20261123T140752Z"},
            403,
            said(
                "RequestTimeTooSkewed",
                SKEWED,
                RequestTime="20261123T140752Z",
                ServerTime="2026-11-23T13:52:51Z",
                MaxAllowedSkewMilliseconds=900000,
            ),
        ),
        (
            {"Authorization": authorization(SCOPE.replace(ACCESS_KEY_ID, "AKIANOBODY")), "X-Amz-Date": AT},
            403,
            said("InvalidAccessKeyId", UNKNOWN, AWSAccessKeyId="AKIANOBODY"),
        ),
        (
            {"Authorization": authorization(), "X-Amz-Date": AT},
            400,
            said("InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
        ),
        (
            {
                "Authorization": authorization(signed="host"),
                "X-Amz-Date": AT,
                "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
            },
            403,
            said("AccessDenied", UNSIGNED, HeadersNotSigned="x-amz-date"),
        ),
        (
            {"Authorization": f"AWS {ACCESS_KEY_ID}:x"},
            403,
            said("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
        ),
        (
            {"Authorization": "AWS AKIANOBODY:x", "Date": "Mon, 23 Nov 2026 13:52:51 GMT"},
            403,
            said("InvalidAccessKeyId", UNKNOWN, AWSAccessKeyId="AKIANOBODY"),
        ),
        (
            {"Authorization": "AWS a:x", "Date": "Mon, 23 Nov 2026 13:00:00 GMT"},
            403,
            said(
                "RequestTimeTooSkewed",
                SKEWED,
                RequestTime="Mon, 23 Nov 2026 13:00:00 GMT",
                ServerTime="2026-11-23T13:52:51Z",
                MaxAllowedSkewMilliseconds=900000,
            ),
        ),
    ],
)
def test_a_signed_header_that_is_not_whole_and_true_is_refused(ask, headers, status, error):
    assert refused(ask("GET", f"{BASE}/cc-droplets/x", headers)) == (status, error)


@pytest.mark.parametrize("scheme", ["AWS4-HMAC-SHA256", "AWS"])
def test_a_header_signed_with_another_secret_is_refused(make_blobs, setting, scheme):
    setting.frozen_at = None
    signer = S3SigV4Auth(Credentials(ACCESS_KEY_ID, "another"), "s3", "us-east-1")
    if scheme == "AWS":
        signer = HmacV1Auth(Credentials(ACCESS_KEY_ID, "another"))
    request = AWSRequest("GET", f"{BASE}/cc-droplets/x", headers={})
    signer.add_auth(request)
    status, body = refused(asking(make_blobs())("GET", request.url, dict(request.headers.items())))
    assert (status, body[:34]) == (403, "<Code>SignatureDoesNotMatch</Code>")
    assert SECRET_ACCESS_KEY not in body
