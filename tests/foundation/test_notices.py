"""What a listener has no route for, and what made fakecf itself fail, is noticed wherever it is asked."""

import boto3
import pytest
import requests

from fakecf.journal import Search
from fakecf.server import Server


@pytest.fixture(scope="module")
def cf():
    with Server("default") as server:
        yield server


@pytest.fixture(autouse=True)
def anew(cf):
    cf.foundation.reset()


@pytest.mark.parametrize(
    ("listener", "method", "path", "status", "is_unknown"),
    [
        ("api", "GET", "/v3/nope", 404, True),
        ("uaa", "GET", "/v3/apps", 404, True),
        ("uaa", "PUT", "/oauth/token", 405, True),
        ("uaa", "GET", "/login", 200, False),
        # every path names a bucket and a key
        ("blobstore", "GET", "/nowhere/at-all", 403, False),
    ],
)
def test_it_is_told_from_what_is_refused(cf, listener, method, path, status, is_unknown):
    answer = requests.request(method, f"{getattr(cf, f'{listener}_url')}{path}", timeout=10)
    assert answer.status_code == status
    found = cf.foundation.journal.exchanges(Search(flag="unknown"))
    assert [(each.listener, each.status) for each in found] == ([(listener, status)] if is_unknown else [])


def test_what_the_engine_of_the_blobstore_trips_over_is_our_failure(cf):
    aws = cf.foundation.client_environments()["aws"]
    keys = {"aws_access_key_id": aws["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": aws["AWS_SECRET_ACCESS_KEY"]}
    s3 = boto3.client("s3", endpoint_url=cf.blobstore_url, region_name=aws["AWS_DEFAULT_REGION"], **keys)
    link = s3.generate_presigned_url(
        "put_bucket_cors", {"Bucket": "cc-droplets", "CORSConfiguration": {"CORSRules": []}}
    )
    s3.close()
    assert requests.put(link, data=b"<CORSConfiguration/>", timeout=10).status_code == 500
    assert cf.foundation.journal.exchanges()[-1].uncaught
