"""Droplets: sections 20.2 to 20.4, 20.6 and 20.7 of cc-droplets, with the matrix of its section 22."""

from urllib.parse import quote

import pytest

from fakecf.state.records import AuditEvent, Droplet, DropletBuildpack, Organization
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import GLOBAL, OUTSIDERS, ROLES, SECRETS, cases

DROPLET_NOT_FOUND = not_found("Droplet")
REFUSALS = {403: NOT_AUTHORIZED, 404: DROPLET_NOT_FOUND}
HIDDEN = "[PRIVATE DATA HIDDEN]"
HIDDEN_IN_LISTS = "[PRIVATE DATA HIDDEN IN LISTS]"

# Newest first; STAGING is in no list (cc-droplets F8).
LISTED = [
    "suspended",
    "foreign",
    "cnb",
    "docker",
    "expired",
    "copying",
    "processing-upload",
    "awaiting-upload",
    "no-blob",
    "sha1-only",
    "sha256-only",
    "no-key",
    "staged",
    "failed",
]


def expected(cf, guid, *, hidden=None):
    """`staged`, `failed` or `docker` as CC shows it, key for key; *hidden* stands where the caller may not look."""
    record = cf.state[Droplet].get(guid)
    own, app = f"{cf.url}/v3/droplets/{guid}", f"{cf.url}/v3/apps/{record.app_guid}"
    moment = f"{record.created_at:%Y-%m-%dT%H:%M:%SZ}"
    git = {"name": "http://buildpack.git.url.com", "detect_output": None, "buildpack_name": "git", "version": "0.3"}
    shown = {
        "guid": guid,
        "created_at": moment,
        "updated_at": moment,
        "state": record.state,
        "error": record.error_description,
        "lifecycle": {"type": record.lifecycle_type, "data": {}},
        "checksum": {"type": "sha256", "value": record.sha256} if guid == "staged" else None,
        "buildpacks": None if guid == "docker" else [git],
        "stack": None if guid == "docker" else "stack-1",
        "image": "docker/foobar:baz" if guid == "docker" else None,
        "execution_metadata": hidden or "metadata",
        "process_types": {"redacted_message": hidden} if hidden else {"web": "start"},
        "relationships": {"app": {"data": {"guid": record.app_guid}}},
        "metadata": {"labels": record.labels, "annotations": {}},
        "links": {
            "self": {"href": own},
            "app": {"href": app},
            "assign_current_droplet": {"href": f"{app}/relationships/current_droplet", "method": "PATCH"},
            "package": {"href": f"{cf.url}/v3/packages/{record.package_guid}"},
        },
    }
    if guid == "staged":
        shown["links"]["download"] = {"href": f"{own}/download"}
    return shown


def page(cf, path, guids, query):
    """A whole list of one page, whose links carry *query*."""
    href = {"href": f"{cf.url}{path}?{query}"}
    return {
        "pagination": {
            "total_results": len(guids),
            "total_pages": 1,
            "first": href,
            "last": href,
            "next": None,
            "previous": None,
        },
        "resources": [expected(cf, guid, hidden=HIDDEN_IN_LISTS) for guid in guids],
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("guid", ["staged", "docker"])
def test_m3_m4_a_droplet_is_shown_to_readers_and_whole_to_those_who_read_secrets(cf, guid, role):
    if role in OUTSIDERS:
        assert cf.error(f"/v3/droplets/{guid}", role) == (404, DROPLET_NOT_FOUND)
        return
    answer = cf.ask(f"/v3/droplets/{guid}", role)
    assert answer.status_code == 200
    assert answer.json() == expected(cf, guid, hidden=None if role in SECRETS else HIDDEN)


@pytest.mark.parametrize("role", ROLES)
def test_m6_a_list_holds_what_the_caller_may_read_and_hides_secrets_from_everybody(cf, role):
    everywhere = role in {*GLOBAL, "org_manager"}
    seen = [] if role in OUTSIDERS else [guid for guid in LISTED if everywhere or guid != "foreign"]
    assert cf.guids("/v3/droplets?order_by=-created_at", role) == seen
    answer = cf.ask("/v3/droplets?guids=staged,failed,docker", role).json()
    shown = [] if role in OUTSIDERS else ["failed", "staged", "docker"]
    query = "guids=staged%2Cfailed%2Cdocker&page=1&per_page=50"
    assert answer == page(cf, "/v3/droplets", shown, query)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["/v3/apps/my-app/droplets", "/v3/packages/package/droplets"])
