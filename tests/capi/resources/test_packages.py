"""Packages: cc-surface 4.8, cc-droplets 16 and the package rows of its section 22."""

import pytest
import requests

from fakecf.state.records import AuditEvent, Organization, Package
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import cases

REFUSALS = {403: NOT_AUTHORIZED, 404: not_found("Package")}
DOWNLOAD = "/v3/packages/package/download"


def expected(cf, guid, data, links):
    package = cf.state[Package].get(guid)
    return {
        "guid": guid,
        "created_at": f"{package.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": package.updated_at and f"{package.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "type": package.type,
        "data": data,
        "state": package.state,
        "relationships": {"app": {"data": {"guid": package.app_guid}}},
        "metadata": {"labels": {}, "annotations": {}},
        "links": links,
    }


def links(cf, guid, app, *, bits):
    own = f"{cf.url}/v3/packages/{guid}"
    of_bits = {"upload": {"href": f"{own}/upload", "method": "POST"}, "download": {"href": f"{own}/download"}}
    return {"self": {"href": own}, **(of_bits if bits else {}), "app": {"href": f"{cf.url}/v3/apps/{app}"}}


@pytest.mark.parametrize("state", ["AWAITING_UPLOAD", "PROCESSING_UPLOAD", "READY", "FAILED", "COPYING", "EXPIRED"])
def test_bits_are_shown_whole_in_ccs_order_whatever_their_state(cf, state):
    # upload and download links on every bits package regardless of state
    cf.change(Package, "package", state=state)
    checksum = {"type": "sha256", "value": cf.state[Package].get("package").sha256_checksum}
    shown = cf.ask("/v3/packages/package").json()
    whole = expected(cf, "package", {"error": None, "checksum": checksum}, links(cf, "package", "my-app", bits=True))
    assert shown == whole
    assert (list(shown), list(shown["links"])) == (list(whole), list(whole["links"]))
    assert cf.ask("/v3/packages?guids=package").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("sha256", "sha1", "checksum"),
    [
        (None, None, {"type": "sha256", "value": None}),
        ("abc", "def", {"type": "sha256", "value": "abc"}),
        (None, "def", {"type": "sha1", "value": "def"}),
    ],
)
def test_the_checksum_of_bits_is_never_null(cf, sha256, sha1, checksum):
    cf.change(Package, "package", sha256_checksum=sha256, package_hash=sha1, error="oops")
    assert cf.ask("/v3/packages/package").json()["data"] == {"error": "oops", "checksum": checksum}


@pytest.mark.parametrize(
    ("username", "password"),
    [(None, None), ("me", "***")],
)
def test_an_image_shows_no_password(cf, username, password):
    guid = cf.guids("/v3/apps/imaged/packages")[0]
    cf.change(Package, guid, docker_username=username, docker_password="secret" if username else None)
    data = {"image": "docker/foobar:baz", "username": username, "password": password}
    answer = cf.ask(f"/v3/packages/{guid}")
    assert answer.json() == expected(cf, guid, data, links(cf, guid, "imaged", bits=False))
    assert "secret" not in answer.text


@pytest.mark.parametrize(("role", "status"), cases("package.download"))
def test_who_reads_secrets_may_download(cf, role, status):
    answer = cf.ask(DOWNLOAD, role)
    assert answer.status_code == status
    if status != 302:
        assert answer.json()["errors"] == [REFUSALS[status]]


def test_a_download_leads_to_the_bits(cf):
    location = cf.ask(DOWNLOAD, "space_developer").headers["Location"]
    assert "/cc-packages/pa/ck/package?X-Amz-" in location
    with requests.Session() as session:
        session.trust_env = False
        assert session.get(location, timeout=10).content.startswith(b"PK")


@pytest.mark.parametrize(("role", "status"), cases("package.download"))
def test_a_suspended_organization_keeps_nobody_from_downloading(cf, role, status):
    cf.change(Organization, "acme", status="suspended")
    assert cf.ask(DOWNLOAD, role).status_code == status


def test_only_bits_can_be_downloaded(cf):
    guid = cf.guids("/v3/apps/imaged/packages")[0]
    assert cf.error(f"/v3/packages/{guid}/download") == unprocessable("Package type must be bits.")


@pytest.mark.parametrize("state", ["AWAITING_UPLOAD", "PROCESSING_UPLOAD", "FAILED", "COPYING", "EXPIRED"])
def test_only_what_is_ready_can_be_downloaded(cf, state):
    cf.change(Package, "package", state=state)
    assert cf.error(DOWNLOAD) == unprocessable("Package has no bits to download.")
    assert list(cf.state[AuditEvent]) == []


