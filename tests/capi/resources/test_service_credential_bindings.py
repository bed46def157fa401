"""Service credential bindings: what the recordings of service_credential_bindings_spec.rb and live_read show."""

from datetime import timedelta

import pytest

from fakecf.state.service_records import ServiceCredentialBinding, ServiceOffering
from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import READERS, ROLES, SECRETS
from tests.capi.services import TOLD, operation, services  # noqa: F401 - a fixture

PATH = "/v3/service_credential_bindings"
MISSING = (404, not_found("Service credential binding"))
pytestmark = pytest.mark.usefixtures("services")


def test_a_binding_is_shown_whole_in_ccs_order_with_an_operation_that_cc_makes_up(cf):
    shown = cf.ask(f"{PATH}/bound").json()
    own = f"{cf.url}{PATH}/bound"
    made = {"created_at": shown["created_at"], "updated_at": shown["created_at"]}
    assert list(shown.items()) == list(
        {
            "guid": "bound",
            **made,
            "name": None,
            "type": "app",
            "last_operation": {"type": "create", "state": "succeeded", "description": "", **made},
            "metadata": {"labels": {}, "annotations": {}},
            "relationships": {
                "service_instance": {"data": {"guid": "managed"}},
                "app": {"data": {"guid": "my-app"}},
            },
            "links": {
                "self": {"href": own},
                "details": {"href": f"{own}/details"},
                "service_instance": {"href": f"{cf.url}/v3/service_instances/managed"},
                "parameters": {"href": f"{own}/parameters"},
                "app": {"href": f"{cf.url}/v3/apps/my-app"},
            },
        }.items()
    )


def test_a_key_has_no_app_and_shows_its_operation_in_another_order(cf):
    shown = cf.ask(f"{PATH}/key").json()
    assert (shown["type"], shown["name"]) == ("key", "key")
    assert list(shown["relationships"]) == ["service_instance"]
    told = {"state": "succeeded", "description": "as told", "type": "create", **TOLD}
    assert shown["last_operation"] == told
    assert list(shown["last_operation"]) == ["state", "description", "type", "updated_at", "created_at"]


def test_a_binding_of_a_user_provided_instance_has_no_parameters(cf):
    cf.change(ServiceCredentialBinding, "bound", service_instance_guid="provided")
    assert "parameters" not in cf.ask(f"{PATH}/bound").json()["links"]


@pytest.mark.parametrize("role", ROLES)
def test_a_binding_is_seen_by_readers_of_its_space_and_its_details_by_who_reads_secrets(cf, role):
    seen = ["bound", "key"] if role in READERS else []
    assert cf.guids(PATH, role) == seen
    for path in (f"{PATH}/bound", f"{PATH}/key", f"{PATH}/bound/parameters"):
        assert (cf.ask(path, role).status_code == 404) is not bool(seen)
    if role in SECRETS:
        assert cf.ask(f"{PATH}/bound/details", role).json() == {"credentials": {"u": "p"}}
    else:
        assert cf.error(f"{PATH}/bound/details", role) == MISSING
    assert cf.error(f"{PATH}/nope", role) == MISSING


def test_details_tell_of_drains_and_volumes_where_there_are_any(cf):
    cf.change(ServiceCredentialBinding, "bound", syslog_drain_url="syslog://x", volume_mounts=({"a": "b"},))
    assert cf.ask(f"{PATH}/bound/details").json() == {
        "credentials": {"u": "p"},
        "syslog_drain_url": "syslog://x",
        "volume_mounts": [{"a": "b"}],
    }


@pytest.mark.parametrize(("guid", "what"), [("bound", "service binding"), ("key", "service key")])
@pytest.mark.parametrize(("type_", "word"), [("create", "Creation"), ("delete", "Deletion")])
@pytest.mark.parametrize("state", ["in progress", "failed"])
def test_a_binding_that_is_not_settled_has_neither_details_nor_parameters(cf, guid, what, type_, word, state):
    cf.change(ServiceCredentialBinding, guid, last_operation=operation(type_, state))
    detail = f"{word} of {what} {state}"
    for path in ("details", "parameters"):
        error = {"detail": detail, "title": "CF-ResourceNotFound", "code": 10010}
        assert cf.error(f"{PATH}/{guid}/{path}") == (404, error)


def test_parameters_are_fetched_where_the_offering_allows_it(cf):
    detail = "This service does not support fetching service binding parameters."
    error = {"detail": detail, "title": "CF-ServiceFetchBindingParametersNotSupported", "code": 90007}
    assert cf.error(f"{PATH}/key/parameters") == (400, error)
    cf.change(ServiceOffering, "database", bindings_retrievable=True)
    assert cf.ask(f"{PATH}/key/parameters").json() == {}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=key", ["key"]),
        ("type=app", ["bound"]),
        ("app_guids=my-app", ["bound"]),
        ("app_names=my-app,nope", ["bound"]),
        ("service_instance_guids=provided", []),
        ("service_instance_names=db", ["bound", "key"]),
        ("service_plan_guids=public", ["bound", "key"]),
        ("service_plan_names=large", []),
        ("service_offering_guids=database", ["bound", "key"]),
        ("service_offering_names=database&names=key", ["key"]),
        ("label_selector=env", ["key"]),
    ],
)
def test_bindings_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_bindings_come_in_order_of_creation_whichever_kind_they_are(cf):
    earlier = cf.state[ServiceCredentialBinding].get("bound").created_at - timedelta(days=1)
    cf.change(ServiceCredentialBinding, "key", created_at=earlier)
    assert cf.guids(PATH) == ["key", "bound"]


def test_bindings_include_apps_and_instances(cf):
    included = cf.ask(f"{PATH}?include=service_instance,app").json()["included"]
    guids = {kind: [each["guid"] for each in found] for kind, found in included.items()}
    assert list(guids.items()) == [("apps", ["my-app"]), ("service_instances", ["managed"])]
    assert cf.ask(f"{PATH}/key?include=app").json()["included"] == {"apps": []}


def test_bad_queries_are_told_in_ccs_words(cf):
    detail = "Invalid included resource: 'routes'. Valid included resources are: 'app', 'service_instance'"
    assert cf.error(f"{PATH}?include=routes") == bad_query(detail)
    assert cf.error(f"{PATH}?type=x") == bad_query("Type must be one of 'app', 'key'")
    assert cf.error(f"{PATH}/nope?include=routes") == MISSING
