"""Stacks: cc-surface 4.11, and what the recordings of stacks_spec.rb and live_write add."""

from datetime import timedelta

import pytest

from fakecf.state.records import App, AuditEvent, Stack
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.roles import ROLES

STATES = "State must be one of ACTIVE, RESTRICTED, DEPRECATED, DISABLED"


@pytest.fixture
def stack(cf):
    cf.put(Stack(guid="jammy", created_at=cf.foundation.clock.now(), name="jammy", description="d"))
    return "/v3/stacks/jammy"


def stock(cf):
    (stack,) = cf.state[Stack].where("name", "cflinuxfs4")
    return stack


def test_a_stack_is_shown_whole_in_ccs_order(cf, stack):
    shown = cf.ask(stack).json()
    assert list(shown.items()) == list(
        {
            "guid": "jammy",
            "created_at": f"{cf.state[Stack].get('jammy').created_at:%Y-%m-%dT%H:%M:%SZ}",
            "updated_at": None,
            "name": "jammy",
            "description": "d",
            "state": "ACTIVE",
            "state_reason": None,
            "run_rootfs_image": "jammy",
            "build_rootfs_image": "jammy",
            "default": False,
            "metadata": {"labels": {}, "annotations": {}},
            "links": {"self": {"href": f"{cf.url}{stack}"}},
        }.items()
    )
    assert cf.ask("/v3/stacks?names=jammy").json()["resources"] == [shown]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_stacks_and_only_admins_write_them(cf, stack, role):
    writes = [("POST", "/v3/stacks", {"name": "n"}), ("PATCH", stack, {"state": "DISABLED"}), ("DELETE", stack, None)]
    assert cf.ask("/v3/stacks", role).status_code == cf.ask(stack, role).status_code == 200
    for method, path, body in writes:
        answer = cf.ask(path, role, method=method, json=body)
        if role == "admin":
            assert answer.ok
        else:
            assert (answer.status_code, answer.json()["errors"]) == (403, [NOT_AUTHORIZED])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("default=true", ["cflinuxfs4"]),
        ("default=false", ["jammy"]),
        ("default", ["jammy"]),
        ("names=jammy,nope", ["jammy"]),
        ("names=JAMMY", []),
        ("order_by=-name", ["jammy", "cflinuxfs4"]),
        ("label_selector=!env", ["cflinuxfs4", "jammy"]),
    ],
)
def test_stacks_are_found_by_their_filters(cf, stack, asked, found):
    assert [each["name"] for each in cf.ask(f"/v3/stacks?{asked}").json()["resources"]] == found


def test_default_is_true_or_false(cf):
    assert cf.error("/v3/stacks?default=yes") == bad_query("Default must be 'true' or 'false'")


def test_without_a_default_stack_nobody_can_ask_for_it(cf):
    cf.change(Stack, stock(cf).guid, name="other")
    assert cf.error("/v3/stacks?default=true") == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_missing_stack_comes_before_all_else(cf, method):
    assert cf.error("/v3/stacks/nope", "no_role", method=method, json={"bogus": 1}) == (404, not_found("Stack"))


def test_a_stack_is_created_with_its_metadata_and_an_event(cf):
    body = {"name": " new ", "state": "DEPRECATED", "state_reason": "old", "metadata": {"labels": {"a": "b"}}}
    answer = cf.ask("/v3/stacks", method="POST", json={**body, "bogus": 1})
    made = answer.json()
    assert answer.status_code == 201
    assert (made["name"], made["state"], made["state_reason"]) == ("new", "DEPRECATED", "old")
    assert made["created_at"] == made["updated_at"]
    assert made["metadata"] == {"labels": {"a": "b"}, "annotations": {}}
    assert cf.ask(f"/v3/stacks/{made['guid']}").json() == made
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.target_name) == ("audit.stack.create", made["guid"], "new")
    assert event.data == {"request": {**body, "bogus": None}}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Name can't be blank"),
        (
            {"name": "x" * 251, "description": "x" * 251},
            "Name is too long (maximum is 250 characters), Description is too long (maximum is 250 characters)",
        ),
        ({"name": "n", "state": None}, STATES),
        ({"name": "n", "state_reason": "x" * 5001}, "State reason is too long (maximum is 5000 characters)"),
        ({"name": "cflinuxfs4"}, "Name must be unique"),
        ({"name": "", "metadata": 1}, "Metadata must be an object, Name can't be blank"),
    ],
)
def test_what_makes_no_stack_is_told_in_ccs_words(cf, body, detail):
    assert cf.error("/v3/stacks", method="POST", json=body) == unprocessable(detail)
    assert len(cf.state[Stack]) == 1


@pytest.mark.parametrize(("written", "stored"), [(123, "123"), ([], None), ([1], "1"), (True, "true")])
def test_what_is_no_text_becomes_one(cf, written, stored):
    # recorded: live_write, description probes
    made = cf.ask("/v3/stacks", method="POST", json={"name": "n", "description": written}).json()
    assert made["description"] == stored


