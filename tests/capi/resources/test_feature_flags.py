"""Feature flags: cc-surface 4.14, feature_flags_spec.rb, live_read and live_write."""

from datetime import UTC, datetime

import pytest

from fakecf.state.records import FeatureFlag
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.roles import ROLES

DOCKER = "/v3/feature_flags/diego_docker"
OFF = {
    "diego_cnb",
    "diego_docker",
    "hash_based_routing",
    "hide_marketplace_from_unauthenticated_users",
    "route_sharing",
    "service_instance_sharing",
    "user_org_creation",
}
VALID = "'page', 'per_page', 'order_by', 'created_ats', 'updated_ats', 'guids'"


def flags(cf, query=""):
    return cf.ask(f"/v3/feature_flags{query}").json()


def names(cf, query=""):
    return [each["name"] for each in flags(cf, query)["resources"]]


def change(cf, body, as_="admin"):
    return cf.ask(DOCKER, as_, method="PATCH", json=body)


def test_every_flag_is_listed_by_name_as_cc_ships_it(cf):
    shown = flags(cf)
    listed = [each["name"] for each in shown["resources"]]
    assert listed == sorted(listed)
    assert shown["pagination"]["total_results"] == len(listed) == 19
    assert {each["name"] for each in shown["resources"] if not each["enabled"]} == OFF
    assert names(cf, "?order_by=-name") == listed[::-1]


def test_a_flag_is_shown_whole_in_ccs_order(cf):
    expected = {
        "name": "diego_docker",
        "enabled": False,
        "updated_at": None,
        "custom_error_message": None,
        "links": {"self": {"href": f"{cf.url}{DOCKER}"}},
    }
    assert list(cf.ask(DOCKER, "no_role").json().items()) == list(expected.items())


def test_a_page_beyond_the_end_still_counts_all(cf):
    # recorded: live_read, page=99
    assert flags(cf, "?page=99")["pagination"]["total_results"] == 19
    assert names(cf, "?page=99") == []


def test_guids_leave_every_flag_and_times_only_those_that_were_set(cf):
    change(cf, {"enabled": True})
    assert len(names(cf, "?guids=nope")) == 19
    assert names(cf, "?updated_ats[gt]=2020-01-01T00:00:00Z") == ["diego_docker"]
    cf.put(FeatureFlag(guid="x", created_at=datetime(2000, 1, 1, tzinfo=UTC), name="app_scaling", enabled=False))
    assert names(cf, "?updated_ats[gt]=2020-01-01T00:00:00Z") == ["diego_docker"]


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("created_ats=2020-01-01T00:00:00Z", "Filtering by 'created_ats' is not allowed on this resource."),
        ("order_by=created_at", "Order by can only be: 'name'"),
        (
            "label_selector[x]=y",
            f"Unknown query parameter(s): 'label_selector'. Valid parameters are: {VALID}",
        ),
    ],
)
def test_what_other_lists_take_and_this_one_does_not(cf, asked, detail):
    assert cf.error(f"/v3/feature_flags?{asked}") == bad_query(detail)


def test_a_flag_that_is_set_stays_so(cf):
    answer = change(cf, {"enabled": True, "custom_error_message": "no"}).json()
    assert (answer["enabled"], answer["custom_error_message"]) == (True, "no")
    assert answer["updated_at"] is not None
    assert change(cf, {"custom_error_message": None}).json() == {**answer, "custom_error_message": None}
    assert cf.ask(DOCKER).json()["enabled"] is True
    assert len(cf.state[FeatureFlag]) == 1


@pytest.mark.parametrize("role", ROLES)
def test_only_admins_set_flags(cf, role):
    answer = change(cf, {"enabled": True}, role)
    if role == "admin":
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["errors"]) == (403, [NOT_AUTHORIZED])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"bogus": 1}, "Unknown field(s): 'bogus'"),
        ({"metadata": 1, "enabled": None}, "Metadata must be an object, Enabled must be a boolean"),
        ({"custom_error_message": 1}, "Custom error message must be a string"),
        ({"custom_error_message": ""}, "Custom error message is too short (minimum is 1 character)"),
        ({"custom_error_message": "x" * 251}, "Custom error message is too long (maximum is 250 characters)"),
    ],
)
def test_what_no_flag_can_be_is_told_in_ccs_words(cf, body, detail):
    assert change(cf, body).json()["errors"] == [unprocessable(detail)[1]]
    assert list(cf.state[FeatureFlag]) == []


@pytest.mark.parametrize(("message", "status"), [("a\u2028b", 500), ("a\nb", 500), ("é <&>\n", 200)])
def test_a_message_that_cannot_be_printed_is_an_unknown_error(cf, message, status):
    # recorded: live_write, uni probe of custom_error_message
    answer = change(cf, {"custom_error_message": message})
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"] == [UNKNOWN_ERROR]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_an_unknown_flag_is_not_found_by_anybody(cf, method):
    assert cf.error("/v3/feature_flags/nope", "no_role", method=method) == (404, not_found("Feature flag"))
    assert cf.error("/v3/feature_flags/%00", method=method) == (500, UNKNOWN_ERROR)
