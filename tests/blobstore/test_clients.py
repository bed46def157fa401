import io
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from fakecf.blobstore import DROPLETS
from tests.blobstore.conftest import BITS, KEY

MIB = 2**20
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["s3v4", "s3"])
def s3(request, make_blobs, setting, serve):
    """A boto3 client of either signature version; boto3 asks the machine's clock, so time is live."""
    setting.frozen_at = None
    blobs = make_blobs()
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=serve(blobs),
        region_name=blobs.credentials.region,
        aws_access_key_id=blobs.credentials.access_key_id,
        aws_secret_access_key=blobs.credentials.secret_access_key,
        config=Config(signature_version=request.param, s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
    )
    yield client
    client.close()


def test_boto3_puts_reads_copies_lists_and_deletes(s3):
    key = "a folder/ö+&=?#%2F"
    s3.put_object(Bucket=DROPLETS, Key=key, Body=BITS, ContentType="text/plain", Metadata={"stack": "cflinuxfs4"})
    got = s3.get_object(Bucket=DROPLETS, Key=key)
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (BITS, "text/plain", {"stack": "cflinuxfs4"})
    assert s3.get_object(Bucket=DROPLETS, Key=key, Range="bytes=10-14")["Body"].read() == b"01234"
    s3.copy_object(Bucket=DROPLETS, Key="copy", CopySource={"Bucket": DROPLETS, "Key": key})
    assert s3.head_object(Bucket=DROPLETS, Key="copy")["ETag"] == got["ETag"]
    assert [found["Key"] for found in s3.list_objects_v2(Bucket=DROPLETS)["Contents"]] == [key, "copy"]
    assert [found["Key"] for found in s3.list_objects(Bucket=DROPLETS, Prefix="co")["Contents"]] == ["copy"]
    assert [found["Key"] for found in s3.list_object_versions(Bucket=DROPLETS)["Versions"]] == [key, "copy"]
    deleted = s3.delete_objects(Bucket=DROPLETS, Delete={"Objects": [{"Key": key}, {"Key": "copy"}]})
    assert [found["Key"] for found in deleted["Deleted"]] == [key, "copy"]
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=DROPLETS, Key=key)


def test_boto3_uploads_in_parts(s3):
    bits = bytes(range(256)) * (10 * MIB // 256) + b"rest"
    s3.upload_fileobj(io.BytesIO(bits), DROPLETS, "large")
    got = s3.get_object(Bucket=DROPLETS, Key="large")
    assert got["Body"].read() == bits
    assert got["ETag"].endswith('-2"')
    assert (
        s3.get_object(Bucket=DROPLETS, Key="large", Range="bytes=8388600-8388615")["Body"].read()
        == bits[8388600:8388616]
    )
    assert s3.list_multipart_uploads(Bucket=DROPLETS).get("Uploads", []) == []
    assert requests.get(f"{s3.meta.endpoint_url}/{DROPLETS}/large", timeout=5).status_code == 403


@pytest.mark.parametrize(
    ("parts", "code"),
    [([{"PartNumber": 1, "ETag": '"no"'}], "InvalidPart"), ([{"PartNumber": 9, "ETag": "x"}], "InvalidPart")],
)
def test_an_upload_is_not_completed_with_parts_that_are_not_there(s3, parts, code):
    upload = s3.create_multipart_upload(Bucket=DROPLETS, Key="x")["UploadId"]
    s3.upload_part(Bucket=DROPLETS, Key="x", UploadId=upload, PartNumber=1, Body=b"part")
    with pytest.raises(ClientError, match=code):
        s3.complete_multipart_upload(Bucket=DROPLETS, Key="x", UploadId=upload, MultipartUpload={"Parts": parts})
    s3.abort_multipart_upload(Bucket=DROPLETS, Key="x", UploadId=upload)


def test_parts_too_small_are_refused_and_parts_can_be_copied(s3):
    s3.put_object(Bucket=DROPLETS, Key="source", Body=BITS)
    upload = s3.create_multipart_upload(Bucket=DROPLETS, Key="x")["UploadId"]
    part = {"Bucket": DROPLETS, "Key": "x", "UploadId": upload}
    source = {"Bucket": DROPLETS, "Key": "source"}
    tags = [
        s3.upload_part_copy(**part, PartNumber=number, CopySource=source, CopySourceRange="bytes=0-9")[
            "CopyPartResult"
        ]["ETag"]
        for number in (1, 2)
    ]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
    with pytest.raises(ClientError, match="EntityTooSmall"):
        s3.complete_multipart_upload(**part, MultipartUpload={"Parts": parts})
    s3.complete_multipart_upload(**part, MultipartUpload={"Parts": parts[:1]})
    assert s3.get_object(Bucket=DROPLETS, Key="x")["Body"].read() == BITS[:10]


def test_boto3_keeps_versions(s3):
    s3.create_bucket(Bucket="versions")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="versions", Key="x", Body=b"one")["VersionId"]
    s3.put_object(Bucket="versions", Key="x", Body=b"two")
    s3.delete_object(Bucket="versions", Key="x")
    with pytest.raises(ClientError, match="404") as caught:
        s3.head_object(Bucket="versions", Key="x")
    assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    assert s3.get_object(Bucket="versions", Key="x", VersionId=first)["Body"].read() == b"one"
    assert len(s3.list_object_versions(Bucket="versions")["Versions"]) == 2


