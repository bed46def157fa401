"""Resource matches: resource_pool.rb, and what live_write adds."""

import hashlib

import pytest

from fakecf.state.records import FeatureFlag
from tests.capi.archives import zipped
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, UNKNOWN_ERROR, unprocessable
from tests.capi.roles import ROLES

MATCHES = "/v3/resource_matches"
LEAST = 64 * 1024
SMALL, LARGE, LARGER = b"s" * LEAST, b"l" * (LEAST + 1), b"x" * (2**20)
SHA1 = hashlib.sha1(LARGE, usedforsecurity=False).hexdigest()


def resource(content=LARGE, **fields):
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    known = {"checksum": {"value": sha1}, "size_in_bytes": len(content), "path": "p", "mode": "644"}
    return {**known, **fields}


def match(cf, *resources, as_="admin", **more):
    return cf.ask(MATCHES, as_, method="POST", json={"resources": list(resources), **more})


def error(cf, body):
    return cf.error(MATCHES, method="POST", json=body)


@pytest.fixture
def cf(cf):
    """With a package that has brought three files."""
    package = {"type": "bits", "relationships": {"app": {"data": {"guid": "my-app"}}}}
    guid = cf.ask("/v3/packages", method="POST", json=package).json()["guid"]
    bits = {"bits": ("a.zip", zipped(small=SMALL, large=LARGE, larger=LARGER))}
    assert cf.ask(f"/v3/packages/{guid}/upload", method="POST", files=bits).ok
    return cf


def test_what_an_earlier_package_brought_need_not_be_sent_again(cf):
    answer = match(cf, resource(SMALL), resource(path="other", mode="0755"), resource(b"n" * LEAST * 2), bogus=1)
    assert answer.status_code == 201
    assert answer.json() == {"resources": [resource(path="other", mode="0755")]}


def test_matches_come_in_groups_of_one_size(cf):
    asked = [resource(LARGER), resource(path="a"), resource(LARGER, path="b"), resource(path="c")]
    assert match(cf, *asked).json()["resources"] == [asked[0], asked[2], asked[1], asked[3]]


@pytest.mark.parametrize(
    "fields", [{"mode": "0577"}, {"mode": None}, {"size_in_bytes": LEAST}, {"size_in_bytes": 2**29}]
)
def test_what_could_not_be_read_or_is_of_no_worth_matches_nothing(cf, fields):
    assert match(cf, resource(**fields)).json() == {"resources": []}


ONE = "Resources array contains at least one resource with"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "Resources must be an array, Resources must have at least 1 resource"),
        ({"resources": ""}, "Resources must be an array, Resources must have at least 1 resource"),
        ({"resources": 5}, "Resources must be an array"),
        ({"resources": []}, "Resources must have at least 1 resource"),
        ({"resources": [resource()] * 5001}, "Resources array can have at most 5000 resources"),
        ({"resources": [{}, {}]}, f"{ONE} a non-object checksum, {ONE} a non-integer size_in_bytes"),
        ({"resources": [resource(checksum={"value": 1})]}, f"{ONE} a non-string checksum value"),
        ({"resources": [resource(checksum={"value": "abc"})]}, f"{ONE} a non-SHA1 checksum value"),
        ({"resources": [resource(size_in_bytes=True)]}, f"{ONE} a non-integer size_in_bytes"),
        ({"resources": [resource(size_in_bytes=-1)]}, f"{ONE} a negative size_in_bytes"),
        ({"resources": [resource(mode=644)]}, f"{ONE} a non-string mode"),
        ({"resources": [resource(mode="888")]}, f"{ONE} an incorrect mode"),
    ],
)
def test_what_is_no_resource_is_refused_in_ccs_words(cf, body, told):
    assert error(cf, body) == unprocessable(told)


@pytest.mark.parametrize("entry", [1, "x", [], True])
def test_entries_that_are_no_objects_are_an_unknown_error(cf, entry):
    # corrections 16
    assert error(cf, {"resources": [resource(), entry]}) == (500, UNKNOWN_ERROR)


def test_a_null_among_them_is_none_to_rails(cf):
    assert match(cf, resource(), None).json() == {"resources": [resource()]}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_may_write_anything_may_ask(cf, role):
    token = cf.claiming(user_id=role, scope=["cloud_controller.write"])
    assert match(cf, resource(), as_=token).status_code == 201


def test_nobody_else_may(cf):
    assert cf.error(MATCHES, NOBODY, method="POST", json={}) == (401, NOT_AUTHENTICATED)


def test_flags_switch_matching_and_uploads_off(cf):
    now = cf.foundation.clock.now()
    cf.put(FeatureFlag(guid="m", created_at=now, name="resource_matching", enabled=False))
    assert match(cf, resource()).json() == {"resources": []}
    cf.put(FeatureFlag(guid="u", created_at=now, name="app_bits_upload", enabled=False, error_message="no!"))
    disabled = {"detail": "Feature Disabled: no!", "title": "CF-FeatureDisabled", "code": 330002}
    refused = match(cf, as_="space_developer")
    assert (refused.status_code, refused.json()["errors"]) == (403, [disabled])
    assert match(cf, resource()).status_code == 201
