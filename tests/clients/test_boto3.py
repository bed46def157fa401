"""boto3 at the blobstore of a running foundation, beside what the API says of the same bits."""

import hashlib

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture
def s3(fakecf):
    credentials = fakecf.foundation.blobs.credentials
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=fakecf.blobstore_url,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        region_name=credentials.region,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
    )
    yield client
    client.close()


def droplet(fakecf):
    bearer = {"Authorization": f"bearer {fakecf.token('dev')}"}
    with requests.get(f"{fakecf.api_url}/v3/droplets?states=STAGED&per_page=1", headers=bearer, timeout=10) as answer:
        return answer.json()["resources"][0]


def test_the_object_that_a_droplet_redirects_to_is_listed_and_read(fakecf, s3):
    shown = droplet(fakecf)
    guid = shown["guid"]
    (listed,) = s3.list_objects_v2(Bucket="cc-droplets", Prefix=f"{guid[:2]}/{guid[2:4]}/{guid}/")["Contents"]
    bits = s3.get_object(Bucket="cc-droplets", Key=listed["Key"])["Body"].read()
    assert len(bits) == listed["Size"]
    assert hashlib.sha256(bits).hexdigest() == shown["checksum"]["value"]
    assert hashlib.sha1(bits).hexdigest() == listed["Key"].rpartition("/")[2]  # noqa: S324 - as CC names it


def test_what_boto3_deletes_the_cloud_controller_misses(fakecf, s3):
    shown = droplet(fakecf)
    guid = shown["guid"]
    (listed,) = s3.list_objects_v2(Bucket="cc-droplets", Prefix=f"{guid[:2]}/{guid[2:4]}/{guid}/")["Contents"]
    s3.delete_object(Bucket="cc-droplets", Key=listed["Key"])
    bearer = {"Authorization": f"bearer {fakecf.token('dev')}"}
    with requests.get(shown["links"]["download"]["href"], headers=bearer, timeout=10) as answer:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (502, 150006)


def test_another_key_is_refused(fakecf):
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=fakecf.blobstore_url,
        aws_access_key_id="AKIANOBODY0000000000",
        aws_secret_access_key="x",
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 0}),
    )
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        client.list_buckets()
    client.close()
