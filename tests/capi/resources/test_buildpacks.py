"""Buildpacks: cc-surface 4.11, and what the recordings of buildpacks_spec.rb and live_write add."""

import pytest

from fakecf.state.records import AuditEvent, Buildpack, Stack
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.roles import ROLES

BUILDPACKS = "/v3/buildpacks"
LONG = "Name is too long (maximum is 250 characters)"


@pytest.fixture
def three(cf):
    """Buildpacks a, b and c, in this order, and one of the other lifecycle."""
    with cf.foundation.store.change() as change:
        change.clear(Buildpack)
    now = cf.foundation.clock.now()
    for position, name in enumerate("abc", 1):
        cf.put(Buildpack(guid=name, created_at=now, name=name, position=position))
    cf.put(Buildpack(guid="cnb", created_at=now, name="cnb", lifecycle="cnb", stack=None))


def create(cf, **body):
    return cf.ask(BUILDPACKS, method="POST", json=body)


def patch(cf, guid, **body):
    return cf.ask(f"{BUILDPACKS}/{guid}", method="PATCH", json=body)


def detail(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def order(cf):
    return [(each["name"], each["position"]) for each in cf.ask(BUILDPACKS).json()["resources"]]


def test_a_buildpack_is_shown_whole_in_ccs_order(cf, three):
    shown = cf.ask(f"{BUILDPACKS}/a").json()
    own = f"{cf.url}{BUILDPACKS}/a"
    assert list(shown.items()) == list(
        {
            "guid": "a",
            "created_at": f"{cf.state[Buildpack].get('a').created_at:%Y-%m-%dT%H:%M:%SZ}",
            "updated_at": None,
            "name": "a",
            "stack": "cflinuxfs4",
            "state": "AWAITING_UPLOAD",
            "lifecycle": "buildpack",
            "filename": None,
            "position": 1,
            "enabled": True,
            "locked": False,
            "metadata": {"labels": {}, "annotations": {}},
            "links": {"self": {"href": own}, "upload": {"href": f"{own}/upload", "method": "POST"}},
        }.items()
    )
    cf.change(Buildpack, "a", filename="a.zip")
    assert cf.ask(f"{BUILDPACKS}/a").json()["state"] == "READY"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_buildpacks_and_only_admins_write_them(cf, three, role):
    writes = [
        ("POST", BUILDPACKS, {"name": "n"}),
        ("PATCH", f"{BUILDPACKS}/a", {}),
        ("DELETE", f"{BUILDPACKS}/a", None),
    ]
    assert cf.ask(BUILDPACKS, role).status_code == cf.ask(f"{BUILDPACKS}/a", role).status_code == 200
    for method, path, body in writes:
        answer = cf.ask(path, role, method=method, json=body)
        if role == "admin":
            assert answer.ok
        else:
            assert detail(answer) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["a", "b", "c", "cnb"]),
        ("order_by=position", ["a", "cnb", "b", "c"]),
        ("order_by=-lifecycle", ["cnb", "c", "b", "a"]),
        ("names=b,nope", ["b"]),
        ("stacks=cflinuxfs4", ["a", "b", "c"]),
        ("stacks=", ["cnb"]),
        ("stacks=,cflinuxfs4&names=a,cnb", ["a", "cnb"]),
        ("lifecycle=cnb", ["cnb"]),
        ("lifecycle", []),
    ],
)
def test_buildpacks_are_found_by_their_filters_in_the_order_of_detection(cf, three, asked, found):
    assert cf.guids(f"{BUILDPACKS}?{asked}") == found


def test_what_the_list_does_not_know_is_told_last(cf):
    valid = (
        "'page', 'per_page', 'order_by', 'created_ats', 'updated_ats', 'guids', 'stacks', 'names', 'lifecycle', "
        "'page', 'per_page', 'label_selector'"
    )
    lifecycle = 'Lifecycle must be either "buildpack" or "cnb"'
    expected = bad_query(f"{lifecycle}, Unknown query parameter(s): 'bogus'. Valid parameters are: {valid}")
    assert cf.error(f"{BUILDPACKS}?bogus=1&lifecycle=docker") == expected


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_missing_buildpack_comes_before_all_else(cf, method):
    answer = cf.ask(f"{BUILDPACKS}/nope", "no_role", method=method, json={"bogus": 1})
    assert detail(answer) == (404, not_found("Buildpack"))


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        (None, [("n", 1), ("a", 2), ("b", 3), ("c", 4)]),
        (3, [("a", 1), ("b", 2), ("n", 3), ("c", 4)]),
        (42, [("a", 1), ("b", 2), ("c", 3), ("n", 4)]),
    ],
)
def test_a_new_buildpack_is_first_unless_another_place_is_asked_for(cf, three, asked, after):
    answer = create(cf, name="n", position=asked)
    assert (answer.status_code, answer.json()["position"]) == (201, dict(after)["n"])
    assert order(cf) == [*after, ("cnb", 1)]