def test_m9_m10_the_droplets_of_an_app_or_a_package_are_its_readers(cf, path, role):
    asked = f"{path}?order_by=created_at&states=FAILED,STAGED&guids=failed,staged"
    if role in OUTSIDERS:
        what = "App" if "apps" in path else "Package"
        assert cf.error(asked, role) == (404, {**DROPLET_NOT_FOUND, "detail": f"{what} not found"})
        return
    query = "guids=failed%2Cstaged&order_by=%2Bcreated_at&page=1&per_page=50&states=FAILED%2CSTAGED"
    assert cf.ask(asked, role).json() == page(cf, path, ["failed", "staged"], query)


@pytest.mark.parametrize(("role", "status"), cases("app.current"))
def test_the_current_droplet_is_shown_whole_to_every_reader(cf, role, status):
    # cc-droplets 5.3 and 22: app.current, unredacted_for everyone
    answer = cf.ask("/v3/apps/my-app/droplets/current", role)
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == expected(cf, "staged")


@pytest.mark.parametrize(("role", "status"), cases("app.current"))
def test_the_relationship_to_the_current_droplet_is_its_readers(cf, role, status):
    answer = cf.ask("/v3/apps/my-app/relationships/current_droplet", role)
    assert answer.status_code == status
    if status == 200:
        own = {"href": f"{cf.url}/v3/apps/my-app/relationships/current_droplet"}
        related = {"href": f"{cf.url}/v3/apps/my-app/droplets/current"}
        assert answer.json() == {"data": {"guid": "staged"}, "links": {"self": own, "related": related}}


@pytest.mark.parametrize("path", ["droplets/current", "relationships/current_droplet"])
def test_an_app_without_a_current_droplet_has_none_to_show(cf, path):
    assert cf.error(f"/v3/apps/bare/{path}") == (404, DROPLET_NOT_FOUND)


def test_e13_every_droplet_that_may_be_read_is_listed(cf):
    assert len(cf.guids("/v3/droplets?app_guids=my-app,imaged", "space_developer")) == 11


EVERY_PARAMETER = {
    "page": "2",
    "per_page": "10",
    "order_by": "updated_at",
    "guids": "staged",
    "package_guid": "package",
    "states[]": "STAGED",
    "label_selector": "env=prod",
    "created_ats": "2026-01-01T00:00:00Z,2026-01-02T00:00:00Z",
    "updated_ats[gt]": "2026-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    "more",
    [
        {"app_guids": "my-app", "space_guids": "dev", "organization_guids": "acme"},
        {"app_guid": "my-app", "current": "true"},
    ],
)
def test_q1_q2_all_parameters_can_be_given_at_once(cf, more):
    assert cf.ask("/v3/droplets", "space_developer", params={**EVERY_PARAMETER, **more}).status_code == 200


def test_e14_a_list_can_be_ordered_backwards_and_paged(cf):
    answer = cf.ask("/v3/droplets?order_by=-created_at&per_page=2&guids=staged,failed", "space_developer").json()
    query = "guids=staged%2Cfailed&order_by=-created_at&page=1&per_page=2"
    assert answer == page(cf, "/v3/droplets", ["staged", "failed"], query)


def test_e15_a_droplet_of_an_app_that_cannot_be_read_is_left_out(cf):
    assert "foreign" not in cf.guids("/v3/droplets", "space_developer")
    assert "foreign" in cf.guids("/v3/droplets", "admin")


# cc-droplets 20.4, E16 to E20: what is asked, what is found, and the query of the links
FILTERS = {
    "states": ("states=FAILED,EXPIRED", ["failed", "expired"], "page=1&per_page=50&states=FAILED%2CEXPIRED"),
    "apps": ("app_guids=imaged", ["docker"], "app_guids=imaged&page=1&per_page=50"),
    "guids": ("guids=failed%2Cstaged", ["failed", "staged"], "guids=failed%2Cstaged&page=1&per_page=50"),
    "organizations": (
        "organization_guids=suspended",
        ["suspended"],
        "organization_guids=suspended&page=1&per_page=50",
    ),
    "spaces": (
        "space_guids=suspended-dev%2Cother",
        ["suspended"],
        "page=1&per_page=50&space_guids=suspended-dev%2Cother",
    ),
}


