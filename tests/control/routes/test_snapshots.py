from datetime import timedelta

import boto3
import pytest
import requests

from fakecf.client import Client, ClientError
from fakecf.foundation.snapshots import MAX_SNAPSHOTS
from fakecf.server import Server
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import Droplet


@pytest.fixture
def cf():
    with Server("default") as running:
        yield running


@pytest.fixture
def steered(cf):
    return Client(cf.control_url)


@pytest.fixture
def s3(cf):
    keys = cf.foundation.blobs.credentials
    return boto3.client(
        "s3",
        endpoint_url=cf.blobstore_url,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        region_name=keys.region,
    )


@pytest.fixture
def steer(steer):
    steer.foundation.snapshots.clear()
    return steer


def bearer(cf):
    return {"Authorization": f"bearer {cf.token('admin')}"}


def droplet_of(cf):
    return next(each for each in cf.foundation.store.state[Droplet] if each.state == "STAGED" and each.sha1)


def download(cf, droplet):
    return requests.get(f"{cf.api_url}/v3/droplets/{droplet.guid}/download", headers=bearer(cf), timeout=10)


@pytest.mark.parametrize("warm", [False, True], ids=["before anybody spoke S3", "with S3 in use"])
def test_what_was_deleted_can_be_downloaded_again(cf, steered, warm):
    if warm:
        cf.foundation.blobs.warm()
    droplet = droplet_of(cf)
    bits = download(cf, droplet).content
    kept = steered.save_snapshot("before")
    assert (
        requests.delete(f"{cf.api_url}/v3/droplets/{droplet.guid}", headers=bearer(cf), timeout=10).status_code == 202
    )
    cf.foundation.blobs.delete("cc-droplets", droplet.blobstore_key)
    assert download(cf, droplet).status_code == 404
    assert steered.restore_snapshot("before") == kept
    answer = download(cf, droplet)
    assert (answer.status_code, answer.content) == (200, bits)


def test_faults_come_back_with_their_counters_and_time_with_them(cf, steered):
    steered.set_clock(freeze="2026-01-01")
    steered.add_fault("downloads 502 x3")
    download(cf, droplet_of(cf))
    steered.save_snapshot("struck")
    steered.clear_faults()
    steered.advance_clock("1h")
    assert steered.restore_snapshot("struck")["moment"] == "2026-01-01T00:00:00Z"
    assert [(rule["hits"], rule["remaining"]) for rule in steered.faults()] == [(1, 2)]
    assert steered.clock()["now"] == "2026-01-01T00:00:00Z"


def test_what_was_under_way_has_as_long_to_go_as_it_had(cf, steered):
    steered.set_lifecycle("droplets", droplet_of(cf).guid, "1h")
    steered.add_fault({"on": "downloads", "do": 502, "when": {"for": "1h"}})
    steered.save_snapshot("begun")
    kept = cf.foundation.snapshots["begun"]
    cf.foundation.snapshots["begun"] = kept._replace(moment=kept.moment - (elapsed := timedelta(hours=2)))
    steered.restore_snapshot("begun")
    (before,), (after,) = kept.state[Lifecycle], cf.foundation.store.state[Lifecycle]
    assert elapsed <= after.created_at - before.created_at < elapsed + timedelta(minutes=5)
    assert [rule["state"] for rule in steered.faults()] == ["armed"]
    assert [each["state"] for each in steered.lifecycles()] == ["STAGING"]


def test_what_s3_clients_changed_is_as_it_was(cf, steered, s3):
    s3.put_object(Bucket="cc-droplets", Key="mine", Body=b"one", Metadata={"who": "me"}, Tagging="a=b")
    steered.save_snapshot("mine")
    s3.put_object(Bucket="cc-droplets", Key="mine", Body=b"two")
    s3.create_bucket(Bucket="another")
    for _ in range(2):
        steered.restore_snapshot("mine")
        found = s3.get_object(Bucket="cc-droplets", Key="mine")
        assert (found["Body"].read(), found["Metadata"]) == (b"one", {"who": "me"})
        assert s3.get_object_tagging(Bucket="cc-droplets", Key="mine")["TagSet"] == [{"Key": "a", "Value": "b"}]
        assert "another" not in [each["Name"] for each in s3.list_buckets()["Buckets"]]
        s3.delete_object(Bucket="cc-droplets", Key="mine")


def test_snapshots_are_listed_shown_replaced_and_forgotten(steer):
    first = steer.call("POST", "/v1/snapshots/a", {})
    again = steer.call("POST", "/v1/snapshots/a", {})
    assert (first.status_code, first.headers["Location"], again.status_code) == (201, "/v1/snapshots/a", 200)
    steer.call("POST", "/v1/snapshots/b.1", {})
    listed = steer.call("GET", "/v1/snapshots").json()
    assert [each["name"] for each in listed] == ["a", "b.1"]
    assert steer.call("GET", "/v1/snapshots/b.1").json() == listed[1]
    assert listed[0]["records"] > 20
    assert steer.call("DELETE", "/v1/snapshots/a").status_code == 204
    assert steer.call("DELETE", "/v1/snapshots").status_code == 204
    assert steer.call("GET", "/v1/snapshots").json() == []


def test_a_reset_forgets_no_snapshot(steer):
    steer.call("POST", "/v1/snapshots/a", {})
    steer.call("POST", "/v1/reset", {})
    assert steer.call("DELETE", "/v1/snapshots/a").status_code == 204


@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("DELETE", ""), ("POST", "/restore")])
def test_an_unknown_name_is_told_with_the_nearest(steer, method, more):
    steer.call("POST", "/v1/snapshots/before", {})
    answer = steer.call(method, f"/v1/snapshots/befroe{more}", {} if method == "POST" else None)
    told = "there is no snapshot 'befroe'; did you mean 'before'?"
    assert (answer.status_code, answer.json()["detail"]) == (404, told)


@pytest.mark.parametrize(
    ("name", "body", "detail"),
    [
        ("a%20b", {}, "'a b' is no name"),
        ("x" * 65, {}, "is no name: letters, digits"),
        ("a", {"state": 1}, "'state' is not a key here"),
    ],
)
def test_what_cannot_be_kept_is_refused(steer, name, body, detail):
    answer = steer.call("POST", f"/v1/snapshots/{name}", body)
    assert (answer.status_code, detail in answer.json()["detail"]) == (422, True)


def test_there_is_an_end_to_how_many_are_kept(steered):
    for number in range(MAX_SNAPSHOTS):
        steered.save_snapshot(f"s{number}")
    with pytest.raises(ClientError, match=f"there are {MAX_SNAPSHOTS} snapshots already"):
        steered.save_snapshot("another")
    steered.save_snapshot("s0")
    steered.remove_snapshot("s1")
    steered.save_snapshot("another")
    assert [each["name"] for each in steered.snapshots()][-1] == "another"
