from hashlib import md5

import pytest

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.bodies import Body
from tests.blobstore.conftest import BASE, BITS, KEY, Signed, asking, refused, said

ETAG = f'"{md5(BITS, usedforsecurity=False).hexdigest()}"'
DATE = "Mon, 23 Nov 2026 13:52:51 GMT"
OBJECT = f"/cc-droplets/ab/cd/{KEY.lower()}"


def without_ids(answer, *ids):
    assert [name for name, _ in answer.headers][:2] == list(ids)
    return list(answer.headers)[2:]


def test_a_download_has_the_headers_of_aws_in_their_order(ask, url):
    # blobstore 2.2, success headers
    answer = ask("GET", url)
    assert without_ids(answer, "x-amz-id-2", "x-amz-request-id") == [
        ("Date", DATE),
        ("Last-Modified", DATE),
        ("ETag", ETAG),
        ("x-amz-server-side-encryption", "AES256"),
        ("Accept-Ranges", "bytes"),
        ("Content-Type", "binary/octet-stream"),
        ("Content-Length", "500"),
        ("Server", "AmazonS3"),
    ]
    assert (answer.status, answer.data) == ("200 OK", BITS)


def test_a_refusal_has_the_headers_of_aws_and_no_length(ask):
    # blobstore 2.2: errors are sent chunked
    answer = ask("GET", f"{BASE}/cc-droplets/x")
    assert without_ids(answer, "x-amz-request-id", "x-amz-id-2") == [
        ("Content-Type", "application/xml"),
        ("Date", DATE),
        ("Server", "AmazonS3"),
    ]


def test_every_answer_has_ids_of_its_own_that_repeat_with_the_seed(make_blobs):
    ids = [
        [asking(blobs)("GET", f"{BASE}/x").headers["x-amz-request-id"] for _ in range(3)]
        for blobs in (make_blobs(seed=7), make_blobs(seed=7), make_blobs(seed=8))
    ]
    assert ids[0] == ids[1] != ids[2]
    assert len(set(ids[0])) == 3
    assert all(len(request_id) == 16 for request_id in ids[0])


def test_head_has_the_length_and_no_body(signed):
    answer = signed("HEAD", OBJECT)
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "500")
    assert answer.headers["ETag"] == ETAG


@pytest.mark.parametrize(
    ("wanted", "range_sent", "bits"),
    [
        ("bytes=0-9", "bytes 0-9/500", BITS[:10]),
        ("bytes=490-", "bytes 490-499/500", BITS[490:]),
        ("bytes=-5", "bytes 495-499/500", BITS[-5:]),
        ("bytes=495-9999", "bytes 495-499/500", BITS[495:]),
    ],
)
def test_a_range_is_answered_with_206(ask, url, wanted, range_sent, bits):
    answer = ask("GET", url, {"Range": wanted})
    assert (answer.status_code, answer.data) == (206, bits)
    assert answer.headers["Content-Range"] == range_sent
    assert answer.headers["Content-Length"] == str(len(bits))


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "items=0-4", "bytes", "bytes=a-b", "bytes=9-3", "bytes=0=4"])
def test_a_range_that_s3_does_not_understand_is_answered_with_everything(ask, url, wanted):
    answer = ask("GET", url, {"Range": wanted})
    assert (answer.status_code, answer.data) == (200, BITS)


@pytest.mark.parametrize("wanted", ["bytes=500-", "bytes=1024-4096", "bytes=-0"])
def test_a_range_past_the_end_is_refused_with_416(ask, url, wanted):
    answer = ask("GET", url, {"Range": wanted})
    extras = {"RangeRequested": wanted, "ActualObjectSize": 500}
    assert refused(answer) == (416, said("InvalidRange", "The requested range is not satisfiable", **extras))


LATER, EARLIER = "Mon, 23 Nov 2026 13:52:52 GMT", "Mon, 23 Nov 2026 13:52:50 GMT"


