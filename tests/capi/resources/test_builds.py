"""Builds: cc-surface 4.9 and cc-droplets 15."""

from datetime import UTC, datetime

import pytest

from fakecf.state.records import Build, Droplet
from tests.capi.conftest import not_found
from tests.capi.roles import OUTSIDERS, ROLES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
BUILD = Build(
    guid="build",
    created_at=NOON,
    updated_at=NOON,
    app_guid="my-app",
    package_guid="package",
    droplet_guid="staged",
    buildpacks=("go_buildpack", "https://user:pw@example.org/bp"),
    created_by_user_guid="u",
    created_by_user_name="alice",
    created_by_user_email="alice@example.org",
)


def built(cf, **fields):
    cf.put(BUILD)
    cf.change(Build, "build", **fields)
    return cf.ask("/v3/builds/build").json()


def expected(cf):
    own, app = f"{cf.url}/v3/builds/build", f"{cf.url}/v3/apps/my-app"
    return {
        "guid": "build",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "state": "STAGED",
        "staging_memory_in_mb": 1024,
        "staging_disk_in_mb": 4096,
        "staging_log_rate_limit_bytes_per_second": -1,
        "error": None,
        "lifecycle": {
            "type": "buildpack",
            "data": {"buildpacks": ["go_buildpack", "https://***:***@example.org/bp"], "stack": "cflinuxfs4"},
        },
        "package": {"guid": "package"},
        "droplet": {"guid": "staged"},
        "created_by": {"guid": "u", "name": "alice", "email": "alice@example.org"},
        "relationships": {"app": {"data": {"guid": "my-app"}}},
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "app": {"href": app},
            "droplet": {"href": f"{cf.url}/v3/droplets/staged"},
        },
    }


def test_a_build_is_shown_whole_in_ccs_order(cf):
    shown = built(cf)
    assert shown == expected(cf)
    assert (list(shown), list(shown["links"])) == (list(expected(cf)), list(expected(cf)["links"]))
    assert cf.ask("/v3/builds?guids=build").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("state", "final"),
    [
        ("STAGED", True),
        ("FAILED", True),
        ("EXPIRED", True),
        ("STAGING", False),
        ("COPYING", False),
        ("PROCESSING_UPLOAD", False),
        ("AWAITING_UPLOAD", False),
    ],
)
def test_a_droplet_shows_once_it_is_final(cf, state, final):
    cf.change(Droplet, "staged", state=state)
    shown = built(cf, state="STAGING")
    assert shown["droplet"] == ({"guid": "staged"} if final else None)
    assert ("droplet" in shown["links"]) is final


@pytest.mark.parametrize("guid", [None, "gone"])
def test_a_build_without_a_droplet_has_none(cf, guid):
    shown = built(cf, droplet_guid=guid)
    assert shown["droplet"] is None
    assert "droplet" not in shown["links"]


@pytest.mark.parametrize(
    ("error_id", "description", "error"),
    [
        ("StagerError", "Stager error: x", "StagerError - Stager error: x"),
        ("StagingTimeExpired", None, "StagingTimeExpired"),
        (None, None, None),
    ],
)
def test_an_error_is_its_id_and_its_description(cf, error_id, description, error):
    assert built(cf, state="FAILED", error_id=error_id, error_description=description)["error"] == error


@pytest.mark.parametrize("role", ROLES)
def test_builds_are_their_apps_readers(cf, role):
    cf.put(BUILD)
    answer = cf.ask("/v3/builds/build", role)
    if role in OUTSIDERS:
        assert (answer.status_code, answer.json()) == (404, {"errors": [not_found("Build")]})
        assert cf.guids("/v3/builds", role) == []
    else:
        assert (answer.status_code, answer.json()["guid"]) == (200, "build")
        assert cf.guids("/v3/builds?guids=build", role) == ["build"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v3/builds?app_guids=my-app,bare", ["build", "second"]),
        ("/v3/builds?app_guids=bare", ["second"]),
        ("/v3/builds?package_guids=package", ["build"]),
        ("/v3/builds?states=FAILED", ["second"]),
        ("/v3/builds?states=STAGING", []),
        ("/v3/apps/bare/builds", ["second"]),
        ("/v3/apps/bare/builds?states=STAGED", []),
    ],
)
def test_builds_are_found_by_their_filters(cf, path, found):
    cf.put(BUILD, Build(guid="second", created_at=NOON, app_guid="bare", state="FAILED"))
    assert cf.guids(path) == found
