"""Downloads of droplets: section 20.3 of cc-droplets, and of its sections 8 and 21 what is about them."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from fakecf.server import Server
from fakecf.state.records import AuditEvent, Droplet, Space
from tests.capi.conftest import NOBODY, NOT_AUTHORIZED, UNKNOWN_REQUEST, not_found, unprocessable
from tests.capi.roles import cases

DROPLET_NOT_FOUND = not_found("Droplet")
REFUSALS = {403: NOT_AUTHORIZED, 404: DROPLET_NOT_FOUND}


@pytest.mark.parametrize(("role", "status"), cases("droplet.download"))
def test_m5_readers_but_space_supporters_may_download(cf, role, status):
    answer = cf.ask("/v3/droplets/staged/download", role)
    assert answer.status_code == status
    if status != 302:
        assert answer.json()["errors"] == [REFUSALS[status]]


def last_event(cf):
    return list(cf.state[AuditEvent])[-1]


# cc-droplets 9: what aws-sdk-go-v2 signs, alphabetical, the signature last
SIGNED = [
    "X-Amz-Algorithm",
    "X-Amz-Checksum-Mode",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "x-id",
    "X-Amz-Signature",
]


def test_e7_a_download_redirects_to_the_blobstore_and_is_an_event(cf):
    answer = cf.ask("/v3/droplets/staged/download", "space_developer")
    droplet = cf.state[Droplet].get("staged")
    assert answer.status_code == 302
    assert answer.content == b""
    location, query = answer.headers["Location"].split("?")
    blobstore = cf.foundation.addresses.url("blobstore", urlsplit(cf.url).netloc)
    assert location == f"{blobstore}/cc-droplets/st/ag/staged/{droplet.sha1}"
    assert [name for name, _ in parse_qsl(query)] == SIGNED
    event = last_event(cf)
    assert event.type == "audit.app.droplet.download"
    assert event.actor == cf.server.foundation.token("space_developer").claims["user_id"]
    assert (event.actor_type, event.actor_username) == ("user", "space_developer")
    assert (event.target, event.target_type, event.target_name) == ("my-app", "app", "my-app")
    assert event.data == {"droplet_guid": "staged"}
    assert (event.space_guid, event.organization_guid) == ("dev", "acme")


def test_the_bits_behind_the_redirect_are_those_of_the_checksums(cf):
    droplet = cf.state[Droplet].get("staged")
    bits = fetch(cf.ask("/v3/droplets/staged/download").headers["Location"]).content
    assert hashlib.sha256(bits).hexdigest() == droplet.sha256
    assert hashlib.sha1(bits, usedforsecurity=False).hexdigest() == droplet.sha1


def test_the_blobstore_has_another_host_name_than_the_api(cf):
    # clients 1.1: Go relays the token to the same name on another port
    location = cf.ask("/v3/droplets/staged/download").headers["Location"]
    assert urlsplit(location).hostname != urlsplit(cf.url).hostname


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


@pytest.mark.parametrize("state", ["FAILED", "STAGING", "STAGED", "EXPIRED"])
def test_that_it_is_a_docker_droplet_matters_before_its_state(cf, state):
    # cc-droplets 8
    cf.change(Droplet, "docker", state=state)
    refused = unprocessable("Cannot download droplets with 'docker' lifecycle.")
    assert cf.error("/v3/droplets/docker/download") == refused


@pytest.mark.parametrize("guid", ["failed", "docker", "no-key", "no-blob"])
def test_who_may_not_download_is_told_so_before_anything_else(cf, guid):
    # corrections F4: supporter 403 comes before 422, 502 and the missing key
    assert cf.error(f"/v3/droplets/{guid}/download", "space_supporter") == (403, NOT_AUTHORIZED)


def test_cnb_droplets_can_be_downloaded(cf):
    assert cf.ask("/v3/droplets/cnb/download", "space_developer").status_code == 302


@pytest.mark.parametrize(("role", "status"), cases("droplet.download"))
def test_a_suspended_organization_keeps_nobody_from_downloading(cf, role, status):
    assert cf.ask("/v3/droplets/suspended/download", role).status_code == status


def test_a_suspended_space_keeps_nobody_from_downloading(cf):
    cf.change(Space, "dev", status="suspended")
    assert cf.ask("/v3/droplets/staged/download", "space_developer").status_code == 302


# cc-droplets 8: conditional and Range headers, Accept and query are ignored
@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-3"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
        {"Accept": "application/json"},
    ],
)
def test_headers_make_no_difference_to_a_redirect(cf, headers):
    answer = cf.ask("/v3/droplets/staged/download?foo=1&page=0", headers=headers)
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not {"Vary", "Cache-Control", "ETag"} & set(answer.headers)


@pytest.mark.parametrize("suffix", ["/", ".json", ".xml"])
def test_a_suffix_or_a_final_slash_makes_no_difference(cf, suffix):
    # conformance 302-download-json-suffix, 302-download-trailing-slash
    assert cf.ask(f"/v3/droplets/staged/download{suffix}").status_code == 302


@pytest.mark.parametrize("guid", ["no-key", "no-blob"])
def test_the_event_is_written_before_the_blob_is_looked_for(cf, guid):
    # cc-droplets F11
    cf.ask(f"/v3/droplets/{guid}/download", "space_developer")
    assert last_event(cf).data == {"droplet_guid": guid}


def test_a_droplet_whose_app_is_gone_is_not_found(cf):
    # it is in no space any more
    with cf.foundation.store.change() as change:
        change.update(change[Droplet].get("staged"), app_guid="gone")
    assert cf.error("/v3/droplets/staged/download") == (404, DROPLET_NOT_FOUND)


@pytest.mark.parametrize(("guid", "user"), [("failed", "space_developer"), ("staged", "space_supporter")])
def test_what_is_refused_outright_is_no_event(cf, guid, user):
    cf.ask(f"/v3/droplets/{guid}/download", user)
    assert len(cf.state[AuditEvent]) == 0


def test_head_is_answered_like_get_and_is_an_event_too(cf):
    answer = cf.ask("/v3/droplets/staged/download", "space_developer", method="HEAD")
    assert (answer.status_code, answer.content) == (302, b"")
    assert "X-Amz-Signature" in answer.headers["Location"]
    assert last_event(cf).type == "audit.app.droplet.download"


def test_a_second_download_is_signed_anew(cf):
    # cc-droplets 21
    first = cf.ask("/v3/droplets/staged/download").headers["Location"]
    cf.advance(timedelta(seconds=5))
    assert cf.ask("/v3/droplets/staged/download").headers["Location"] != first


def test_the_url_lasts_an_hour(cf):
    # cc-droplets 9: expires in 3600 s
    location = cf.ask("/v3/droplets/staged/download").headers["Location"]
    assert "X-Amz-Expires=3600" in location
    assert fetch(location).status_code == 200
    cf.advance(timedelta(seconds=3601))
    expired = fetch(location)
    assert expired.status_code == 403
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in expired.text


def fetch(location):
    with requests.Session() as session:
        session.trust_env = False
        return session.get(location, timeout=10)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_verb_on_download_is_an_unknown_request(cf, method):
    # corrections 1: routing comes before authentication
    assert cf.error("/v3/droplets/staged/download", NOBODY, method=method) == (404, UNKNOWN_REQUEST)


FLAT = """
fakecf: 1
foundation: {bad_gateway: flat}
orgs: {o: {spaces: {s: {apps: {a: {droplets: [{guid: no-blob, blob: missing}]}}}}}}
users: {admin: {scopes: [cloud_controller.admin]}}
"""


def test_a_foundation_can_make_ccs_own_502_flat_too(tmp_path):
    # architecture 3.10
    (tmp_path / "flat.yml").write_text(FLAT, "utf-8")
    with Server(tmp_path / "flat.yml") as server:
        bearer = {"Authorization": f"bearer {server.token('admin')}"}
        answer = requests.get(f"{server.api_url}/v3/droplets/no-blob/download", headers=bearer, timeout=10)
    detail = "Failed to perform operation due to blobstore unavailability."
    assert answer.status_code == 502
    assert answer.json() == {"code": 150006, "detail": detail, "title": "CF-BlobstoreUnavailable"}
