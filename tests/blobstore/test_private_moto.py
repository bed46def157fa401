import boto3
import pytest
from moto import mock_aws
from moto.core.base_backend import BackendDict
from moto.core.model_instances import model_data
from moto.s3.models import s3_backends

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.bodies import Body
from tests.blobstore.conftest import BASE, BITS, KEY, Signed, asking


@pytest.fixture
def users_s3(monkeypatch):
    """A client as a user of moto makes one, inside or outside of a mock."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    clients = []

    def make():
        clients.append(boto3.session.Session().client("s3", region_name="us-east-1"))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def names(client):
    return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]


def test_a_users_mock_sees_nothing_of_ours_and_takes_nothing_away(blobs, ask, url, users_s3):
    assert ask("GET", url).data == BITS
    with mock_aws():
        client = users_s3()
        assert names(client) == []
        client.create_bucket(Bucket="cc-droplets")
        client.put_object(Bucket="cc-droplets", Key="theirs", Body=b"theirs")
        assert ask("GET", url).data == BITS
        assert Signed(blobs)("PUT", "/cc-droplets/ours", data=b"ours").status_code == 200
        assert names(client) == ["cc-droplets"]
        assert [found["Key"] for found in client.list_objects_v2(Bucket="cc-droplets")["Contents"]] == ["theirs"]
        assert Signed(blobs)("HEAD", "/cc-droplets/theirs").status_code == 404
    assert ask("GET", url).data == BITS
    assert Signed(blobs)("GET", "/cc-droplets/ours").data == b"ours"
    with mock_aws():
        assert names(users_s3()) == []
    assert ask("GET", url).data == BITS


def test_an_engine_made_inside_a_users_mock_outlives_it(make_blobs, users_s3):
    with mock_aws():
        blobs = make_blobs()
        blobs.put(DROPLETS, KEY, Body.of(BITS))
        ask = asking(blobs)
        assert ask("GET", blobs.download_url(DROPLETS, KEY, BASE)).data == BITS
        assert names(users_s3()) == []
    assert ask("GET", blobs.download_url(DROPLETS, KEY, BASE)).data == BITS


def test_nothing_of_ours_is_known_to_what_moto_shares(blobs, signed):
    before = set(model_data["s3"].values())
    blobs.warm()
    signed("PUT", "/cc-packages/x", data=b"x")
    assert set(model_data["s3"].values()) == before
    assert not any(model.__module__.startswith("fakecf") for models in model_data.values() for model in models.values())
    assert all("000000000000" not in known for known in BackendDict._instances if known.service_name == "s3")
    assert s3_backends.bucket_accounts == {}


def test_nothing_made_for_a_request_is_kept_for_ever(blobs, signed):
    blobs.warm()
    models = blobs._engine._moto.models
    for number in range(5):
        signed("PUT", f"/cc-packages/{number}", data=b"x")
    ours = [value for value in vars(models).values() if getattr(value, "__module__", "") == "moto.s3.models"]
    tracked = [model.instances_tracked for model in ours if hasattr(model, "instances_tracked")]
    assert len(tracked) > 10
    assert not any(tracked)


def test_objects_bear_the_time_of_the_foundation(signed, setting):
    setting.frozen_at = setting.frozen_at.replace(second=59)
    signed("PUT", "/cc-packages/x", data=b"x")
    assert signed("HEAD", "/cc-packages/x").headers["Last-Modified"] == "Mon, 23 Nov 2026 13:52:59 GMT"


def test_upload_ids_and_versions_repeat_with_the_seed(make_blobs):
    made = [Signed(make_blobs(seed=5))("POST", "/cc-packages/x?uploads=").text.partition("<UploadId>")[2] for _ in "ab"]
    assert made[0] == made[1] != ""
