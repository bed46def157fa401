"""Label selectors: cc-droplets 11 and cc-surface 3.4."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from fakecf.state.records import Droplet

LABELS = {
    "dog": {"animal": "dog", "env": "prod"},
    "cat": {"animal": "cat", "env": "dev"},
    "fruit": {"fruit": "", "example.org/env": "prod"},
    "bare": {},
}


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("animal", ["dog", "cat"]),
        ("!animal", ["fruit", "bare"]),
        ("animal=dog", ["dog"]),
        ("animal==dog", ["dog"]),
        ("animal!=dog", ["cat", "fruit", "bare"]),
        ("animal in (dog,cat)", ["dog", "cat"]),
        ("animal in (dog)", ["dog"]),
        ("animal notin (dog,horse)", ["cat", "fruit", "bare"]),
        ("animal,env=prod", ["dog"]),
        ("animal in (dog,cat),env!=prod", ["cat"]),
        ("example.org/env=prod", ["fruit"]),
        ("example.org/env", ["fruit"]),
        ("env=prod,!fruit", ["dog"]),
        ("animal=bird", []),
    ],
)
def test_a_selector_leaves_what_it_selects(cf, selector, found):
    # `!=`, `notin` and `!` also match what lacks the key
    made = {"created_at": datetime(2026, 2, 1, tzinfo=UTC), "app_guid": "bare"}
    cf.put(*(Droplet(guid=guid, labels=labels, **made) for guid, labels in LABELS.items()))
    assert cf.guids(f"/v3/apps/bare/droplets?label_selector={quote(selector)}") == found


# the words of MetadataValidatorHelper, wherever a key or a value stands
WRONG = {
    "a/b/c": "key has more than one '/'",
    "/a": "prefix '' must be in valid dns format",
    "example/a": "prefix 'example' must be in valid dns format",
    "-.org/a": "prefix '-.org' must be in valid dns format",
    "cloudfoundry.org/a": "prefix 'cloudfoundry.org' is reserved",
    "CloudFoundry.org/a": "prefix 'cloudfoundry.org' is reserved",
    f"{'a.' * 127}org/a": "prefix 'a.a.a.a....' is greater than 253 characters",
    "example.org/": "key cannot be empty string",
    "-a": "'-a' starts or ends with invalid characters",
    "a-": "'a-' starts or ends with invalid characters",
    "a" * 64: "'aaaaaaaa...' is greater than 63 characters",
}


@pytest.mark.parametrize(("key", "said"), WRONG.items())
def test_a_key_that_is_wrong_is_wrong_in_bodies_and_in_selectors(cf, key, said):
    # cc-surface 3.5
    body = {"metadata": {"labels": {key: "x"}}}
    assert (
        cf.error("/v3/droplets/staged", method="PATCH", json=body)[1]["detail"] == f"Metadata label key error: {said}"
    )
    asked = cf.error(f"/v3/droplets?label_selector={quote(key)}=x")
    assert asked[1]["detail"] == f"The query parameter is invalid: {said}"


@pytest.mark.parametrize("key", ["a", "A9", "a.b_c-d", "example.org/a", "sub.cloudfoundry.org/a", "a" * 63])
def test_a_key_that_is_right_is_taken(cf, key):
    answer = cf.ask("/v3/droplets/staged", method="PATCH", json={"metadata": {"labels": {key: "x"}}})
    assert answer.json()["metadata"]["labels"][key] == "x"
    assert cf.guids(f"/v3/droplets?label_selector={quote(key)}") == ["staged"]