@pytest.mark.parametrize("body", [{"name": {"a": 1}}, {"name": "n", "description": {}}, {"name": [1, 2]}])
def test_what_the_database_refuses_is_an_unknown_error(cf, body):
    # corrections 16
    assert cf.error("/v3/stacks", method="POST", json=body) == (500, UNKNOWN_ERROR)


def test_only_a_change_of_state_moves_updated_at(cf, stack):
    labelled = cf.ask(stack, method="PATCH", json={"metadata": {"labels": {"a": "b"}}, "state": "ACTIVE"}).json()
    assert (labelled["updated_at"], labelled["metadata"]["labels"]) == (None, {"a": "b"})
    changed = cf.ask(stack, method="PATCH", json={"state": "RESTRICTED", "state_reason": "r"}).json()
    assert (changed["state"], changed["state_reason"]) == ("RESTRICTED", "r")
    assert changed["updated_at"] is not None
    assert [event.data["request"] for event in cf.state[AuditEvent]] == [
        {"metadata": {"labels": {"a": "b"}}, "state": "ACTIVE"},
        {"state": "RESTRICTED", "state_reason": "r"},
    ]


@pytest.mark.parametrize(
    ("body", "detail"),
    [({"name": "n"}, "Unknown field(s): 'name'"), ({"state": "GONE"}, STATES), ({"state": {}}, STATES)],
)
def test_only_state_reason_and_metadata_can_be_changed(cf, stack, body, detail):
    assert cf.error(stack, method="PATCH", json=body) == unprocessable(detail)


@pytest.mark.parametrize("state", [[], ["ACTIVE"]])
def test_a_list_of_states_is_one_to_the_message_and_none_to_the_model(cf, stack, state):
    # recorded: live_write, arr probe of state
    detail = 'state is not in range or set: ["ACTIVE", "RESTRICTED", "DEPRECATED", "DISABLED"]'
    assert cf.error(stack, method="PATCH", json={"state": state}) == (500, UNKNOWN_ERROR)
    assert cf.error("/v3/stacks", method="POST", json={"name": "n", "state": state}) == unprocessable(detail)


def test_a_new_state_of_the_default_stack_comes_with_a_warning(cf, stack):
    warning = "Changing+state+on+the+default+stack+%27cflinuxfs4%27+may+affect+new+application+deployments."
    default = f"/v3/stacks/{stock(cf).guid}"
    assert cf.ask(default, method="PATCH", json={"state": "ACTIVE"}).headers["X-Cf-Warnings"] == warning
    assert "X-Cf-Warnings" not in cf.ask(default, method="PATCH", json={"state_reason": "r"}).headers
    assert "X-Cf-Warnings" not in cf.ask(stack, method="PATCH", json={"state": "ACTIVE"}).headers


def test_a_deleted_stack_is_gone_and_its_event_stays(cf, stack):
    answer = cf.ask(stack, method="DELETE")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert cf.ask(stack).status_code == 404
    assert [(event.type, event.data) for event in cf.state[AuditEvent]] == [("audit.stack.delete", {})]


def test_a_stack_in_use_stays(cf):
    detail = "Cannot delete stack 'cflinuxfs4' because apps are currently using the stack."
    path = f"/v3/stacks/{stock(cf).guid}"
    assert cf.error(path, method="DELETE") == unprocessable(detail)
    assert list(cf.state[AuditEvent]) == []
    for app in cf.state[App]:
        cf.change(App, app.guid, lifecycle_type="cnb")
    assert cf.ask(path, method="DELETE").status_code == 204


def test_a_stack_lists_the_apps_that_its_reader_may_see(cf, stack):
    path = f"/v3/stacks/{stock(cf).guid}/apps"
    for role in ("admin", "space_developer", "no_role"):
        assert cf.guids(path, role) == cf.guids("/v3/apps?stacks=cflinuxfs4", role)
    assert cf.guids(f"{stack}/apps") == []
    assert cf.error("/v3/stacks/nope/apps?bogus=1") == (404, not_found("Stack"))


def test_the_apps_of_a_stack_name_no_filter_in_their_links_and_include_nothing(cf):
    path = f"/v3/stacks/{stock(cf).guid}/apps"
    shown = cf.ask(f"{path}?names=my-app&include=space&order_by=name&stacks=nope").json()
    assert [each["guid"] for each in shown["resources"]] == ["my-app"]
    assert "included" not in shown
    assert shown["pagination"]["first"]["href"] == f"{cf.url}{path}?order_by=%2Bname&page=1&per_page=50"


def test_times_of_stacks_can_be_asked_for(cf, stack):
    later = cf.foundation.clock.now() + timedelta(hours=1)
    assert cf.guids(f"/v3/stacks?created_ats[gt]={later:%Y-%m-%dT%H:%M:%SZ}") == []
