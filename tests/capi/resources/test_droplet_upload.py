"""Uploading droplets: cc-droplets 7.4, 12 and 20.9; tests/capi/test_uploads.py has the forms."""

import hashlib

import pytest

from fakecf.state.records import AuditEvent, Droplet, Organization
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import cases

BITS = b"any bits with the right name will do"
OWN = "/v3/droplets/awaiting-upload"
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}


def upload(cf, guid="awaiting-upload", as_="admin"):
    return cf.ask(f"/v3/droplets/{guid}/upload", as_, method="POST", files={"bits": ("d.tgz", BITS)})


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def test_an_upload_is_processed_by_a_job_and_then_staged(cf):
    before = cf.ask(OWN).json()
    answer = upload(cf)
    shown = answer.json()
    assert answer.status_code == 202
    assert list(shown["links"]) == ["self", "app", "assign_current_droplet"]
    changed = {"state": "PROCESSING_UPLOAD", "updated_at": shown["updated_at"], "links": shown["links"]}
    assert shown == {**before, **changed}
    job = cf.follow(answer)
    assert (job["operation"], job["state"], job["errors"]) == ("droplet.upload", "COMPLETE", [])
    assert job["links"]["droplet"] == {"href": f"{cf.url}{OWN}"}
    after = cf.ask(OWN).json()
    assert (after["state"], after["checksum"]) == (
        "STAGED",
        {"type": "sha256", "value": hashlib.sha256(BITS).hexdigest()},
    )
    assert cf.state[Droplet].get("awaiting-upload").sha1 == hashlib.sha1(BITS, usedforsecurity=False).hexdigest()
    assert cf.download(f"{OWN}/download") == BITS


def test_an_upload_is_told_of_when_it_is_asked_for(timed):
    cf = timed(jobs="held")
    upload(cf)
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.data) == (
        "audit.app.droplet.upload",
        "my-app",
        {"droplet_guid": "awaiting-upload"},
    )


def test_a_droplet_shows_the_checksum_that_it_had_until_it_is_staged(cf):
    # M13 of cc-droplets 20.9
    cf.change(Droplet, "awaiting-upload", sha256="abc")
    assert upload(cf).json()["checksum"] == {"type": "sha256", "value": "abc"}


@pytest.mark.parametrize("state", ["STAGED", "PROCESSING_UPLOAD", "FAILED", "COPYING", "EXPIRED", "STAGING"])
def test_bits_are_uploaded_once(cf, state):
    cf.change(Droplet, "awaiting-upload", state=state)
    once = unprocessable("Droplet may be uploaded only once. Create a new droplet to upload bits.")
    assert refusal(upload(cf)) == once


def test_the_message_is_judged_before_the_droplet_is_looked_for(cf):
    # cc-droplets F10
    sent = {"method": "POST", "files": {"bits": ("d.zip", BITS)}}
    told = unprocessable("Uploaded droplet file is invalid: d.zip is not a tgz")
    assert cf.error("/v3/droplets/nope/upload", "no_role", **sent) == told


@pytest.mark.parametrize(("role", "status"), cases("droplet.upload"))
def test_who_writes_to_the_space_uploads(cf, role, status):
    answer = upload(cf, as_=role)
    assert answer.status_code == status
    refusals = {403: NOT_AUTHORIZED, 404: not_found("Droplet")}
    assert status == 202 or answer.json()["errors"] == [refusals[status]]


def test_a_suspended_organization_lets_only_admins_upload(cf):
    cf.change(Organization, "acme", status="suspended")
    assert refusal(upload(cf, as_="space_developer")) == (403, SUSPENDED)
    assert upload(cf).status_code == 202


def test_the_bits_are_there_when_the_job_has_ended(timed):
    cf = timed(jobs="1 poll")
    job = upload(cf)
    assert cf.follow(job)["state"] == "PROCESSING"
    assert cf.ask(OWN).json()["state"] == "PROCESSING_UPLOAD"
    assert cf.error(f"{OWN}/download") == unprocessable("Only staged droplets can be downloaded.")
    assert cf.follow(job)["state"] == "COMPLETE"
    assert cf.ask(OWN).json()["state"] == "STAGED"


@pytest.mark.parametrize(
    ("script", "states"),
    [
        (["PROCESSING", "FAILED: CF-BlobstoreError"], ["PROCESSING_UPLOAD", "FAILED", "FAILED"]),
        (["FAILED: CF-BlobstoreError", "COMPLETE"], ["FAILED", "STAGED", "STAGED"]),
    ],
)
def test_a_droplet_fails_with_its_job_and_recovers_with_it(timed, script, states):
    # cc-droplets 6: the droplet goes FAILED on the first failed attempt, a retry may still flip it
    cf = timed(jobs=script)
    job = upload(cf)
    seen = []
    for _ in states:
        cf.follow(job)
        seen.append(cf.ask(OWN).json())
    assert [each["state"] for each in seen] == states
    failed = next(each for each in seen if each["state"] == "FAILED")
    assert (failed["error"], failed["checksum"]) == (
        "Failed to perform blobstore operation after three retries.",
        None,
    )
