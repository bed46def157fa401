import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from fakecf.blobstore import DROPLETS, PACKAGES
from fakecf.blobstore.blobstore import partitioned
from fakecf.blobstore.bodies import Body
from tests.blobstore.conftest import BASE, BITS, KEY, Signed, asking

LOWER = KEY.lower()
ROOT = Path(__file__).parents[2]


class Blob(NamedTuple):
    bucket: str
    key: str
    body: Body
    moment: datetime


def test_a_key_is_kept_under_two_folders_of_its_own_first_letters():
    # cc-droplets 9
    assert partitioned("ABcdEf-1/Sha") == "ab/cd/abcdef-1/sha"


@pytest.mark.parametrize("warm", [False, True], ids=["before S3", "behind S3"])
def test_a_blob_is_there_until_it_is_deleted(blobs, warm):
    if warm:
        blobs.warm()
    assert blobs.exists(DROPLETS, KEY)
    assert blobs.exists(DROPLETS, KEY.upper())
    assert blobs.size(DROPLETS, KEY) == 500
    assert bytes(blobs.open(DROPLETS, KEY)) == BITS
    blobs.put(DROPLETS, KEY, Body.of(b"new"))
    assert bytes(blobs.open(DROPLETS, KEY)) == b"new"
    blobs.delete(DROPLETS, KEY)
    blobs.delete(DROPLETS, KEY)
    assert not blobs.exists(DROPLETS, KEY)
    assert not blobs.exists("no-bucket", KEY)
    with pytest.raises(KeyError, match=rf"cc-droplets has no blob '{KEY}' \(at ab/cd/{LOWER}\)"):
        blobs.open(DROPLETS, KEY)


def test_nothing_the_cloud_controller_does_imports_moto():
    # moto costs the first download most of a second
    program = f"""
import sys
from types import SimpleNamespace
from fakecf.blobstore import Blobstore
from fakecf.blobstore.bodies import Body
from fakecf.clock import Clock
from fakecf.guids import Guids

blobs = Blobstore(Clock(lambda: SimpleNamespace(frozen_at=None, ahead=0)), Guids(1))
blobs.put("cc-droplets", "{KEY}", Body.of(b"bits"))
blobs.exists("cc-droplets", "{KEY}"), blobs.open("cc-droplets", "{KEY}"), blobs.application
blobs.download_url("cc-droplets", "{KEY}", "{BASE}"), blobs.reset(), blobs.close()
print(*{{"moto", "boto3", "botocore"}} & sys.modules.keys())
blobs.warm()
print(*sorted({{"moto"}} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "\nmoto\n"


def test_what_an_s3_client_deletes_is_missing_for_the_cloud_controller(blobs, signed):
    assert signed("DELETE", f"/cc-droplets/ab/cd/{LOWER}").status_code == 204
    assert not blobs.exists(DROPLETS, KEY)


def test_what_an_s3_client_puts_is_there_for_the_cloud_controller(blobs, signed):
    assert signed("PUT", "/cc-packages/ne/w0/new0-guid", data=b"package").status_code == 200
    assert bytes(blobs.open(PACKAGES, "new0-guid")) == b"package"


def test_what_the_cloud_controller_puts_is_there_for_an_s3_client(blobs, signed):
    blobs.warm()
    blobs.put(PACKAGES, "new0-guid", Body.of(b"package"))
    assert signed("GET", "/cc-packages/ne/w0/new0-guid").data == b"package"


def test_a_bucket_that_a_client_deleted_is_there_again_once_the_cloud_controller_needs_it(blobs, signed):
    assert signed("DELETE", "/cc-packages").status_code == 204
    assert not blobs.exists(PACKAGES, "new0-guid")
    blobs.put(PACKAGES, "new0-guid", Body.of(b"package"))
    assert bytes(blobs.open(PACKAGES, "new0-guid")) == b"package"


def test_all_buckets_of_the_cloud_controller_exist_from_the_start(signed):
    listed = signed("GET", "/").text
    assert [
        name for name in ("cc-buildpacks", "cc-droplets", "cc-packages", "cc-resources") if f"<Name>{name}<" in listed
    ] == [
        "cc-buildpacks",
        "cc-droplets",
        "cc-packages",
        "cc-resources",
    ]
    assert "<CreationDate>2026-11-23T13:52:51" in listed


@pytest.mark.parametrize("warm", [False, True], ids=["before S3", "behind S3"])
def test_a_reset_goes_back_to_what_was_seeded(make_blobs, warm):
    blobs = make_blobs()
    blobs.seed([Blob(DROPLETS, KEY, Body.of(BITS), datetime(2026, 1, 2, tzinfo=UTC))])
    signed = Signed(blobs)
    for _ in range(2):
        if warm:
            signed("PUT", "/cc-packages/up/lo/uploaded", data=b"x")
            signed("PUT", "/another-bucket")
        blobs.delete(DROPLETS, KEY)
        blobs.put(PACKAGES, "other-guid", Body.of(b"x"))
        blobs.reset()
        assert bytes(blobs.open(DROPLETS, KEY)) == BITS
        assert not blobs.exists(PACKAGES, "other-guid")
        assert not blobs.exists(PACKAGES, "uploaded")
    seeded = signed("GET", f"/cc-droplets/ab/cd/{LOWER}")
    assert (seeded.data, seeded.headers["Last-Modified"]) == (BITS, "Fri, 02 Jan 2026 00:00:00 GMT")
    assert signed("HEAD", "/another-bucket").status_code == 404


def test_a_blob_bears_the_moment_when_it_was_put_and_not_of_its_first_download(blobs, ask, setting):
    url = blobs.download_url(DROPLETS, KEY, BASE)
    setting.frozen_at = setting.frozen_at.replace(minute=55)
    assert ask("GET", url).headers["Last-Modified"] == "Mon, 23 Nov 2026 13:52:51 GMT"


def test_two_blobstores_with_the_same_buckets_never_see_each_other(make_blobs):
    one, other = make_blobs(), make_blobs()
    Signed(one)("PUT", "/cc-packages/on/e0/one0", data=b"mine")
    other.put(DROPLETS, KEY, Body.of(BITS))
    other.warm()
    assert one.exists(PACKAGES, "one0")
    assert not other.exists(PACKAGES, "one0")
    assert not one.exists(DROPLETS, KEY)
    one.reset()
    assert other.exists(DROPLETS, KEY)


def test_keys_and_region_can_be_chosen(make_blobs):
    blobs = make_blobs(keys=("AKIDOTHER", "s3cret"), region="eu-central-1")
    blobs.put(DROPLETS, KEY, Body.of(BITS))
    url = blobs.download_url(DROPLETS, KEY, BASE)
    assert "Credential=AKIDOTHER%2F20261123%2Feu-central-1%2F" in url
    assert asking(blobs)("GET", url).data == BITS


def test_a_large_blob_bears_the_tag_of_a_multipart_upload(make_blobs):
    blobs = make_blobs()
    blobs.put(PACKAGES, "ab00", Body.repeat(bytes(2**20), 1024))
    answer = Signed(blobs)("HEAD", "/cc-packages/ab/00/ab00")
    assert answer.headers["Content-Length"] == str(2**30)
    assert answer.headers["ETag"].endswith('-205"')


def test_any_error_can_be_said_in_the_words_and_phrases_of_s3(blobs):
    # blobstore 2.2: a throttled request has a reason phrase of its own
    answer = blobs.error(503, "SlowDown", "Please reduce your request rate.", {})
    assert answer.status_line == "503 Slow Down"
    assert b"".join(answer.body).startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code>'
        b"<Message>Please reduce your request rate.</Message><RequestId>"
    )