@pytest.mark.parametrize(
    "condition",
    [
        {"If-None-Match": ETAG},
        {"If-None-Match": ETAG.strip('"')},
        {"If-Modified-Since": LATER},
        {"If-None-Match": ETAG, "If-Modified-Since": EARLIER},
    ],
)
def test_what_the_caller_has_already_is_answered_with_304_and_no_entity_headers(ask, url, condition):
    answer = ask("GET", url, condition)
    assert (answer.status_code, answer.data) == (304, b"")
    assert without_ids(answer, "x-amz-id-2", "x-amz-request-id") == [
        ("Date", DATE),
        ("Last-Modified", DATE),
        ("ETag", ETAG),
        ("x-amz-server-side-encryption", "AES256"),
        ("Server", "AmazonS3"),
    ]


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ({"If-Match": '"another"'}, "If-Match"),
        ({"If-Unmodified-Since": EARLIER}, "If-Unmodified-Since"),
    ],
)
def test_a_condition_that_does_not_hold_is_refused_with_412(ask, url, condition, named):
    message = "At least one of the pre-conditions you specified did not hold"
    assert refused(ask("GET", url, condition)) == (412, said("PreconditionFailed", message, Condition=named))


@pytest.mark.parametrize(
    "condition",
    [
        {"If-Match": ETAG, "If-Unmodified-Since": EARLIER},
        {"If-None-Match": '"another"', "If-Modified-Since": LATER},
        {"If-Modified-Since": "yesterday"},
        {"If-Unmodified-Since": "yesterday"},
    ],
)
def test_a_weaker_or_senseless_condition_is_passed_over(ask, url, condition):
    assert ask("GET", url, condition).data == BITS


def test_a_missing_key_is_named_to_who_may_list(signed):
    assert refused(signed("GET", "/cc-droplets/no")) == (
        404,
        said("NoSuchKey", "The specified key does not exist.", Key="no"),
    )


def test_a_missing_bucket_is_named(signed):
    assert refused(signed("GET", "/nowhere/no")) == (
        404,
        said("NoSuchBucket", "The specified bucket does not exist", BucketName="nowhere"),
    )


def test_head_of_a_missing_key_is_404_without_a_body(signed):
    answer = signed("HEAD", "/cc-droplets/no")
    assert (answer.status_code, answer.data) == (404, b"")
    assert without_ids(answer, "x-amz-request-id", "x-amz-id-2") == [
        ("Content-Type", "application/xml"),
        ("Date", DATE),
        ("Server", "AmazonS3"),
    ]


def test_parameters_of_a_presigned_url_override_headers(signed):
    target = f"{OBJECT}?response-content-disposition=attachment&response-content-type=text%2Fplain"
    answer = signed("GET", target)
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Type"] == "text/plain"


def test_a_host_that_names_a_bucket_is_understood(signed):
    answer = signed("GET", OBJECT.removeprefix("/cc-droplets"), base="http://cc-droplets.localhost:9024")
    assert answer.data == BITS


@pytest.mark.parametrize("host", ["localhost:9024", "s3.localhost", "blobstore.localhost", "blobstore", "[::1]:9024"])
def test_a_host_that_names_the_blobstore_has_its_bucket_in_the_path(signed, host):
    assert signed("GET", OBJECT, base=f"http://{host}").data == BITS


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_anybody_may_read_what_is_public(signed, ask, method):
    signed("PUT", "/cc-packages/public", {"x-amz-acl": "public-read"}, b"open")
    assert ask(method, f"{BASE}/cc-packages/public").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_nobody_may_change_what_is_public(signed, ask, method):
    signed("PUT", "/cc-packages/public", {"x-amz-acl": "public-read"}, b"open")
    answer = ask(method, f"{BASE}/cc-packages/public", data=b"mine")
    assert refused(answer) == (403, said("AccessDenied", "Access Denied"))


@pytest.mark.parametrize("query", ["?acl", "?tagging", "?versionId=null", "?X-Amz-Expires"])
def test_public_bits_are_all_that_is_public(signed, ask, query):
    signed("PUT", "/cc-packages/public", {"x-amz-acl": "public-read"}, b"open")
    assert ask("GET", f"{BASE}/cc-packages/public{query}").status_code in {400, 403}