@pytest.mark.parametrize(("asked", "found", "echo"), FILTERS.values(), ids=FILTERS)
def test_e16_to_e20_a_filter_leaves_its_matches_and_stands_in_the_links(cf, asked, found, echo):
    answer = cf.ask(f"/v3/droplets?{asked}", "space_developer").json()
    assert [each["guid"] for each in answer["resources"]] == found
    assert answer["pagination"]["first"]["href"] == f"{cf.url}/v3/droplets?{echo}"


def test_e21_labels_select(cf):
    selector = quote("!fruit,animal in (dog,horse),env=prod")
    assert cf.guids(f"/v3/droplets?label_selector={selector}", "space_developer") == ["staged", "docker"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("guids=failed,staged,unknown", ["failed", "staged"]),
        ("created_ats[lt]=2026-01-01T00:00:03Z", ["failed", "staged"]),
        ("updated_ats[lt]=2026-01-01T00:00:03Z", ["failed", "staged"]),
    ],
)
def test_f1_to_f3_the_filters_of_every_list_work(cf, asked, found):
    assert cf.guids(f"/v3/droplets?{asked}") == found


def test_e23_an_app_lists_its_own_droplets(cf):
    assert cf.guids("/v3/apps/imaged/droplets", "space_developer") == ["docker"]


def test_e28_a_package_lists_its_own_droplets(cf):
    assert cf.guids("/v3/packages/package/droplets", "space_developer") == ["failed", "staged"]


@pytest.mark.parametrize("path", ["/v3/apps/my-app/droplets", "/v3/packages/package/droplets"])
def test_e24_e29_labels_select_below_an_app_and_a_package(cf, path):
    assert cf.guids(f"{path}?label_selector=fruit", "space_developer") == ["failed"]


def test_e25_current_is_the_apps_current_droplet(cf):
    answer = cf.ask("/v3/apps/my-app/droplets?current=true", "space_developer").json()
    assert answer == page(cf, "/v3/apps/my-app/droplets", ["staged"], "current=true&page=1&per_page=50")


def test_e26_current_is_nothing_where_the_app_has_none(cf):
    answer = cf.ask("/v3/apps/bare/droplets?current=true", "space_developer").json()
    assert answer == page(cf, "/v3/apps/bare/droplets", [], "current=true&page=1&per_page=50")


@pytest.mark.parametrize("path", ["/v3/apps/my-app/droplets", "/v3/packages/package/droplets"])
def test_e27_e30_links_lead_back_below_the_app_or_package(cf, path):
    answer = cf.ask(f"{path}?states=STAGED&guids=staged", "space_developer").json()
    assert answer == page(cf, path, ["staged"], "guids=staged&page=1&per_page=50&states=STAGED")


@pytest.mark.parametrize("path", ["/v3/droplets", "/v3/apps/my-app/droplets", "/v3/packages/package/droplets"])
def test_staging_droplets_are_in_no_list(cf, path):
    # cc-droplets F8
    assert cf.guids(f"{path}?states=STAGING") == []


def test_app_guid_makes_the_general_list_the_apps_own(cf):
    answer = cf.ask("/v3/droplets?app_guid=imaged").json()
    assert answer == page(cf, "/v3/apps/imaged/droplets", ["docker"], "page=1&per_page=50")


def test_a_bad_query_is_refused_before_the_app_is_looked_for(cf):
    # cc-droplets 21: 400 precedes 404
    assert cf.ask("/v3/apps/nowhere/droplets?page=0").status_code == 400


PATCHED = {
    "metadata": {
        "labels": {"release": "stable", "code.cloudfoundry.org/cloud_controller_ng": "awesome", "animal": None},
        "annotations": {"potato": "sieglinde", "key": ""},
    }
}
SUSPENDED = 403, {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}


def patch(cf, guid, role, body):
    return cf.ask(f"/v3/droplets/{guid}", role, method="PATCH", json=body)


@pytest.mark.parametrize(("role", "status"), cases("droplet.patch"))
def test_m15_writers_may_change_metadata_and_get_the_droplet_whole(cf, role, status):
    before = cf.state[Droplet].get("staged")
    answer = patch(cf, "staged", role, PATCHED)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["errors"] == [REFUSALS[status]]
        assert cf.state[Droplet].get("staged") == before
        return
    shown = answer.json()
    labels = {"env": "prod", "release": "stable", "code.cloudfoundry.org/cloud_controller_ng": "awesome"}
    metadata = {"labels": labels, "annotations": {"potato": "sieglinde", "key": ""}}
    assert shown["updated_at"] > shown["created_at"]
    assert shown == {**expected(cf, "staged"), "metadata": metadata, "updated_at": shown["updated_at"]}
    assert cf.ask("/v3/droplets/staged", role).json() == shown


