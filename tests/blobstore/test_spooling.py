import base64
import hashlib
import tempfile
from pathlib import Path

import pytest

from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.requests import received
from fakecf.blobstore.spooling import Spool
from tests.blobstore.conftest import Signed, refused, said

SMALL = b"small"
LARGE = bytes(range(256)) * 4096


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files(folder):
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("bits", "kept"), [(SMALL, []), (LARGE, [LARGE])], ids=["small", "large"])
def test_a_large_upload_is_kept_in_a_file_that_goes_with_the_object(signed, folder, bits, kept):
    assert signed("PUT", "/cc-packages/x", data=bits).status_code == 200
    assert files(folder) == kept
    assert signed("GET", "/cc-packages/x").data == bits
    assert signed("DELETE", "/cc-packages/x").status_code == 204
    assert files(folder) == []


def test_closing_removes_the_files_and_their_folder(make_blobs, folder):
    blobs = make_blobs()
    Signed(blobs)("PUT", "/cc-packages/x", data=LARGE)
    assert len(files(folder)) == 1
    blobs.close()
    assert list(folder.iterdir()) == []


def chunk(bits):
    return b"%x;chunk-signature=00\r\n%s\r\n" % (len(bits), bits)


@pytest.mark.parametrize("bits", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize(
    "kind", ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"], ids=["signed", "trailer"]
)
def test_the_framing_of_aws_chunks_is_taken_off(signed, bits, kind):
    framed = chunk(bits[:3]) + chunk(bits[3:]) + b"0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"
    headers = {
        "x-amz-content-sha256": kind,
        "x-amz-decoded-content-length": str(len(bits)),
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-sdk-checksum-algorithm": "CRC32",
        "Content-Encoding": "gzip,aws-chunked",
    }
    answer = signed("PUT", "/cc-packages/x", headers, framed)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == f'"{hashlib.md5(bits, usedforsecurity=False).hexdigest()}"'
    got = signed("GET", "/cc-packages/x", {"x-amz-checksum-mode": "ENABLED"})
    assert got.data == bits
    assert got.headers["Content-Encoding"] == "gzip"
    assert got.headers["x-amz-checksum-crc32"] == "AAAAAA=="
    assert {"x-amz-sdk-checksum-algorithm", "x-amz-content-sha256"} & {name for name, _ in got.headers} == set()


INCOMPLETE = said(
    "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"
)


@pytest.mark.parametrize(
    "framed",
    [
        b"",
        b"zz\r\nsmall\r\n0\r\n\r\n",
        b"-5\r\nsmall\r\n0\r\n\r\n",
        b"0x5\r\nsmall\r\n0\r\n\r\n",
        b"9\r\nsmall\r\n0\r\n\r\n",
        b"5\r\nsmallandmore\r\n0\r\n\r\n",
        b"4\r\nsmal\r\n0\r\n\r\n",
    ],
)
def test_framing_that_breaks_off_or_makes_no_sense_is_refused(signed, framed):
    headers = {"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x-amz-decoded-content-length": "5"}
    assert refused(signed("PUT", "/cc-packages/x", headers, framed)) == (400, INCOMPLETE)
    assert signed("HEAD", "/cc-packages/x").status_code == 404


def b64(digest):
    return base64.b64encode(digest).decode()


def test_a_body_that_is_not_what_its_md5_says_is_refused(signed):
    declared = b64(hashlib.md5(b"other", usedforsecurity=False).digest())
    computed = b64(hashlib.md5(SMALL, usedforsecurity=False).digest())
    answer = signed("PUT", "/cc-packages/x", {"Content-MD5": declared}, SMALL)
    message = "The Content-MD5 you specified did not match what we received."
    extras = {"ExpectedDigest": declared, "CalculatedDigest": computed}
    assert refused(answer) == (400, said("BadDigest", message, **extras))
    assert signed("PUT", "/cc-packages/x", {"Content-MD5": computed}, SMALL).status_code == 200


@pytest.mark.parametrize("declared", ["no", "bm8=", "§"])
def test_a_content_md5_that_is_none_is_refused(signed, declared):
    answer = signed("PUT", "/cc-packages/x", {"Content-MD5": declared}, SMALL)
    assert refused(answer) == (400, said("InvalidDigest", "The Content-MD5 you specified was invalid."))


@pytest.mark.parametrize("bits", [SMALL, LARGE], ids=["small", "large"])
def test_a_body_that_is_not_what_its_sha256_says_is_refused_and_not_kept(signed, folder, bits):
    declared, computed = hashlib.sha256(b"other").hexdigest(), hashlib.sha256(bits).hexdigest()
    answer = signed("PUT", "/cc-packages/x", {"x-amz-content-sha256": declared}, bits)
    message = "The provided 'x-amz-content-sha256' header does not match what was computed."
    extras = {"ClientComputedContentSHA256": declared, "S3ComputedContentSHA256": computed}
    assert refused(answer) == (400, said("XAmzContentSHA256Mismatch", message, **extras))
    assert files(folder) == []
    assert signed("PUT", "/cc-packages/x", {"x-amz-content-sha256": computed}, bits).status_code == 200


def test_an_upload_declared_larger_than_2_gib_is_refused_before_it_is_read(signed):
    headers = {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": str(2 * 2**30 + 1),
    }
    extras = {"ProposedSize": 2 * 2**30 + 1, "MaxSizeAllowed": 2 * 2**30}
    message = "Your proposed upload exceeds the maximum allowed size"
    assert refused(signed("PUT", "/cc-packages/x", headers)) == (400, said("EntityTooLarge", message, **extras))


def test_an_upload_that_turns_out_too_large_leaves_nothing_behind(folder):
    framed = b"".join(chunk(LARGE) for _ in range(3))
    environ = {
        "REQUEST_METHOD": "PUT",
        "RAW_URI": "/cc-packages/x",
        "HTTP_X_AMZ_CONTENT_SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "HTTP_X_AMZ_DECODED_CONTENT_LENGTH": "1",
        "CONTENT_LENGTH": str(len(framed)),
        "wsgi.input": (folder / "sent").open("wb+"),
    }
    with environ["wsgi.input"] as stream:
        stream.write(framed)
        stream.seek(0)
        with pytest.raises(S3Error, match="exceeds the maximum allowed size"):
            Spool(largest=len(LARGE) + 1).receive(environ, received(environ))
    Path(folder / "sent").unlink()
    assert files(folder) == []


def test_a_document_larger_than_any_that_s3_reads_is_refused(signed):
    answer = signed("POST", "/cc-packages?delete=", data=b" " * (4 * 2**20 + 1))
    extras = {"MaxMessageLengthBytes": 4 * 2**20}
    assert refused(answer) == (400, said("MaxMessageLengthExceeded", "Your request was too big.", **extras))


def test_a_chunked_upload_of_unknown_length_is_not_implemented(signed):
    answer = signed("PUT", "/cc-packages/x", {"Transfer-Encoding": "chunked", "Content-Length": ""}, b"")
    message = "A header you provided implies functionality that is not implemented"
    assert refused(answer) == (501, said("NotImplemented", message, Header="Transfer-Encoding"))


def test_an_empty_body_is_kept_in_memory(signed, folder):
    assert signed("PUT", "/cc-packages/x", data=b"").status_code == 200
    answer = signed("GET", "/cc-packages/x")
    assert (answer.data, answer.headers["Content-Length"]) == (b"", "0")
    assert files(folder) == []


def test_an_upload_without_a_length_is_refused(signed):
    answer = signed("PUT", "/cc-packages/x", {"Content-Length": ""})
    message = "You must provide the Content-Length HTTP header."
    assert refused(answer) == (411, said("MissingContentLength", message))