def test_a_buildpack_is_created_with_its_metadata_and_an_event(cf):
    body = {"name": "n", "stack": "cflinuxfs4", "enabled": False, "locked": True, "metadata": {"labels": {"a": "b"}}}
    made = create(cf, **body).json()
    assert {key: made[key] for key in ("name", "stack", "enabled", "locked")} == {
        key: body[key] for key in ("name", "stack", "enabled", "locked")
    }
    assert (made["lifecycle"], made["state"]) == ("buildpack", "AWAITING_UPLOAD")
    assert made["metadata"] == {"labels": {"a": "b"}, "annotations": {}}
    assert made["created_at"] == made["updated_at"]
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.target_type) == ("audit.buildpack.create", made["guid"], "buildpack")
    assert event.data == {"request": body}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"bogus": 1},
            f"Unknown field(s): 'bogus', Name must be a string, Name can't be blank, {LONG}, Name is invalid",
        ),
        ({"name": 0}, "Name must be a string"),
        ({"name": 1.5}, "Name must be a string, Name is invalid"),
        ({"name": " "}, "Name can't be blank, Name is invalid"),
        ({"name": "é"}, "Name is invalid"),
        ({"name": "x" * 251}, LONG),
        ({"name": "n", "stack": 1}, "Stack must be a string"),
        ({"name": "n", "stack": ""}, "Stack '' does not exist"),
        ({"name": "n", "position": 0}, "Position must be greater than or equal to 1"),
        ({"name": "n", "position": 1.5}, "Position must be an integer"),
        ({"name": "n", "position": True}, "Position is not a number"),
        ({"name": "n", "position": "x"}, "Position is not a number"),
        ({"name": "n", "enabled": 0, "locked": "x"}, "Enabled must be a boolean, Locked must be a boolean"),
        ({"name": "n", "lifecycle": "docker"}, 'Lifecycle must be either "buildpack" or "cnb"'),
        ({"name": "n", "lifecycle": []}, "Lifecycle must be a string"),
        (
            {"name": "a", "stack": "cflinuxfs4"},
            "Buildpack with name 'a', stack 'cflinuxfs4' and lifecycle 'buildpack' already exists",
        ),
        ({"name": "cnb", "lifecycle": "cnb"}, "Buildpack with name 'cnb' and an unassigned stack already exists"),
    ],
)
def test_what_makes_no_buildpack_is_told_in_ccs_words(cf, three, body, expected):
    assert detail(create(cf, **body)) == unprocessable(expected)
    assert len(cf.state[Buildpack]) == 4


def test_the_text_of_a_number_passes_the_check_and_is_an_unknown_error_then(cf, three):
    assert detail(create(cf, name="n", position="2")) == (500, UNKNOWN_ERROR)
    assert order(cf) == [("a", 1), ("b", 2), ("c", 3), ("cnb", 1)]


@pytest.mark.parametrize(
    ("guid", "position", "after"),
    [("a", 3, "bca"), ("c", 1, "cab"), ("b", 2, "abc"), ("a", 123, "bca"), ("b", 3, "acb")],
)
def test_a_move_shifts_those_between(cf, three, guid, position, after):
    moved = patch(cf, guid, position=position).json()
    assert order(cf) == [*((name, place) for place, name in enumerate(after, 1)), ("cnb", 1)]
    assert moved["updated_at"] is not None
    assert all(cf.state[Buildpack].get(other).updated_at is None for other in "abc" if other != guid)


def test_a_change_is_shown_and_told(cf, three):
    body = {"name": "z", "enabled": False, "locked": True, "metadata": {"annotations": {"a": "b"}}}
    changed = patch(cf, "a", **body).json()
    assert (changed["name"], changed["enabled"], changed["locked"]) == ("z", False, True)
    assert changed["metadata"]["annotations"] == {"a": "b"}
    assert cf.ask(f"{BUILDPACKS}/a").json() == changed
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target_name, event.data) == ("audit.buildpack.update", "z", {"request": body})


@pytest.mark.parametrize(
    ("guid", "body", "expected"),
    [
        ("a", {"lifecycle": "cnb"}, "Unknown field(s): 'lifecycle'"),
        ("a", {"name": None}, "name can only contain alphanumeric characters"),
        ("a", {"name": []}, "Name must be a string, Name is invalid"),
        ("a", {"position": None}, "Position is not a number"),
        ("a", {"enabled": None, "locked": None}, "Enabled must be a boolean, Locked must be a boolean"),
        ("a", {"stack": "nope"}, "Stack 'nope' does not exist"),
        ("a", {"stack": "jammy"}, "Buildpack stack cannot be changed"),
        ("a", {"stack": None}, "Buildpack stack cannot be changed"),
        ("a", {"name": "b"}, "Buildpack with name 'b', stack 'cflinuxfs4' and lifecycle 'buildpack' already exists"),
    ],
)
def test_what_cannot_be_changed_is_told_in_ccs_words_and_changes_nothing(cf, three, guid, body, expected):
    cf.put(Stack(guid="jammy", created_at=cf.foundation.clock.now(), name="jammy"))
    before = list(cf.state[Buildpack])
    assert detail(patch(cf, guid, **body)) == unprocessable(expected)
    assert list(cf.state[Buildpack]) == before


def test_a_buildpack_without_a_stack_can_get_one(cf, three):
    assert patch(cf, "cnb", stack="cflinuxfs4").json()["stack"] == "cflinuxfs4"


def test_a_buildpack_whose_stack_is_gone_cannot_be_changed(cf, three):
    cf.change(Buildpack, "a", stack="gone")
    assert detail(patch(cf, "a", enabled=False)) == unprocessable("Stack '' does not exist")


def test_a_deletion_is_a_job_that_is_done(cf, three):
    answer = cf.ask(f"{BUILDPACKS}/a", method="DELETE")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (202, b"", "text/html")
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (job["operation"], job["state"], list(job["links"])) == ("buildpack.delete", "COMPLETE", ["self"])
    assert order(cf) == [("b", 1), ("c", 2), ("cnb", 1)]
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.target_name, event.data) == ("audit.buildpack.delete", "a", "a", {})