@pytest.mark.parametrize(("role", "status"), cases("droplet.patch"))
def test_m16_members_of_a_suspended_organization_may_not_but_admins_may(cf, role, status):
    answer = patch(cf, "suspended", role, PATCHED)
    assert answer.status_code == (403 if role == "space_developer" else status)
    if role == "space_developer":
        assert answer.json()["errors"] == [SUSPENDED[1]]


def test_e35_an_unknown_droplet_cannot_be_patched(cf):
    assert cf.error("/v3/droplets/nowhere", method="PATCH", json=PATCHED) == (404, DROPLET_NOT_FOUND)


@pytest.mark.parametrize(("role", "status"), cases("droplet.patch_image"))
def test_e37_e39_only_admins_may_set_the_image_of_a_docker_droplet(cf, role, status):
    answer = patch(cf, "docker", role, {"image": "new-image-reference"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["image"] == "new-image-reference"


def test_e38_who_may_update_build_states_may_set_any_image(cf):
    scope = ["cloud_controller.write", "cloud_controller.update_build_state"]
    answer = patch(cf, "docker", cf.claiming(user_id="stager", scope=scope), {"image": "new-image-reference"})
    assert answer.status_code == 200
    assert answer.json() == {
        **expected(cf, "docker"),
        "image": "new-image-reference",
        "updated_at": answer.json()["updated_at"],
    }


def test_who_may_update_build_states_may_not_change_metadata(cf):
    # cc-droplets 7.6: the scope makes any droplet readable, but no one a writer
    scope = ["cloud_controller.write", "cloud_controller.update_build_state"]
    assert patch(cf, "docker", cf.claiming(user_id="stager", scope=scope), PATCHED).status_code == 403


def test_e40_a_developer_of_another_space_does_not_find_the_droplet(cf):
    refused = cf.error("/v3/droplets/foreign", "space_developer", method="PATCH", json={"image": "new"})
    assert refused == (404, DROPLET_NOT_FOUND)


@pytest.mark.parametrize("guid", ["staged", "failed", "cnb"])
def test_an_image_on_what_is_no_docker_droplet_is_an_unknown_error(cf, guid):
    # cc-droplets F15; conformance patch-image-buildpack-500
    assert cf.error(f"/v3/droplets/{guid}", method="PATCH", json={"image": "new"}) == (500, UNKNOWN_ERROR)


def test_an_image_on_a_docker_droplet_that_is_not_staged_is_an_unknown_error(cf):
    cf.change(Droplet, "docker", state="FAILED")
    assert cf.error("/v3/droplets/docker", method="PATCH", json={"image": "new"}) == (500, UNKNOWN_ERROR)


def test_a_suspended_organization_does_not_keep_an_admin_from_setting_an_image(cf):
    cf.change(Organization, "acme", status="suspended")
    assert patch(cf, "docker", "admin", {"image": "new"}).status_code == 200


# cc-droplets 7.6: missing before forbidden, forbidden before invalid
@pytest.mark.parametrize(
    ("guid", "role", "body", "status"),
    [
        ("nowhere", "admin", {"foo": 1}, 404),
        ("staged", "space_auditor", {"foo": 1}, 403),
        ("suspended", "space_developer", {"foo": 1}, 403),
        ("staged", "space_developer", {"foo": 1}, 422),
    ],
)
def test_a_patch_is_refused_for_the_first_reason_in_the_order_of_the_checks(cf, guid, role, body, status):
    assert patch(cf, guid, role, body).status_code == status


# cc-droplets 5.1 to 5.4: what the presenter makes of each field
def test_secrets_in_the_url_of_a_buildpack_are_starred(cf):
    secret = DropletBuildpack(name="https://user:pw@example.org/bp", version="1")
    cf.change(Droplet, "staged", buildpacks=(secret,), buildpack_receipt_buildpack="https://***:***@example.org/bp")
    (shown,) = cf.ask("/v3/droplets/staged").json()["buildpacks"]
    assert list(shown.items()) == [
        ("name", "https://***:***@example.org/bp"),
        ("detect_output", None),
        ("buildpack_name", None),
        ("version", "1"),
    ]


def test_only_the_buildpack_of_the_receipt_shows_what_it_detected(cf):
    two = (DropletBuildpack(name="one"), DropletBuildpack(name="two"))
    receipt = {"buildpack_receipt_buildpack": "two", "buildpack_receipt_detect_output": "found"}
    cf.change(Droplet, "staged", buildpacks=two, **receipt)
    shown = cf.ask("/v3/droplets/staged").json()["buildpacks"]
    assert [each["detect_output"] for each in shown] == [None, "found"]


@pytest.mark.parametrize(
    ("guid", "kinds"),
    [("staged", "sha256"), ("sha256-only", "sha256"), ("sha1-only", "sha1"), ("no-key", None), ("docker", None)],
)
def test_the_checksum_is_the_best_hash_there_is(cf, guid, kinds):
    checksum = cf.ask(f"/v3/droplets/{guid}").json()["checksum"]
    assert (checksum and checksum["type"]) == kinds


@pytest.mark.parametrize(
    ("error_id", "description", "shown"),
    [
        ("StagingError", "Staging error: x", "StagingError - Staging error: x"),
        ("StagingTimeExpired", None, "StagingTimeExpired"),
        (None, "example error", "example error"),
        (None, None, None),
    ],
)
def test_an_error_is_its_id_and_its_description(cf, error_id, description, shown):
    cf.change(Droplet, "staged", error_id=error_id, error_description=description)
    assert cf.ask("/v3/droplets/staged").json()["error"] == shown


LINKS = ["self", "app", "assign_current_droplet"]


@pytest.mark.parametrize(
    ("guid", "more"),
    [
        ("staged", ["package", "download"]),
        ("no-key", ["package", "download"]),
        ("failed", ["package"]),
        ("docker", ["package"]),
        ("cnb", []),
        ("awaiting-upload", ["upload"]),
        ("staging", []),
    ],
)
def test_links_depend_on_package_state_and_lifecycle(cf, guid, more):
    # cc-droplets 5.2 and F3: a cnb droplet has no link to the download that it has
    cf.change(Droplet, guid, package_guid=cf.state[Droplet].get(guid).package_guid if "package" in more else None)
    assert list(cf.ask(f"/v3/droplets/{guid}").json()["links"]) == [*LINKS, *more]


def test_a_droplet_keeps_the_link_to_a_package_that_is_gone(cf):
    cf.change(Droplet, "staged", package_guid="gone")
    assert cf.ask("/v3/droplets/staged").json()["links"]["package"] == {"href": f"{cf.url}/v3/packages/gone"}


@pytest.mark.parametrize("role", sorted(SECRETS))
def test_what_is_hidden_is_hidden_even_where_it_is_null(cf, role):
    cf.change(Droplet, "staged", execution_metadata=None, process_types=None)
    shown, hidden = cf.ask("/v3/droplets/staged", role).json(), cf.ask("/v3/droplets/staged", "space_auditor").json()
    assert (shown["execution_metadata"], shown["process_types"]) == (None, None)
    assert (hidden["execution_metadata"], hidden["process_types"]) == (HIDDEN, {"redacted_message": HIDDEN})


def test_a_staging_droplet_is_shown_by_itself(cf):
    # cc-droplets F8
    assert cf.ask("/v3/droplets/staging").json()["state"] == "STAGING"


def test_m7_a_deletion_is_a_job_and_the_droplet_is_gone(cf):
    answer = cf.ask("/v3/droplets/no-key", method="DELETE")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (202, b"", "text/html")
    job = cf.follow(answer)
    assert (job["operation"], job["state"], list(job["links"])) == ("droplet.delete", "COMPLETE", ["self"])
    assert cf.error("/v3/droplets/no-key") == (404, DROPLET_NOT_FOUND)
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.data) == (
        "audit.app.droplet.delete",
        "my-app",
        {"droplet_guid": "no-key"},
    )


@pytest.mark.parametrize(("role", "status"), cases("droplet.delete"))
def test_m7_who_writes_to_the_space_deletes(cf, role, status):
    answer = cf.ask("/v3/droplets/no-key", role, method="DELETE")
    assert answer.status_code == status
    assert status == 202 or answer.json()["errors"] == [REFUSALS[status]]


def test_m8_a_suspended_organization_lets_only_admins_delete(cf):
    cf.change(Organization, "acme", status="suspended")
    assert cf.error("/v3/droplets/no-key", "space_developer", method="DELETE")[1]["title"] == "CF-OrgSuspended"
    assert cf.ask("/v3/droplets/no-key", method="DELETE").status_code == 202


def test_e22_the_current_droplet_stays(cf):
    told = 'The droplet is currently used by app with guid "my-app".'
    assert cf.error("/v3/droplets/staged", method="DELETE") == unprocessable(told)
