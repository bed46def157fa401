"""The options of routes: what routes_spec.rb and live_write tell."""

import pytest

from fakecf.state.records import FeatureFlag
from tests.capi.conftest import unprocessable
from tests.capi.test_route_making import create, furnish, refused


@pytest.fixture
def cf(cf):
    furnish(cf)
    return cf


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"loadbalancing": None}, {}),
        ({"loadbalancing": []}, {"loadbalancing": []}),
        (
            {"loadbalancing": "hash", "hash_header": "X-User", "hash_balance": 1.26},
            {"loadbalancing": "hash", "hash_header": "X-User", "hash_balance": "1.3"},
        ),
    ],
)
def test_options_are_kept_without_what_is_null(cf, options, kept):
    cf.make(FeatureFlag, "flag", name="hash_based_routing", enabled=True)
    assert create(cf, host="web", options=options).json()["options"] == kept


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ({}, "Hash header must be present when loadbalancing is set to hash"),
        ({"hash_header": 1}, "Hash header must be a string"),
        ({"hash_header": "X", "hash_balance": "much"}, "Hash balance must be a valid number"),
        ({"hash_header": "X", "hash_balance": True}, "Hash balance must be a valid number"),
        ({"hash_header": "X", "hash_balance": -1}, "Hash balance must be greater than or equal to 0.0"),
    ],
)
def test_hashing_needs_a_header(cf, options, detail):
    cf.make(FeatureFlag, "flag", name="hash_based_routing", enabled=True)
    refusal = refused(cf, host="web", options={"loadbalancing": "hash", **options})
    assert refusal == unprocessable(f"Options {detail}")
