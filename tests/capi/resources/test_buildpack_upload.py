"""Uploading buildpacks: buildpacks_controller.rb, and what its job does (upload_buildpack.rb)."""

import hashlib

import pytest

from fakecf.blobstore import BUILDPACKS
from fakecf.state.records import AuditEvent, Buildpack, Stack
from tests.capi.archives import zipped
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import ROLES

PLAIN = zipped(bin="compile")
OWN = "/v3/buildpacks/b"


def world(cf):
    """Buildpack b without a stack, and stack s."""
    with cf.foundation.store.change() as change:
        change.clear(Buildpack)
    now = cf.foundation.clock.now()
    cf.put(Stack(guid="s", created_at=now, name="s"), Buildpack(guid="b", created_at=now, name="b", stack=None))
    return cf


@pytest.fixture
def cf(cf):
    return world(cf)


def upload(cf, sent=PLAIN, name="b.zip", as_="admin"):
    return cf.ask(f"{OWN}/upload", as_, method="POST", files={"bits": (name, sent)})


def manifest(text):
    return zipped(manifest_yml=text)


def error(answer):
    (found,) = answer.json()["errors"]
    return answer.status_code, found


def test_an_upload_makes_the_buildpack_ready_by_a_job(cf):
    before = cf.ask(OWN).json()
    answer = upload(cf)
    assert (answer.status_code, answer.json()) == (202, before)
    job = cf.follow(answer)
    assert (job["operation"], job["state"]) == ("buildpack.upload", "COMPLETE")
    assert job["links"]["buildpack"] == {"href": f"{cf.url}{OWN}"}
    after = cf.ask(OWN).json()
    assert after == {**before, "state": "READY", "filename": "b.zip", "updated_at": after["updated_at"]}
    assert bytes(cf.foundation.blobs.open(BUILDPACKS, f"b_{hashlib.sha256(PLAIN).hexdigest()}")) == PLAIN
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.data["request"]["bits_name"]) == ("audit.buildpack.upload", "b", "b.zip")


def test_nothing_is_changed_and_told_before_the_job_has_ended(timed):
    cf = world(timed(jobs="1 poll"))
    answer = upload(cf)
    assert cf.follow(answer)["state"] == "PROCESSING"
    assert (cf.ask(OWN).json()["state"], list(cf.state[AuditEvent])) == ("AWAITING_UPLOAD", [])
    assert cf.follow(answer)["state"] == "COMPLETE"
    assert (cf.ask(OWN).json()["state"], len(cf.state[AuditEvent])) == ("READY", 1)


def test_a_job_that_fails_leaves_the_buildpack_as_it_was(timed):
    cf = world(timed(jobs=["FAILED: CF-BlobstoreError"]))
    assert cf.follow(upload(cf))["state"] == "FAILED"
    assert (cf.ask(OWN).json()["state"], list(cf.state[AuditEvent])) == ("AWAITING_UPLOAD", [])


def test_the_same_bits_under_the_same_name_change_nothing(cf):
    upload(cf)
    first = cf.state[Buildpack].get("b")
    assert cf.follow(upload(cf))["state"] == "COMPLETE"
    assert (cf.state[Buildpack].get("b"), len(cf.state[AuditEvent])) == (first, 1)
    upload(cf, name="c.zip")
    assert (cf.state[Buildpack].get("b").filename, len(cf.state[AuditEvent])) == ("c.zip", 2)


@pytest.mark.parametrize(
    ("text", "stack"),
    [
        ("language: go\nstack: s\ndependencies: [{name: go, cf_stacks: [x]}]\n", "s"),
        ("stack: 's'", "s"),
        ("a: {stack: other}\nb: [stack, other]\nstack: s", "s"),
        ("stack: ~", None),
        ("stack:", None),
        ("- stack", None),
        ("", None),
    ],
)
def test_the_manifest_says_which_stack_it_is_for(cf, text, stack):
    assert cf.follow(upload(cf, manifest(text)))["state"] == "COMPLETE"
    assert cf.state[Buildpack].get("b").stack == stack


def test_a_buildpack_keeps_its_stack_where_the_manifest_says_nothing(cf):
    cf.change(Buildpack, "b", stack="s")
    upload(cf)
    assert cf.state[Buildpack].get("b").stack == "s"


ZIP_ERROR = "Buildpack zip error: buildpack"


