"""`/ids/Users`, by which CC finds ids for names and names for ids (UAA's UserIdConversionEndpoints)."""

import pytest


def ask(world, expression, method="GET", **more):
    asked = {"filter": expression, **more}
    how = {"query_string": asked} if method == "GET" else {"data": asked}
    return world.ask(method, "/ids/Users", "scim.userids", **how)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_ids_names_and_origins_are_all_it_tells(world, method):
    answer = ask(world, 'userName eq "lewis" or id eq "alice-guid"', method)
    assert answer.status_code == 200
    assert list(answer.json.items()) == [
        (
            "resources",
            [
                {"id": "alice-guid", "userName": "alice", "origin": "uaa"},
                {"id": "ldap-guid", "userName": "lewis", "origin": "ldap"},
            ],
        ),
        ("startIndex", 1),
        ("itemsPerPage", 100),
        ("totalResults", 2),
        ("schemas", ["urn:scim:schemas:core:1.0"]),
    ]


def test_an_origin_narrows_and_pages_are_cut(world):
    expression = 'userName eq "lewis" and origin eq "uaa"'
    assert ask(world, expression).json["resources"] == []
    both = 'userName eq "lewis" or userName eq "alice"'
    found = ask(world, both, sortOrder="descending", count="1").json["resources"]
    assert [user["userName"] for user in found] == ["lewis"]


@pytest.mark.parametrize(
    ("expression", "description"),
    [
        ("", "a 'filter' parameter is required"),
        ("  ", "a 'filter' parameter is required"),
        ('userName eq "x', "Invalid filter 'userName eq &quot;x'"),
        ('userName co "a"', "Wildcards are not allowed in filter."),
        ("userName pr", "Wildcards are not allowed in filter."),
        ('userName gt "a"', "Invalid operator."),
        ('email eq "a"', "Invalid filter attribute."),
        ('origin eq "uaa"', "Invalid filter attribute."),
        ('userName eq "a" or email eq "b"', "Invalid filter attribute."),
    ],
)
def test_only_known_names_and_ids_are_looked_up(world, expression, description):
    answer = ask(world, expression)
    expected = {"error_description": description, "error": "scim", "message": description}
    assert (answer.status_code, answer.json) == (400, expected)


def test_it_needs_just_the_one_scope(world):
    answer = world.ask("GET", "/ids/Users", "uaa.admin", query_string={"filter": 'id eq "x"'})
    assert (answer.status_code, answer.json["scope"]) == (403, "scim.userids")
