"""Making packages: cc-surface 4.8, cc-droplets 16, and what packages_spec.rb and live_write add."""

import pytest

from fakecf.state.records import AuditEvent, Organization, Package
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, unprocessable
from tests.capi.roles import cases

PACKAGES = "/v3/packages"
COPY = f"{PACKAGES}?source_guid=package"
NO_APP = unprocessable("App is invalid. Ensure it exists and you have access to it.")
NO_SOURCE = unprocessable("Source package is invalid. Ensure it exists and you have access to it.")
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
UNENCRYPTED = {"detail": "Error while processing encrypted data", "title": "CF-InternalServerError", "code": 10081}
IMAGE = "Data Image must be a string, Data Image required"


def about(app, **more):
    return {"relationships": {"app": {"data": {"guid": app}}}, **more}


def bits(app="my-app", **more):
    return about(app, type="bits", **more)


def docker(app="imaged", **data):
    return about(app, type="docker", data={"image": "nginx", **data})


def post(cf, path, body, as_="admin"):
    return cf.ask(path, as_, method="POST", json=body)


def error(cf, path, body, as_="admin"):
    return cf.error(path, as_, method="POST", json=body)


def test_bits_await_their_upload(cf):
    answer = post(cf, PACKAGES, bits(metadata={"labels": {"a": "b"}, "annotations": {"c": "d"}}))
    package = answer.json()
    own = f"{cf.url}{PACKAGES}/{package['guid']}"
    assert "Location" not in answer.headers
    assert list(package.items()) == list(
        {
            "guid": package["guid"],
            "created_at": package["created_at"],
            "updated_at": package["created_at"],
            "type": "bits",
            "data": {"error": None, "checksum": {"type": "sha256", "value": None}},
            "state": "AWAITING_UPLOAD",
            "relationships": {"app": {"data": {"guid": "my-app"}}},
            "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
            "links": {
                "self": {"href": own},
                "upload": {"href": f"{own}/upload", "method": "POST"},
                "download": {"href": f"{own}/download"},
                "app": {"href": f"{cf.url}/v3/apps/my-app"},
            },
        }.items()
    )
    assert cf.ask(f"{PACKAGES}/{package['guid']}").json() == package


def test_an_image_is_ready_at_once_and_its_password_is_never_told(cf):
    package = post(cf, PACKAGES, docker(username="me", password="secret")).json()
    assert (package["state"], package["data"]) == ("READY", {"image": "nginx", "username": "me", "password": "***"})
    assert cf.state[Package].get(package["guid"]).docker_password == "secret"
    (event,) = cf.state[AuditEvent]
    request = docker(username="me", password="***")
    assert event.data == {"package_guid": package["guid"], "request": request}
    assert (event.type, event.target) == ("audit.app.package.create", "imaged")


@pytest.mark.parametrize(
    ("data", "told"),
    [({}, {"data": {"password": "***"}}), (None, {"data": None})],
)
def test_the_event_stars_a_password_even_where_there_is_none(cf, data, told):
    # PackageCreateMessage#audit_hash
    post(cf, PACKAGES, bits(data=data))
    (event,) = cf.state[AuditEvent]
    assert event.data["request"] == {**bits(), **told}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "Relationships 'relationships' is not an object, Type must be one of 'bits, docker'"),
        (about("my-app", type="moon"), "Type must be one of 'bits, docker'"),
        (bits(data={"image": "x"}), "Data Data must be empty if provided for bits packages"),
        (bits(foo=1), "Unknown field(s): 'foo'"),
        (bits(metadata=1), "Metadata must be an object"),
        (about("imaged", type="docker"), IMAGE),
        (about("imaged", type="docker", data={"bogus": 1}), f"{IMAGE}, Data Unknown field(s): 'bogus'"),
        (docker(image=" "), "Data Image required"),
        (docker(password="x" * 5001), "docker_password can be up to 5,000 characters"),
        (bits("imaged"), "Cannot create bits package for a Docker app."),
        (docker("my-app"), "Cannot create Docker package for a buildpack app."),
        (about("imaged", type=[]), "Cannot create bits package for a Docker app."),
        (about("my-app", type=[]), "Cannot create Docker package for a buildpack app."),
    ],
)
def test_what_cannot_be_a_package_is_refused_in_ccs_words(cf, body, told):
    assert error(cf, PACKAGES, body) == unprocessable(told)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([], UNKNOWN_ERROR),
        ("text", UNKNOWN_ERROR),
        (about("imaged", type="docker", data=5), UNKNOWN_ERROR),
        (docker(username={"a": 1}), UNKNOWN_ERROR),
        (about("native", type=[]), UNKNOWN_ERROR),
        (docker(password=5), UNENCRYPTED),
    ],
)
def test_what_cc_does_not_look_at_makes_it_fail(cf, body, told):
    # corrections 16
    assert error(cf, PACKAGES, body) == (500, told)


