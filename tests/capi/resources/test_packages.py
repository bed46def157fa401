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