@pytest.mark.parametrize("path", ["/moto-api/", "/moto-api/reset", "/moto-api/data.json", "/moto-api/seed?a=1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_control_pages_of_moto_are_not_reachable(ask, signed, method, path):
    # reliability T-32
    assert refused(ask(method, BASE + path)) == (403, said("AccessDenied", "Access Denied"))
    assert signed(method, path).status_code in {404, 405}


@pytest.mark.parametrize("host", ["sqs.us-east-1.amazonaws.com", "iam.amazonaws.com", "169.254.169.254"])
def test_no_other_service_of_amazon_is_reachable(ask, signed, host):
    # reliability T-32
    target = f"http://{host}/?Action=ListUsers&Version=2010-05-08"
    assert refused(ask("GET", target)) == (403, said("AccessDenied", "Access Denied"))
    answer = signed("GET", "/?Action=ListUsers&Version=2010-05-08", base=f"http://{host}")
    assert "<ListAllMyBucketsResult" in answer.text


def test_no_header_of_motos_own_moves_a_caller_to_another_account(signed):
    assert signed("GET", OBJECT, {"x-moto-account-id": "123456789012"}).data == BITS


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "PROPFIND"])
def test_a_method_that_s3_does_not_have_is_refused(signed, method):
    message = "The specified method is not allowed against this resource."
    extras = {"Method": method, "ResourceType": "OBJECT"}
    assert refused(signed(method, OBJECT)) == (405, said("MethodNotAllowed", message, **extras))


def test_a_browser_from_elsewhere_is_refused_and_told_nothing(ask, url):
    answer = ask("OPTIONS", url, {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"})
    message = "CORSResponse: CORS is not enabled for this bucket."
    extras = {"Method": "OPTIONS", "ResourceType": "OBJECT"}
    assert refused(answer) == (403, said("AccessForbidden", message, **extras))
    answer = ask("GET", url, {"Origin": "https://evil.example"})
    assert [name for name, _ in answer.headers if name.lower().startswith("access-control-")] == []


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "//cc-droplets/x"), ("PUT", "/"), ("DELETE", "/"), ("PUT", "//x")]
)
def test_a_path_without_a_bucket_is_refused(signed, method, path):
    message = "The specified bucket is not valid."
    assert refused(signed(method, path)) == (400, said("InvalidBucketName", message, BucketName=""))


@pytest.mark.parametrize(
    "document", [b"<Delete", b'<!DOCTYPE d [<!ENTITY a "b">]><Delete>&a;</Delete>', b"", b"\xff\xfe"]
)
def test_xml_that_is_none_or_defines_entities_is_refused(signed, document):
    message = "The XML you provided was not well-formed or did not validate against our published schema"
    assert refused(signed("POST", "/cc-droplets?delete=", data=document)) == (400, said("MalformedXML", message))


@pytest.mark.parametrize(("method", "query"), [("PUT", "partNumber=1&uploadId=no"), ("POST", "uploadId=no")])
def test_an_unknown_upload_is_refused(signed, method, query):
    document = (
        b"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>"
    )
    message = (
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
        "completed."
    )
    assert refused(signed(method, f"/cc-droplets/x?{query}", data=document)) == (
        404,
        said("NoSuchUpload", message, UploadId="no"),
    )


def test_a_senseless_part_number_is_refused(signed):
    assert refused(signed("PUT", "/cc-droplets/x?partNumber=one&uploadId=no")) == (
        400,
        said("InvalidArgument", "Invalid Argument"),
    )


def test_a_part_number_beyond_the_only_part_is_refused(signed):
    answer = signed("GET", f"{OBJECT}?partNumber=2")
    assert refused(answer) == (416, said("InvalidPartNumber", "The requested partnumber is not satisfiable"))


def test_a_file_that_changed_under_its_blob_is_an_internal_error_and_not_half_an_answer(make_blobs, tmp_path):
    path = tmp_path / "bits"
    path.write_bytes(BITS)
    blobs = make_blobs()
    blobs.put(DROPLETS, KEY, Body.file(path))
    signed = Signed(blobs)
    assert signed("GET", OBJECT).data == BITS
    path.write_bytes(b"other bits")
    message = "We encountered an internal error. Please try again."
    assert refused(signed("GET", OBJECT)) == (500, said("InternalError", message))