def test_missing_bits_are_an_unknown_error(cf):
    # cc-droplets 16: BlobNotFound is not rescued here, and the event is written all the same
    cf.put(Package(guid="lost", app_guid="my-app", state="READY", created_at=cf.foundation.clock.now()))
    assert cf.error("/v3/packages/lost/download") == (500, UNKNOWN_ERROR)
    assert [event.data for event in cf.state[AuditEvent]] == [{"package_guid": "lost"}]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("app_guids=my-app", ["package", "other-package"]),
        ("app_guids=my-app&states=AWAITING_UPLOAD", []),
        ("app_guids=my-app,bare&types=bits", ["package", "other-package", "bare-package"]),
        ("space_guids=other", []),
        ("space_guids=dev&types=bits", ["package", "other-package", "bare-package"]),
        ("organization_guids=suspended", []),
        ("app_guid=bare", ["bare-package"]),
    ],
)
def test_packages_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/packages?{asked}") == found


def test_an_app_lists_its_own_packages(cf):
    answer = cf.ask("/v3/apps/bare/packages?types=bits").json()
    assert [each["guid"] for each in answer["resources"]] == ["bare-package"]
    first = f"{cf.url}/v3/apps/bare/packages?page=1&per_page=50&types=bits"
    assert answer["pagination"]["first"]["href"] == first


def test_app_guid_makes_the_general_list_the_apps_own(cf):
    first = cf.ask("/v3/packages?app_guid=bare").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/apps/bare/packages?page=1&per_page=50"


def patch(cf, guid, body, as_="admin"):
    return cf.ask(f"/v3/packages/{guid}", as_, method="PATCH", json=body)


def test_metadata_can_be_changed_and_the_time_of_the_last_update_stays(cf):
    before = cf.ask("/v3/packages/package").json()
    metadata = {"labels": {"a": "b"}, "annotations": {"c": "d"}}
    assert patch(cf, "package", {"metadata": metadata}).json() == {**before, "metadata": metadata}
    assert patch(cf, "package", {"metadata": {"labels": {"a": None}}}).json()["metadata"]["labels"] == {}


def test_an_image_takes_other_credentials(cf):
    image = cf.guids("/v3/apps/imaged/packages")[0]
    shown = patch(cf, image, {"username": "me", "password": "secret"}).json()
    assert (shown["data"]["username"], shown["data"]["password"]) == ("me", "***")
    assert shown["updated_at"] is not None
    patch(cf, image, {"password": "other", "username": None})
    package = cf.state[Package].get(image)
    assert (package.docker_username, package.docker_password) == ("me", "other")


@pytest.mark.parametrize(
    ("guid", "role", "body", "told"),
    [
        ("nope", "no_role", {"bogus": 1}, unprocessable("Unknown field(s): 'bogus'")),
        ("nope", "admin", {}, (404, not_found("Package"))),
        (
            "package",
            "space_manager",
            {"username": "x"},
            unprocessable("Cannot update Docker credentials for a buildpack app."),
        ),
        ("package", "space_manager", {"username": False}, (403, NOT_AUTHORIZED)),
        ("package", "admin", {"metadata": {"labels": 1}}, unprocessable("Metadata 'labels' is not an object")),
    ],
)
def test_a_change_is_refused_for_the_first_reason_in_the_order_of_the_checks(cf, guid, role, body, told):
    assert cf.error(f"/v3/packages/{guid}", role, method="PATCH", json=body) == told


@pytest.mark.parametrize(("role", "status"), cases("package.patch"))
def test_who_writes_to_the_space_changes_packages(cf, role, status):
    answer = patch(cf, "package", {}, role)
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"] == [REFUSALS[status]]


def test_a_deletion_is_a_job_and_droplets_survive_their_package(cf):
    job = cf.follow(cf.ask("/v3/packages/package", method="DELETE"))
    assert (job["operation"], job["state"], list(job["links"])) == ("package.delete", "COMPLETE", ["self"])
    assert cf.error("/v3/packages/package") == (404, not_found("Package"))
    assert "package" in cf.ask("/v3/droplets/staged").json()["links"]["package"]["href"]
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.data) == (
        "audit.app.package.delete",
        "my-app",
        {"package_guid": "package"},
    )


@pytest.mark.parametrize(("role", "status"), cases("package.delete"))
def test_who_writes_to_the_space_deletes_packages(cf, role, status):
    answer = cf.ask("/v3/packages/package", role, method="DELETE")
    assert answer.status_code == status
    assert status == 202 or answer.json()["errors"] == [REFUSALS[status]]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_suspended_organization_lets_only_admins_write_packages(cf, method):
    cf.change(Organization, "acme", status="suspended")
    refused = cf.error("/v3/packages/package", "space_developer", method=method, json={})
    assert refused[1]["title"] == "CF-OrgSuspended"
    assert cf.ask("/v3/packages/package", method=method, json={}).ok
