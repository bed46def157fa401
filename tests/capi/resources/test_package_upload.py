"""Uploading packages: cc-droplets 16, cc-surface 4.8, and CC's own packer (local_bits_packer.rb)."""

import hashlib
import json

import pytest

from fakecf.state.records import AuditEvent, FeatureFlag, Organization, Package
from tests.capi.archives import contents, zipped
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import cases

OWN = "/v3/packages/new"
UPLOAD = f"{OWN}/upload"
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
ONCE = {
    "detail": "Bits may be uploaded only once. Create a new package to upload different bits.",
    "title": "CF-PackageBitsAlreadyUploaded",
    "code": 150004,
}
LARGE = b"x" * 65_537  # the least that CC remembers
MODE = "File mode '400' with path 'copied' is invalid. Minimum file mode is '0600'"
BITS = zipped(**{"a.txt": "hello", "large": LARGE})


@pytest.fixture
def cf(cf):
    return with_new(cf)


def with_new(cf):
    """With a package that awaits its bits."""
    now = cf.foundation.clock.now()
    cf.put(Package(guid="new", app_guid="my-app", created_at=now, updated_at=now))
    return cf


def upload(cf, sent=BITS, *, guid="new", as_="admin", **texts):
    files = {"bits": ("application.zip", sent)} if sent is not None else {"x": (None, b"")}
    return cf.ask(f"/v3/packages/{guid}/upload", as_, method="POST", files=files, data=texts)


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def resource(path="copied", content=LARGE, mode="755"):
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return {"checksum": {"value": sha1}, "size_in_bytes": len(content), "path": path, "mode": mode}


def test_an_upload_makes_the_package_ready_byte_for_byte(cf):
    before = cf.ask(OWN).json()
    answer = upload(cf)
    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    assert answer.json() == {**before, "state": "PROCESSING_UPLOAD", "updated_at": answer.json()["updated_at"]}
    after = cf.ask(OWN).json()
    checksum = {"type": "sha256", "value": hashlib.sha256(BITS).hexdigest()}
    assert (after["state"], after["data"]) == ("READY", {"error": None, "checksum": checksum})
    assert cf.download(f"{OWN}/download") == BITS
    event = next(iter(cf.state[AuditEvent]))
    assert (event.type, event.target, event.data) == ("audit.app.package.upload", "my-app", {"package_guid": "new"})


@pytest.mark.parametrize(
    ("timing", "seen"),
    [
        ("2 polls", ["PROCESSING_UPLOAD", "PROCESSING_UPLOAD", "READY"]),
        (["PROCESSING_UPLOAD", "FAILED: disk full"], ["PROCESSING_UPLOAD", "FAILED", "FAILED"]),
    ],
)
def test_the_bits_are_there_when_the_timing_has_ended(timed, timing, seen):
    cf = with_new(timed(packages=timing))
    upload(cf)
    shown = [cf.ask(OWN).json() for _ in seen]
    assert [each["state"] for each in shown] == seen
    assert shown[-1]["data"]["error"] == (None if seen[-1] == "READY" else "disk full")


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"not a zip", "The app upload is invalid: Invalid zip archive."),
        (b"", "The app upload is invalid: Invalid zip archive."),
        (BITS[:-30], "The app upload is invalid: Invalid zip archive."),
        (BITS.replace(b"xxxx", b"yyyy", 1), "The app upload is invalid: Invalid zip archive."),
        (zipped(), "The app upload is invalid: Invalid zip archive (zipfile is empty)."),
    ],
    ids=["text", "nothing", "cut off", "changed", "empty"],
)
@pytest.mark.parametrize("timing", ["instant", ["PROCESSING_UPLOAD", "READY"]])
def test_a_broken_zip_fails_the_package_whatever_the_timing(timed, sent, error, timing):
    cf = with_new(timed(packages=timing))
    assert upload(cf, sent).json()["state"] == "PROCESSING_UPLOAD"
    cf.ask(OWN)
    after = cf.ask(OWN).json()
    assert (after["state"], after["data"]) == (
        "FAILED",
        {"error": error, "checksum": {"type": "sha256", "value": None}},
    )


def test_a_zip_that_would_be_too_large_fails_without_being_unpacked(cf):
    # the directory says how large a file is: two bytes of it are enough to tell a lie
    lying = bytearray(zipped(bomb=b"x"))
    directory = lying.rindex(b"PK\x01\x02")
    lying[directory + 24 : directory + 28] = (2**30 + 1).to_bytes(4, "little")
    upload(cf, bytes(lying))
    error = "The app package is invalid: Package may not be larger than 1073741824 bytes"
    assert cf.ask(OWN).json()["data"]["error"] == error


def test_a_zip_whose_directory_is_beyond_all_bounds_is_no_zip(cf):
    lying = bytearray(20 * 2**20) + zipped()
    lying[-10:-6] = (17 * 2**20).to_bytes(4, "little")
    upload(cf, bytes(lying))
    assert cf.ask(OWN).json()["data"]["error"] == "The app upload is invalid: Invalid zip archive."


