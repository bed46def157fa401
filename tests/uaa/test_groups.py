"""SCIM's `/Groups`: what uaac asks to let a user into a group (UAA's ScimGroupEndpoints)."""

import pytest

ALICE = {"origin": "uaa", "type": "USER", "value": "alice-guid"}


def named(world, name):
    (group,) = world.ask("GET", "/Groups", "scim.read", query_string={"filter": f'displayName eq "{name}"'}).json[
        "resources"
    ]
    return group  # fmt: skip


def member_paths(world, name):
    return f"/Groups/{named(world, name)['id']}/members"


def test_a_group_lists_who_is_in_it(world):
    group = named(world, "cloud_controller.admin")
    assert list(group.items()) == [
        ("id", group["id"]),
        ("meta", {"version": 0}),
        ("displayName", "cloud_controller.admin"),
        ("zoneId", "uaa"),
        ("members", [{"origin": "uaa", "type": "USER", "value": "admin-guid"}]),
        ("schemas", ["urn:scim:schemas:core:1.0"]),
    ]
    answer = world.ask("GET", f"/Groups/{group['id']}", "scim.read")
    assert (answer.json, answer.headers["ETag"]) == (group, '"0"')
    assert world.ask("GET", f"/Groups/{group['id']}/members", "scim.read").json == group["members"]


def test_groups_are_there_before_anybody_is_in_them_and_where_somebody_is(world):
    with world.store.change() as change:
        change.update(world.user(), groups=("tea.party",))
    listed = world.ask("GET", "/Groups", "scim.read", query_string={"count": "500"}).json
    names = [group["displayName"] for group in listed["resources"]]
    assert {"uaa.admin", "scim.write", "openid", "tea.party"} <= set(names)
    assert names == sorted(names)


def test_who_joins_a_group_may_what_it_says_from_the_next_login_on(world):
    """`uaac member add`."""
    members = member_paths(world, "cloud_controller.admin")
    answer = world.ask("POST", members, "groups.update", json={"value": "alice-guid", "type": "USER", "origin": "uaa"})
    assert (answer.status_code, answer.json) == (201, ALICE)
    assert "cloud_controller.admin" in world.login().json["scope"].split()
    assert world.ask("GET", f"{members}/alice-guid", "scim.read").json == ALICE
    shown = world.ask("GET", "/Users/alice-guid", "scim.read").json["groups"]
    assert "cloud_controller.admin" in {group["display"] for group in shown}
    answer = world.ask("DELETE", f"{members}/alice-guid", "scim.write")
    assert (answer.status_code, answer.json) == (200, ALICE)
    assert "cloud_controller.admin" not in world.login().json["scope"].split()


@pytest.mark.parametrize(
    ("group", "document", "status", "error", "description"),
    [
        ("uaa.user", {"value": "alice-guid"}, 409, "member_already_exists", "Trying to add member to default group"),
        ("uaa.admin", {}, 400, "invalid_scim_resource", "group-id, member-id, origin and member-type must be non-"),
        ("uaa.admin", {"value": "nobody"}, 404, "scim_resource_not_found", "User nobody does not exist"),
        ("cloud_controller.admin", {"value": "admin-guid"}, 409, "member_already_exists", "admin-guid is already part"),
        ("uaa.admin", [], 400, "scim", "JSON parse error: "),
    ],
)
def test_who_cannot_join_is_told_why(world, group, document, status, error, description):
    answer = world.ask("POST", member_paths(world, group), "scim.write", json=document)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert answer.json["message"].startswith(description)


def test_what_is_not_there_is_not_found(world):
    for method, path, scope in (
        ("GET", "/Groups/x", "scim.read"),
        ("GET", "/Groups/x/members", "scim.read"),
        ("POST", "/Groups/x/members", "scim.write"),
    ):
        answer = world.ask(method, path, scope, json={"value": "alice-guid"})
        assert (answer.status_code, answer.json["message"]) == (404, "Group x does not exist")
    members = member_paths(world, "uaa.admin")
    for method, scope in (("GET", "scim.read"), ("DELETE", "scim.write")):
        answer = world.ask(method, f"{members}/alice-guid", scope)
        assert (answer.status_code, answer.json["error"]) == (404, "member_not_found")


def test_reading_and_letting_in_need_their_scopes(world):
    members = member_paths(world, "uaa.admin")
    for method, path, scopes in (
        ("GET", "/Groups", "scim.read"),
        ("GET", "/Groups/x", "scim.read"),
        ("GET", members, "scim.read"),
        ("GET", f"{members}/x", "scim.read"),
        ("POST", members, "scim.write groups.update"),
        ("DELETE", f"{members}/x", "scim.write"),
    ):
        answer = world.ask(method, path, "openid", json={})
        assert (answer.status_code, answer.json["scope"]) == (403, f"uaa.admin {scopes} zones.uaa.admin")
