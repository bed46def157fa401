"""Service brokers: what the recordings of service_brokers_spec.rb and live_read show."""

import pytest

from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import GLOBAL, ROLES
from tests.capi.services import services  # noqa: F401 - a fixture

PATH = "/v3/service_brokers"
pytestmark = pytest.mark.usefixtures("services")


def test_a_broker_of_a_space_is_shown_whole_in_ccs_order(cf):
    shown = cf.ask(f"{PATH}/of-dev").json()
    assert list(shown.items()) == list(
        {
            "guid": "of-dev",
            "created_at": shown["created_at"],
            "updated_at": shown["created_at"],
            "name": "of-dev",
            "url": "https://dev.example",
            "relationships": {"space": {"data": {"guid": "dev"}}},
            "metadata": {"labels": {}, "annotations": {}},
            "links": {
                "self": {"href": f"{cf.url}{PATH}/of-dev"},
                "service_offerings": {"href": f"{cf.url}/v3/service_offerings?service_broker_guids=of-dev"},
                "space": {"href": f"{cf.url}/v3/spaces/dev"},
            },
        }.items()
    )


def test_everybodys_broker_has_no_space(cf):
    shown = cf.ask(f"{PATH}/global").json()
    assert (shown["relationships"], list(shown["links"])) == ({}, ["self", "service_offerings"])


@pytest.mark.parametrize("role", ROLES)
def test_a_broker_is_for_who_reads_globally_and_for_developers_of_its_space(cf, role):
    """service_brokers_spec.rb:269: developers and supporters, not managers nor auditors."""
    seen = ["global", "of-dev"] if role in GLOBAL else []
    if role in ("space_developer", "space_supporter"):
        seen = ["of-dev"]
    assert cf.guids(PATH, role) == seen
    for guid in ("global", "of-dev"):
        assert cf.ask(f"{PATH}/{guid}", role).status_code == (200 if guid in seen else 404)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Service broker"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [("names=global,nope", ["global"]), ("space_guids=dev", ["of-dev"]), ("order_by=-name", ["of-dev", "global"])],
)
def test_brokers_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_brokers_are_ordered_by_name_too(cf):
    assert cf.error(f"{PATH}?order_by=url") == bad_query("Order by can only be: 'created_at', 'updated_at', 'name'")