@pytest.mark.parametrize(
    ("sent", "detail", "title"),
    [
        (b"PK\x03\x04 and nothing else", f"{ZIP_ERROR} zipfile is not valid", "CF-BuildpackZipError"),
        (manifest("a: [}"), f"{ZIP_ERROR} manifest is not valid", "CF-BuildpackZipError"),
        (manifest("a: &a [x]\nb: *a"), f"{ZIP_ERROR} manifest is not valid", "CF-BuildpackZipError"),
        (manifest("[" * 100_000), f"{ZIP_ERROR} manifest is not valid", "CF-BuildpackZipError"),
        (manifest("a" * (2**20 + 1)), f"{ZIP_ERROR} manifest is too large", "CF-BuildpackZipError"),
        (manifest("stack: nope"), "Uploaded buildpack stack (nope) does not exist", "CF-BuildpackStackDoesNotExist"),
    ],
    ids=["zip", "syntax", "alias", "deep", "large", "stack"],
)
def test_bits_that_cannot_be_taken_fail_the_job(cf, sent, detail, title):
    job = cf.follow(upload(cf, sent))
    assert (job["state"], [(each["detail"], each["title"]) for each in job["errors"]]) == ("FAILED", [(detail, title)])
    assert cf.ask(OWN).json()["state"] == "AWAITING_UPLOAD"


def test_a_stack_that_is_taken_or_another_one_fails_the_job(cf):
    now = cf.foundation.clock.now()
    cf.put(Buildpack(guid="o", created_at=now, name="b", stack="s", position=2))
    (taken,) = cf.follow(upload(cf, manifest("stack: s")))["errors"]
    assert taken["detail"] == "The buildpack name b is already in use for the stack s and the lifecycle buildpack"
    cf.change(Buildpack, "b", stack="cflinuxfs4", name="c")
    (other,) = cf.follow(upload(cf, manifest("stack: s")))["errors"]
    assert other["detail"] == "Uploaded buildpack stack (s) does not match cflinuxfs4"


MISSING = "A buildpack zip file must be uploaded as 'bits'"
NO_ZIP = 'b.zip is not a zip file. Buildpacks of lifecycle "buildpack" must be valid zip files.'
DUMMY = "Unknown field(s): '<ngx_upload_module_dummy>'"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"bits": ("b.zip", b"text")}, NO_ZIP),
        ({"bits": ("b.zip", b"")}, f"{NO_ZIP}, b.zip cannot be empty"),
        ({"bots": ("b.zip", PLAIN)}, f"Unknown field(s): 'bots_name', 'bots_path', {MISSING}"),
        ({"x": (None, "")}, f"{DUMMY}, {MISSING}, Uploaded bits are not a valid buildpack file"),
    ],
)
def test_what_is_no_buildpack_is_refused_in_ccs_words(cf, files, told):
    refused = unprocessable(f"Uploaded buildpack file is invalid: {told}")
    assert cf.error(f"{OWN}/upload", method="POST", files=files) == refused


@pytest.mark.parametrize(
    ("sent", "status"), [(b"\x1f\x8b\x08", 202), (bytes(257) + b"ustar\x0000", 202), (PLAIN, 422), (b"ustar", 422)]
)
def test_a_cnb_is_a_tarball(cf, sent, status):
    cf.change(Buildpack, "b", lifecycle="cnb")
    answer = upload(cf, sent, name="b.cnb")
    assert answer.status_code == status
    if status == 202:
        assert cf.follow(answer)["state"] == "COMPLETE"
        assert cf.state[Buildpack].get("b").filename == "b.cnb"
    else:
        wanted = 'Buildpacks of lifecycle "cnb" must be valid gzip archives or cnb files.'
        told = f"Uploaded buildpack file is invalid: b.cnb is not a gzip archive or cnb file. {wanted}"
        assert error(answer) == unprocessable(told)


def test_a_locked_buildpack_takes_no_bits(cf):
    cf.change(Buildpack, "b", locked=True)
    assert error(upload(cf)) == unprocessable("Buildpack is locked")


@pytest.mark.parametrize("role", ROLES)
def test_only_admins_upload_buildpacks(cf, role):
    answer = upload(cf, b"whatever" if role != "admin" else PLAIN, as_=role)
    assert answer.status_code == 202 if role == "admin" else error(answer) == (403, NOT_AUTHORIZED)


def test_a_missing_buildpack_comes_before_all_else(cf):
    sent = {"method": "POST", "files": {"bits": ("b.zip", b"text")}}
    assert cf.error("/v3/buildpacks/nope/upload", "no_role", **sent) == (404, not_found("Buildpack"))


def test_a_manifest_is_looked_for_at_the_top_only(cf):
    assert cf.follow(upload(cf, zipped(**{"sub/manifest.yml": "stack: nope"})))["errors"] == []
    assert UNKNOWN_ERROR not in cf.follow(upload(cf, zipped(**{"manifest.yml/": ""})))["errors"]
