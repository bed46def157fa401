"""The filter language, as UAA's SimpleSearchQueryConverter has it."""

import pytest

USERS = {
    "alice": "alice-guid",
    "admin": "admin-guid",
    "lewis": "ldap-guid",
    "newcomer": "new-guid",
    "gone": "gone-guid",
}


def found(world, expression, **more):
    answer = world.ask("GET", "/Users", "scim.read", query_string={"filter": expression, **more})
    assert answer.status_code == 200, answer.text
    return [user["userName"] for user in answer.json["resources"]]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('userName eq "alice"', ["alice"]),
        ('USERNAME EQ "ALICE"', ["alice"]),
        ("userName eq 'alice'", ["alice"]),
        ('id eq "admin-guid"', ["admin"]),
        ('userName co "e"', ["alice", "lewis", "newcomer", "gone"]),
        ('userName sw "a"', ["alice", "admin"]),
        ('userName sw "a" and id co "admin"', ["admin"]),
        ('userName eq "alice" or userName eq "gone"', ["alice", "gone"]),
        ('origin eq "ldap" or origin eq "uaa" and userName eq "gone"', ["lewis", "gone"]),
        ('(origin eq "ldap" or origin eq "uaa") and userName eq "gone"', ["gone"]),
        ("active eq false", ["gone"]),
        ("verified eq FALSE", ["newcomer"]),
        ("version gt 0", []),
        ('version le 0 and userName eq "alice"', ["alice"]),
        ("familyName pr", []),
        ('familyName eq null and userName eq "alice"', ["alice"]),
        ('emails.value eq "alice@example.org"', ["alice"]),
        ('email sw "alice"', ["alice"]),
        ('created lt "2026-01-01T12:00:00.000Z"', []),
        ('meta.created ge "2026-01-01T12:00:00.000Z" and userName eq "alice"', ["alice"]),
        ('lastModified gt "yesterday"', []),
        ('lastModified gt "2020-01-01T00:00:00"', []),
        ("created gt 7", []),
        ('userName eq "al\\"ice"', []),
        ('familyName co "x"', []),
        ("userName eq true", []),
    ],
)
def test_a_filter_finds_whom_it_describes(world, expression, names):
    assert found(world, expression) == names


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "userName",
        "userName eq",
        'userName is "alice"',
        'userName eq "alice',
        "userName eq alice",
        'userName eq "alice" and',
        '(userName eq "alice"',
        'userName eq "alice")',
        'userName eq "alice" userName pr',
        'shoeSize eq "45"',
        "(" * 200 + "id pr" + ")" * 200,
    ],
)
def test_a_filter_that_is_none_is_refused_and_repeated_without_its_sharp_edges(world, expression):
    answer = world.ask("GET", "/Users", "scim.read", query_string={"filter": expression})
    shown = f"Invalid filter expression: [{expression}] [created]".replace('"', "&quot;")
    assert (answer.status_code, answer.json) == (400, {"error_description": shown, "error": "scim", "message": shown})


def test_an_order_that_nobody_has_is_refused(world):
    answer = world.ask("GET", "/Users", "scim.read", query_string={"sortBy": "shoeSize"})
    assert (answer.status_code, answer.json["message"]) == (400, "Invalid filter expression: [id pr] [shoeSize]")


def test_users_come_in_the_order_asked_for(world):
    assert found(world, "id pr", sortBy="userName") == ["admin", "alice", "gone", "lewis", "newcomer"]
    assert found(world, "id pr", sortBy="userName", sortOrder="descending")[0] == "newcomer"
    assert found(world, "id pr") == list(USERS)


@pytest.mark.parametrize(
    ("asked", "names", "told"),
    [
        ({"startIndex": "2", "count": "2"}, ["admin", "lewis"], (2, 2)),
        ({"startIndex": "0", "count": "1"}, ["alice"], (1, 1)),
        ({"startIndex": "9"}, [], (9, 100)),
        ({"count": "0"}, [], (1, 0)),
        ({"count": "-1"}, [], (1, -1)),
        ({"count": "9999"}, list(USERS), (1, 500)),
    ],
)
def test_a_page_is_counted_from_one(world, asked, names, told):
    answer = world.ask("GET", "/Users", "scim.read", query_string=asked).json
    assert [user["userName"] for user in answer["resources"]] == names
    assert list(answer) == ["resources", "startIndex", "itemsPerPage", "totalResults", "schemas"]
    assert (answer["startIndex"], answer["itemsPerPage"], answer["totalResults"]) == (*told, 5)
    assert answer["schemas"] == ["urn:scim:schemas:core:1.0"]


def test_a_page_in_words_is_what_uaa_did_not_foresee(world):
    answer = world.ask("GET", "/Users", "scim.read", query_string={"count": "many"})
    expected = {"error_description": "Unexpected error", "error": "scim", "message": "Unexpected error"}
    assert (answer.status_code, answer.json) == (500, expected)


def test_attributes_cut_each_user_down(world):
    asked = {"attributes": "id,emails.value,familyName,shoeSize", "filter": 'userName eq "alice"'}
    answer = world.ask("GET", "/Users", "scim.read", query_string=asked).json
    assert [list(user.items()) for user in answer["resources"]] == [
        [("id", "alice-guid"), ("emails.value", ["alice@example.org"]), ("familyName", None), ("shoeSize", None)]
    ]