def test_boto3_presigns_urls_that_work(s3):
    put = s3.generate_presigned_url("put_object", Params={"Bucket": DROPLETS, "Key": "x"})
    assert requests.put(put, data=BITS, timeout=5).status_code == 200
    get = s3.generate_presigned_url("get_object", Params={"Bucket": DROPLETS, "Key": "x"})
    assert requests.get(get, timeout=5).content == BITS
    assert requests.get(get, headers={"Authorization": "bearer x"}, timeout=5).status_code == 400


def test_tags_and_acls_are_kept(s3):
    s3.put_object(Bucket=DROPLETS, Key="x", Body=BITS, Tagging="a=b")
    s3.put_object_acl(Bucket=DROPLETS, Key="x", ACL="public-read")
    assert s3.get_object_tagging(Bucket=DROPLETS, Key="x")["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert requests.get(f"{s3.meta.endpoint_url}/{DROPLETS}/x", timeout=5).content == BITS


def test_a_refusal_over_a_socket_is_sent_in_chunks(make_blobs, serve):
    # blobstore 2.2: no Content-Length on errors
    answer = requests.get(f"{serve(make_blobs())}/{DROPLETS}/x", timeout=5)
    assert answer.status_code == 403
    assert "Content-Length" not in answer.headers
    assert answer.headers["Transfer-Encoding"] == "chunked"


STREAMED = f"""
import resource, threading
from types import SimpleNamespace
import requests
from werkzeug.serving import make_server
from fakecf.blobstore import Blobstore
from fakecf.blobstore.bodies import Body
from fakecf.clock import Clock
from fakecf.guids import Guids

blobs = Blobstore(Clock(lambda: SimpleNamespace(frozen_at=None, ahead=0)), Guids(1))
blobs.put("cc-droplets", "{KEY}", Body.repeat(bytes(range(256)), 2**30 // 256))
server = make_server("127.0.0.1", 0, blobs.application, threaded=True)
threading.Thread(target=server.serve_forever, kwargs={{"poll_interval": 0.01}}).start()
url = blobs.download_url("cc-droplets", "{KEY}", f"http://127.0.0.1:{{server.server_port}}")
assert len(requests.get(url, headers={{"Range": "bytes=0-99"}}).content) == 100
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with requests.get(url, stream=True) as answer:
    size = sum(len(block) for block in answer.iter_content(2**20))
server.shutdown()
print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_gibibyte_is_streamed_in_bounded_memory():
    done = subprocess.run([sys.executable, "-c", STREAMED], capture_output=True, text=True, check=True, cwd=ROOT)
    size, growth = map(int, done.stdout.split())
    assert size == 2**30
    assert growth <= 32 * 1024
