"""Revisions: cc-surface 4.14, the recordings revisions and live_read."""

import pytest

from fakecf.state.app_records import Process, Revision, RevisionSidecar
from fakecf.state.records import App, AuditEvent, Droplet
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.deployed import NOON
from tests.capi.roles import OUTSIDERS, READERS, ROLES, SECRETS, WRITERS

LIST = "/v3/apps/my-app/revisions"
DEPLOYED = f"{LIST}/deployed"
PATH = "/v3/revisions/r42"
VALID = "'page', 'per_page', 'order_by', 'created_ats', 'updated_ats', 'guids'"


def revision(version, **fields):
    fields = {"droplet_guid": "staged", **fields}
    return Revision(guid=f"r{version}", created_at=NOON, updated_at=NOON, app_guid="my-app", version=version, **fields)


@pytest.fixture
def cf(cf):
    sidecar = RevisionSidecar(name="s", command="run", memory=300, process_types=("web",))
    first = revision(42, commands={"web": None, "worker": "./work"}, sidecars=(sidecar,), labels={"env": "prod"})
    cf.put(first, revision(43, droplet_guid="expired"), revision(44, environment_variables={"A": "b"}))
    return cf


def test_a_revision_is_shown_whole_in_ccs_order(cf):
    """Its times stand in the midst, and its metadata behind its links (RevisionPresenter)."""
    shown = cf.ask(PATH).json()
    assert list(shown.items()) == list(
        {
            "guid": "r42",
            "version": 42,
            "droplet": {"guid": "staged"},
            "processes": {"web": {"command": None}, "worker": {"command": "./work"}},
            "sidecars": [{"name": "s", "command": "run", "memory_in_mb": 300, "process_types": ["web"]}],
            "description": "Initial revision",
            "relationships": {"app": {"data": {"guid": "my-app"}}},
            "created_at": "2026-01-02T12:00:00Z",
            "updated_at": "2026-01-02T12:00:00Z",
            "links": {
                "self": {"href": f"{cf.url}{PATH}"},
                "app": {"href": f"{cf.url}/v3/apps/my-app"},
                "environment_variables": {"href": f"{cf.url}{PATH}/environment_variables"},
            },
            "metadata": {"labels": {"env": "prod"}, "annotations": {}},
            "deployable": True,
        }.items()
    )
    assert cf.ask(f"{LIST}?guids=r42").json()["resources"] == [shown]


@pytest.mark.parametrize("fields", [{"state": "EXPIRED"}, {"state": "FAILED"}, None])
def test_a_revision_is_deployable_as_long_as_its_droplet_is_staged(cf, fields):
    if fields is None:
        cf.change(Revision, "r42", droplet_guid="gone")
    else:
        cf.change(Droplet, "staged", **fields)
    assert cf.ask(PATH).json()["deployable"] is False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("path", "what"), [(PATH, "Revision"), (LIST, "App"), (DEPLOYED, "App")])
def test_whoever_reads_the_app_reads_its_revisions(cf, role, path, what):
    if role in READERS:
        assert cf.ask(path, role).status_code == 200
    else:
        assert role in OUTSIDERS
        assert cf.error(path, role) == (404, not_found(what))


@pytest.mark.parametrize("role", ROLES)
def test_the_variables_are_for_those_who_read_secrets(cf, role):
    """A supporter, who reads those of the app, may not (recorded: live_read)."""
    path = f"{PATH}/environment_variables"
    if role in OUTSIDERS:
        assert cf.error(path, role) == (404, not_found("Revision"))
    elif role in SECRETS:
        assert cf.ask(path, role).status_code == 200
    else:
        assert cf.error(path, role) == (403, NOT_AUTHORIZED)
    shown = len(cf.state[AuditEvent].where("type", "audit.app.revision.environment_variables.show"))
    assert shown == (role in SECRETS)


def test_the_variables_are_shown_with_their_links_and_that_is_an_event(cf):
    own = f"{cf.url}/v3/revisions/r44"
    assert cf.ask("/v3/revisions/r44/environment_variables").json() == {
        "var": {"A": "b"},
        "links": {
            "self": {"href": f"{own}/environment_variables"},
            "revision": {"href": own},
            "app": {"href": f"{cf.url}/v3/apps/my-app"},
        },
    }
    (event,) = cf.state[AuditEvent]
    assert event.type == "audit.app.revision.environment_variables.show"
    assert event.data == {"revision_guid": "r44", "revision_version": 44}
    assert cf.ask(f"{PATH}/environment_variables").json()["var"] == {}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["r42", "r43", "r44"]),
        ("versions=42,44", ["r42", "r44"]),
        ("versions=%2042%20,7", ["r42"]),
        ("versions", []),
        ("deployable", ["r42", "r44"]),
        ("label_selector=env%3Dprod", ["r42"]),
        ("guids=r43,r44&versions=43", ["r43"]),
        ("order_by=-created_at", ["r44", "r43", "r42"]),
    ],
)
def test_the_list_can_be_asked_for_some(cf, query, found):
    assert cf.guids(f"{LIST}?{query}") == found