@pytest.mark.parametrize("app", [bits("native"), docker("native")])
def test_a_cnb_app_takes_both_kinds(cf, app):
    assert post(cf, PACKAGES, app).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_the_body_is_read_as_json_whatever_its_type_says(cf, kind):
    sent = b'{"type":"bits","relationships":{"app":{"data":{"guid":"my-app"}}}}'
    answer = cf.ask(PACKAGES, method="POST", data=sent, headers={"Content-Type": kind})
    assert answer.status_code == 201
    broken = cf.error(PACKAGES, method="POST", data=b"{", headers={"Content-Type": kind})
    assert broken == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize(("path", "body"), [(PACKAGES, bits()), (COPY, about("bare"))])
@pytest.mark.parametrize(("role", "status"), cases("package.create"))
def test_who_writes_to_the_space_makes_packages(cf, path, body, role, status):
    refusals = {403: (403, NOT_AUTHORIZED), 422: NO_APP}
    if status in refusals:
        assert error(cf, path, body, role) == refusals[status]
    else:
        assert post(cf, path, body, role).status_code == status


@pytest.mark.parametrize(("path", "body"), [(PACKAGES, bits()), (COPY, about("bare"))])
def test_a_suspended_organization_lets_only_admins_make_packages(cf, path, body):
    cf.change(Organization, "acme", status="suspended")
    assert error(cf, path, body, "space_developer") == (403, SUSPENDED)
    assert post(cf, path, body).status_code == 201


def test_a_copy_is_under_way_until_its_bits_are_copied(timed):
    cf = timed(packages="1 poll")
    copy = post(cf, COPY, about("bare")).json()
    own = f"{PACKAGES}/{copy['guid']}"
    assert (copy["state"], copy["data"]["checksum"]["value"]) == ("COPYING", None)
    assert [cf.ask(own).json()["state"] for _ in range(2)] == ["COPYING", "READY"]
    assert cf.ask(own).json()["data"] == cf.ask(f"{PACKAGES}/package").json()["data"]
    assert cf.download(f"{own}/download") == cf.download(f"{PACKAGES}/package/download")
    (event,) = [each for each in cf.state[AuditEvent] if each.type == "audit.app.package.create"]
    assert (event.target, event.data) == (
        "bare",
        {"package_guid": copy["guid"], "request": {"source_package_guid": "package"}},
    )


def test_a_copied_image_loses_its_credentials(cf):
    image = cf.guids("/v3/apps/imaged/packages")[0]
    cf.change(Package, image, docker_username="me", docker_password="secret")
    data = post(cf, f"{PACKAGES}?source_guid={image}", about("native")).json()["data"]
    assert data == {"image": "docker/foobar:baz", "username": None, "password": None}


def test_a_copy_of_bits_that_are_not_there_fails(cf):
    cf.put(Package(guid="lost", app_guid="my-app", state="READY", created_at=cf.foundation.clock.now()))
    copy = post(cf, f"{PACKAGES}?source_guid=lost", about("bare")).json()
    after = cf.ask(f"{PACKAGES}/{copy['guid']}").json()
    told = "failed to copy - storage-cli copy failed with exit code 1, output: '', error: ''"
    assert (after["state"], after["data"]["error"]) == ("FAILED", told)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        (COPY, about("nope"), NO_APP),
        (COPY, {}, NO_APP),
        (f"{PACKAGES}?source_guid=nope", about("bare"), NO_SOURCE),
        (COPY, about("my-app"), unprocessable("Source and destination app cannot be the same")),
        (COPY, {"relationships": 1}, (500, UNKNOWN_ERROR)),
        (COPY, {"relationships": {"app": []}}, (500, UNKNOWN_ERROR)),
        (COPY, about(5), (500, UNKNOWN_ERROR)),
    ],
)
def test_source_and_destination_must_be_there(cf, path, body, told):
    assert error(cf, path, body) == told


def test_a_copy_needs_the_right_to_write_where_it_comes_from(cf):
    # packages_controller.rb, create_copy
    cf.put(Package(guid="theirs", app_guid="foreign", state="READY", created_at=cf.foundation.clock.now()))
    path = f"{PACKAGES}?source_guid=theirs"
    assert error(cf, path, about("bare"), "space_developer") == NO_SOURCE
    assert error(cf, path, about("bare"), "org_manager") == (403, NOT_AUTHORIZED)
