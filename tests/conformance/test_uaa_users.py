import pytest

from tests.conformance.recordings import read
from tests.conformance.uaa_users import uaa_users


@pytest.fixture
def known(record, exchange):
    """The users behind calls of UAA's client, as (guid, username, origin)."""

    def users(*calls, **more):
        doubles = [{"method": method, "args": args, "result": result} for method, args, result in calls]
        (only,) = read(record({"snapshot": "s1", "tables": {}}, {**exchange, "uaa": doubles, **more}))
        return [(user.guid, user.username, user.origin) for user in uaa_users(only)]

    return users


@pytest.mark.parametrize(
    ("call", "users"),
    [
        (("users_for_ids", [["u"]], {"u": {"username": "bob", "origin": "Okta"}}), [("u", "bob", "Okta")]),
        (("usernames_for_ids", [["u"]], {"u": "bob"}), [("u", "bob", "uaa")]),
        (("id_for_username", ["bob", {"origin": "ldap"}], "u"), [("u", "bob", "ldap")]),
        (("id_for_username", ["bob", {"origin": "ldap"}], None), []),
        (("ids_for_usernames_and_origins", [["bob", "eve"], ["ldap"]], ["u"]), [("u", "bob", "ldap")]),
        (("ids_for_usernames_and_origins", [["bob"], None], ["u"]), [("u", "bob", "uaa")]),
        (("ids_for_usernames_and_origins", [["bob"], ["ldap"]], []), []),
        (
            ("origins_for_username", ["bob"], ["uaa", "ldap"]),
            [("bob-of-uaa", "bob", "uaa"), ("bob-of-ldap", "bob", "ldap")],
        ),
        (("create_shadow_user", ["bob", "ldap"], {"id": "u"}), [("u", "bob", "ldap")]),
        (("create_shadow_user", ["bob", "ldap"], None), []),
        (("info", ["telemetry"], None), []),
    ],
)
def test_a_double_of_the_uaa_tells_whom_it_knows(known, call, users):
    assert known(call) == users


def test_a_lookup_by_id_says_more_than_one_by_a_part_of_the_name(known):
    by_id = ("users_for_ids", [["u"]], {"u": {"username": "bob", "origin": "Okta"}})
    by_name = ("ids_for_usernames_and_origins", [["bo"], ["Okta"]], ["u"])
    assert known(by_id, by_name) == known(by_name, by_id) == [("u", "bob", "Okta")]


def test_a_name_that_was_looked_up_leads_to_whom_it_was_found_to_lead(known):
    origins = ("origins_for_username", ["uuu"], ["uaa"])
    by_name = ("id_for_username", ["uuu", {"origin": "uaa"}], "u")
    by_id = ("usernames_for_ids", [["u"]], {"u": "mona"})
    assert known(origins, by_name, by_id) == [("u", "uuu", "uaa")]


def test_the_probes_stub_knows_two(known):
    assert [guid for guid, _, _ in known(before_ref="s1")] == ["u-dev", "u-admin"]