@pytest.mark.parametrize("deployable", ["true", "false", "", "1"])
def test_asking_for_what_is_deployable_is_refused_with_any_value(cf, deployable):
    """CC compares text with true and false (recorded: live_read)."""
    assert cf.error(f"{LIST}?deployable={deployable}") == bad_query("Deployable must be a boolean")


@pytest.mark.parametrize("versions", ["abc", "", "1.5", "99999999999", "9" * 5000])
def test_a_version_that_is_no_integer_is_what_cc_fails_over(cf, versions):
    """The text goes to PostgreSQL as it is."""
    assert cf.error(f"{LIST}?versions={versions}") == (500, UNKNOWN_ERROR)


def test_the_deployed_ones_are_those_of_started_processes(cf):
    for guid, state, of in (("a", "STARTED", "r44"), ("b", "STARTED", "r42"), ("c", "STOPPED", "r43")):
        cf.put(Process(guid=guid, created_at=NOON, app_guid="my-app", state=state, revision_guid=of))
    cf.put(Process(guid="other", created_at=NOON, app_guid="bare", state="STARTED", revision_guid="r43"))
    assert cf.guids(DEPLOYED) == ["r42", "r44"]
    assert cf.guids(f"{DEPLOYED}?guids=nope") == ["r42", "r44"]
    assert cf.guids(f"{DEPLOYED}?order_by=-created_at&per_page=1") == ["r44"]
    page = cf.ask(DEPLOYED).json()["pagination"]
    assert page["first"]["href"] == f"{cf.url}{DEPLOYED}?page=1&per_page=50"


@pytest.mark.parametrize(
    ("path", "valid"), [(LIST, f"{VALID}, 'versions', 'deployable', 'label_selector'"), (DEPLOYED, VALID)]
)
def test_lists_know_their_parameters(cf, path, valid):
    what = f"Unknown query parameter(s): 'names'. Valid parameters are: {valid}"
    assert cf.error(f"{path}?names=x") == bad_query(what)


@pytest.mark.parametrize("role", ROLES)
def test_developers_label_revisions_and_nothing_says_when(cf, role):
    body = {"metadata": {"labels": {"env": None, "a": "b"}, "annotations": {"n": "v"}}}
    if role in WRITERS:
        answer = cf.ask(PATH, role, method="PATCH", json=body).json()
        assert answer["metadata"] == {"labels": {"a": "b"}, "annotations": {"n": "v"}}
        assert answer["updated_at"] == "2026-01-02T12:00:00Z"
        assert cf.ask(PATH).json() == answer
    else:
        expected = (404, not_found("Revision")) if role in OUTSIDERS else (403, NOT_AUTHORIZED)
        assert cf.error(PATH, role, method="PATCH", json=body) == expected


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"version": 1}, unprocessable("Unknown field(s): 'version'")),
        ({"metadata": 1, "x": 1}, unprocessable("Metadata must be an object, Unknown field(s): 'x'")),
        ({"metadata": {"annotations": {"n": 1.5}}}, (500, UNKNOWN_ERROR)),
    ],
)
def test_a_body_is_judged_before_the_revision_is_looked_for(cf, body, error):
    for path in (PATH, "/v3/revisions/nope"):
        assert cf.error(path, method="PATCH", json=body) == error


def test_what_belongs_to_a_suspended_organization_stays_as_it_is(cf):
    cf.change(Revision, "r42", app_guid="suspended-app")
    status, error = cf.error(PATH, "space_developer", method="PATCH", json={})
    assert (status, error["title"]) == (403, "CF-OrgSuspended")


def test_unknown_ones_are_not_found(cf):
    for path, what in (("/v3/revisions/nope", "Revision"), ("/v3/apps/nope/revisions", "App")):
        assert cf.error(path) == (404, not_found(what))


def test_revisions_go_with_their_app(cf):
    with cf.foundation.store.change() as change:
        change.delete(change[App].get("my-app"))
    assert cf.error(PATH) == (404, not_found("Revision"))