def test_files_that_are_known_come_from_earlier_packages(cf):
    upload(cf)
    cf.change(Package, "package", state="AWAITING_UPLOAD")
    upload(cf, zipped(own="mine"), guid="package", resources=json.dumps([resource("lib/copied"), resource("again")]))
    assert cf.ask("/v3/packages/package").json()["state"] == "READY"
    bits = cf.download("/v3/packages/package/download")
    assert contents(bits) == {"own": b"mine", "lib/copied": LARGE, "again": LARGE}


def test_a_package_may_consist_of_known_files_alone(cf):
    upload(cf)
    cf.change(Package, "package", state="AWAITING_UPLOAD")
    v2 = {"sha1": resource()["checksum"]["value"], "size": len(LARGE), "fn": "old", "mode": None}
    upload(cf, None, guid="package", resources=json.dumps([v2]))
    assert contents(cf.download("/v3/packages/package/download")) == {"old": LARGE}


@pytest.mark.parametrize(
    ("known", "error"),
    [
        (
            resource("../../etc/passwd"),
            "The resource file path is invalid: File path '../../etc/passwd' is not safe.",
        ),
        (resource("/etc/passwd"), "The resource file path is invalid: File path '/etc/passwd' is not safe."),
        (resource(mode="400"), f"The resource file mode is invalid: {MODE}"),
        (resource(content=b"never seen"), "storage-cli get failed with exit code 1, output: '', error: ''"),
    ],
)
def test_files_that_cannot_be_put_in_fail_the_package(cf, known, error):
    upload(cf)
    cf.change(Package, "package", state="AWAITING_UPLOAD")
    upload(cf, None, guid="package", resources=json.dumps([known]))
    after = cf.ask("/v3/packages/package").json()
    assert (after["state"], after["data"]["error"]) == ("FAILED", error)


def test_without_resource_matching_nothing_is_remembered(cf):
    now = cf.foundation.clock.now()
    cf.put(FeatureFlag(guid="f", created_at=now, name="resource_matching", enabled=False))
    upload(cf, zipped())
    assert cf.ask(OWN).json()["state"] == "READY"


@pytest.mark.parametrize("written", ["{", "5", "[1]", '{"a": 1}', '[{"checksum": "x", "size_in_bytes": 1}]'])
def test_resources_that_cannot_be_read_are_no_json(cf, written):
    told = unprocessable("Resources must be valid JSON.")
    assert refusal(upload(cf, None, guid="nope", resources=written)) == told


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"files": {"bots": ("a.zip", BITS)}}, "Unknown field(s): 'bots_name', 'bots_path', "),
        ({"files": {"bits": (None, "x")}}, "Unknown field(s): '<ngx_upload_module_dummy>', "),
        ({"files": {"x": (None, "")}, "data": {"resources": "[]"}}, ""),
    ],
)
def test_an_upload_of_nothing_is_refused_before_the_package_is_looked_for(cf, sent, told):
    missing = "Upload must include either resources or bits"
    lacking = ", File field missing path information" if "dummy" in told else ""
    answer = cf.error("/v3/packages/nope/upload", method="POST", **sent)
    assert answer == unprocessable(f"{told}{missing}{lacking}")


@pytest.mark.parametrize("state", ["READY", "PROCESSING_UPLOAD", "FAILED", "COPYING", "EXPIRED"])
def test_bits_are_uploaded_once(cf, state):
    cf.change(Package, "new", state=state)
    assert refusal(upload(cf)) == (400, ONCE)


def test_an_image_takes_no_bits(cf):
    image = cf.guids("/v3/apps/imaged/packages")[0]
    assert refusal(upload(cf, guid=image)) == unprocessable("Package type must be bits.")


@pytest.mark.parametrize(("role", "status"), cases("package.upload"))
def test_who_writes_to_the_space_uploads(cf, role, status):
    answer = upload(cf, as_=role)
    assert answer.status_code == status
    refusals = {403: NOT_AUTHORIZED, 404: not_found("Package")}
    assert status == 200 or answer.json()["errors"] == [refusals[status]]


def test_a_suspended_organization_lets_only_admins_upload(cf):
    cf.change(Organization, "acme", status="suspended")
    assert refusal(upload(cf, as_="space_developer")) == (403, SUSPENDED)
    assert upload(cf).status_code == 200


def test_uploads_that_are_switched_off_are_for_admins_only_and_come_before_all_else(cf):
    now = cf.foundation.clock.now()
    cf.put(FeatureFlag(guid="f", created_at=now, name="app_bits_upload", enabled=False))
    disabled = {"detail": "Feature Disabled: app_bits_upload", "title": "CF-FeatureDisabled", "code": 330002}
    assert refusal(upload(cf, None, guid="nope", as_="space_developer")) == (403, disabled)
    assert upload(cf).status_code == 200
