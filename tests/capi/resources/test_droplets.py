"""Droplets: sections 20.2 to 20.4, 20.6 and 20.7 of cc-droplets, with the matrix of its section 22."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import requests

from fakecf.state.records import AuditEvent, ClockSetting, Droplet
from tests.capi.conftest import NOBODY

SEED = "droplets.yml"

# cc-droplets 22
ROLES = (
    "space_developer",
    "space_manager",
    "space_auditor",
    "space_supporter",
    "org_manager",
    "org_auditor",
    "org_billing_manager",
    "no_role",
    "admin",
    "admin_read_only",
    "global_auditor",
)
OUTSIDERS = {"org_auditor", "org_billing_manager", "no_role"}
READERS = set(ROLES) - OUTSIDERS
SECRETS = {"space_developer", "admin", "admin_read_only"}
GLOBAL = {"admin", "admin_read_only", "global_auditor"}

NOT_AUTHORIZED = {
    "detail": "You are not authorized to perform the requested action",
    "title": "CF-NotAuthorized",
    "code": 10003,
}
DROPLET_NOT_FOUND = {"detail": "Droplet not found", "title": "CF-ResourceNotFound", "code": 10010}
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


def unprocessable(detail):
    return 422, {"detail": detail, "title": "CF-UnprocessableEntity", "code": 10008}


def state_of(cf):
    return cf.foundation.store.state


def expected(cf, guid, *, hidden=None):
    """`staged`, `failed` or `docker` as CC shows it, key for key; *hidden* stands where the caller may not look."""
    record = state_of(cf)[Droplet].get(guid)
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
def test_m5_readers_but_space_supporters_may_download(cf, role):
    answer = cf.ask("/v3/droplets/staged/download", role)
    assert answer.status_code == (404 if role in OUTSIDERS else 403 if role == "space_supporter" else 302)
    if role in OUTSIDERS:
        assert answer.json()["errors"] == [DROPLET_NOT_FOUND]
    if role == "space_supporter":
        assert answer.json()["errors"] == [NOT_AUTHORIZED]


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


@pytest.mark.parametrize("role", ROLES)
def test_the_current_droplet_is_shown_whole_to_every_reader(cf, role):
    # cc-droplets 5.3 and 22: app.current, unredacted_for everyone
    answer = cf.ask("/v3/apps/my-app/droplets/current", role)
    assert answer.status_code == (404 if role in OUTSIDERS else 200)
    if role in READERS:
        assert answer.json() == expected(cf, "staged")


@pytest.mark.parametrize("role", ROLES)
def test_the_relationship_to_the_current_droplet_is_its_readers(cf, role):
    answer = cf.ask("/v3/apps/my-app/relationships/current_droplet", role)
    assert answer.status_code == (404 if role in OUTSIDERS else 200)
    if role in READERS:
        own = {"href": f"{cf.url}/v3/apps/my-app/relationships/current_droplet"}
        related = {"href": f"{cf.url}/v3/apps/my-app/droplets/current"}
        assert answer.json() == {"data": {"guid": "staged"}, "links": {"self": own, "related": related}}


@pytest.mark.parametrize("path", ["droplets/current", "relationships/current_droplet"])
def test_an_app_without_a_current_droplet_has_none_to_show(cf, path):
    assert cf.error(f"/v3/apps/bare/{path}") == (404, DROPLET_NOT_FOUND)


def last_event(cf):
    return list(state_of(cf)[AuditEvent])[-1]


def test_e7_a_download_redirects_to_the_blobstore_and_is_an_event(cf):
    answer = cf.ask("/v3/droplets/staged/download", "space_developer")
    sha1 = state_of(cf)[Droplet].get("staged").sha1
    assert answer.status_code == 302
    assert answer.content == b""
    location = re.escape(f"{cf.server.blobstore_url}/cc-droplets/st/ag/staged/{sha1}?X-Amz-")
    assert re.match(location.replace("localhost", "(localhost|127.0.0.1)"), answer.headers["Location"])
    event = last_event(cf)
    assert event.type == "audit.app.droplet.download"
    assert event.actor_username == "space_developer"
    assert (event.target, event.target_type, event.target_name) == ("my-app", "app", "my-app")
    assert event.data == {"droplet_guid": "staged"}
    assert (event.space_guid, event.organization_guid) == ("dev", "acme")


def test_e8_a_blob_that_is_missing_is_a_bad_gateway(cf):
    error = {
        "detail": "Failed to perform operation due to blobstore unavailability.",
        "title": "CF-BlobstoreUnavailable",
        "code": 150006,
    }
    assert cf.error("/v3/droplets/no-blob/download", "space_developer") == (502, error)


def test_e9_a_droplet_without_a_hash_has_no_key_to_its_blob(cf):
    detail = "Blobstore key not present on droplet. This may be due to a failed build."
    assert cf.error("/v3/droplets/no-key/download", "space_developer") == (404, {**DROPLET_NOT_FOUND, "detail": detail})


def test_only_the_sha1_is_the_key(cf):
    # cc-droplets 21: sha1 alone downloads, sha256 alone does not
    assert cf.ask("/v3/droplets/sha1-only/download", "space_developer").status_code == 302
    assert cf.ask("/v3/droplets/sha256-only/download", "space_developer").status_code == 404


@pytest.mark.parametrize("guid", ["nowhere", "foreign"])
def test_e10_what_is_unknown_or_not_to_be_seen_is_not_found(cf, guid):
    assert cf.error(f"/v3/droplets/{guid}/download", "space_developer") == (404, DROPLET_NOT_FOUND)


@pytest.mark.parametrize("state", ["awaiting-upload", "processing-upload", "staging", "copying", "failed", "expired"])
def test_e11_only_staged_droplets_can_be_downloaded(cf, state):
    refused = unprocessable("Only staged droplets can be downloaded.")
    assert cf.error(f"/v3/droplets/{state}/download", "space_developer") == refused


def test_e12_docker_droplets_cannot_be_downloaded(cf):
    refused = unprocessable("Cannot download droplets with 'docker' lifecycle.")
    assert cf.error("/v3/droplets/docker/download", "admin") == refused


def test_cnb_droplets_can_be_downloaded(cf):
    assert cf.ask("/v3/droplets/cnb/download", "space_developer").status_code == 302


def test_a_suspended_organization_does_not_keep_its_members_from_downloading(cf):
    assert cf.ask("/v3/droplets/suspended/download", "space_developer").status_code == 302


@pytest.mark.parametrize("guid", ["no-key", "no-blob"])
def test_the_event_is_written_before_the_blob_is_looked_for(cf, guid):
    # cc-droplets F11
    cf.ask(f"/v3/droplets/{guid}/download", "space_developer")
    assert last_event(cf).data == {"droplet_guid": guid}


@pytest.mark.parametrize(("guid", "user"), [("failed", "space_developer"), ("staged", "space_supporter")])
def test_what_is_refused_outright_is_no_event(cf, guid, user):
    cf.ask(f"/v3/droplets/{guid}/download", user)
    assert len(state_of(cf)[AuditEvent]) == 0


def test_head_is_answered_like_get_and_is_an_event_too(cf):
    answer = cf.ask("/v3/droplets/staged/download", "space_developer", method="HEAD")
    assert (answer.status_code, answer.content) == (302, b"")
    assert "X-Amz-Signature" in answer.headers["Location"]
    assert last_event(cf).type == "audit.app.droplet.download"


def test_a_second_download_is_signed_anew(cf):
    # cc-droplets 21
    first = cf.ask("/v3/droplets/staged/download").headers["Location"]
    advance(cf, timedelta(seconds=5))
    assert cf.ask("/v3/droplets/staged/download").headers["Location"] != first


def test_the_url_lasts_an_hour(cf):
    # cc-droplets 7: expires in 3600 s
    location = cf.ask("/v3/droplets/staged/download").headers["Location"]
    assert "X-Amz-Expires=3600" in location
    assert fetch(location).status_code == 200
    advance(cf, timedelta(seconds=3601))
    expired = fetch(location)
    assert expired.status_code == 403
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in expired.text


def advance(cf, by):
    with cf.foundation.store.change() as change:
        (setting,) = change[ClockSetting]
        change.update(setting, ahead=setting.ahead + by.total_seconds())


def fetch(location):
    with requests.Session() as session:
        session.trust_env = False
        return session.get(location, timeout=10)


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


# cc-droplets 2 and 3: who is refused before anything is looked at
REFUSED_CALLERS = {
    "no token": (NOBODY, {}, 401, 10002),
    "another scheme": (NOBODY, {"Authorization": "Basic Zm9vOmJhcg=="}, 401, 10002),
    "no JWT": (NOBODY, {"Authorization": "bearer garbage"}, 401, 1000),
}


@pytest.mark.parametrize(("who", "headers", "status", "code"), REFUSED_CALLERS.values(), ids=REFUSED_CALLERS)
@pytest.mark.parametrize("guid", ["staged", "nowhere"])
def test_a_caller_is_judged_before_the_droplet(cf, guid, who, headers, status, code):
    answered, error = cf.error(f"/v3/droplets/{guid}/download", who, headers=headers)
    assert (answered, error["code"]) == (status, code)


def test_a_token_without_a_readers_scope_is_not_authorized_even_for_what_is_unknown(cf):
    token = str(cf.foundation.token(claims={"user_id": "x", "scope": ["openid"], "aud": ["cloud_controller"]}))
    assert cf.error("/v3/droplets/nowhere/download", token) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize("broken", ["expired", "wrong-key", "alg-none", "truncated", "refresh"])
def test_a_broken_token_is_invalid(cf, broken):
    # cc-surface 5.6; T-21 of reliability 1.4
    token = str(cf.foundation.token("admin", broken=broken))
    assert cf.error("/v3/droplets", token) == (
        401,
        {"detail": "Invalid Auth Token", "title": "CF-InvalidAuthToken", "code": 1000},
    )


def test_a_token_expires_while_it_is_in_use(cf):
    token = cf.server.token("admin")
    assert cf.ask("/v3/droplets", token).status_code == 200
    advance(cf, timedelta(days=1))
    assert cf.error("/v3/droplets", token)[0] == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_verb_on_download_is_an_unknown_request(cf, method):
    # corrections 1: routing comes before authentication
    error = {"detail": "Unknown request", "title": "CF-NotFound", "code": 10000}
    assert cf.error("/v3/droplets/staged/download", NOBODY, method=method) == (404, error)


PATCHED = {
    "metadata": {
        "labels": {"release": "stable", "code.cloudfoundry.org/cloud_controller_ng": "awesome", "animal": None},
        "annotations": {"potato": "sieglinde", "key": ""},
    }
}


@pytest.mark.parametrize("role", ROLES)
def test_m15_writers_may_change_metadata(cf, role):
    answer = cf.ask("/v3/droplets/staged", role, method="PATCH", json=PATCHED)
    assert answer.status_code == (200 if role in {"space_developer", "admin"} else 404 if role in OUTSIDERS else 403)
    if answer.status_code == 200:
        labels = {"env": "prod", "release": "stable", "code.cloudfoundry.org/cloud_controller_ng": "awesome"}
        assert answer.json()["metadata"] == {"labels": labels, "annotations": {"potato": "sieglinde", "key": ""}}


def test_m16_members_of_a_suspended_organization_may_not_but_admins_may(cf):
    error = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    refused = cf.error("/v3/droplets/suspended", "space_developer", method="PATCH", json=PATCHED)
    assert refused == (403, error)
    assert cf.ask("/v3/droplets/suspended", "admin", method="PATCH", json=PATCHED).status_code == 200
