"""Making droplets: cc-droplets 7.2, 7.3, 20.1 and 20.8, with what live_write adds."""

import pytest

from fakecf.state.records import App, AuditEvent, Droplet, Organization
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import cases

DROPLETS = "/v3/droplets"
COPY = f"{DROPLETS}?source_guid=staged"
BLANK = "Relationships App can't be blank"
SHAPE = 'Relationships App must be structured like this: "app: {"data": {"guid": "valid-guid"}}"'
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}


def about(app, **more):
    return {"relationships": {"app": {"data": {"guid": app}}}, **more}


def post(cf, path, body, as_="admin"):
    return cf.ask(path, as_, method="POST", json=body)


def error(cf, path, body, as_="admin"):
    return cf.error(path, as_, method="POST", json=body)


def no_such_app(guid):
    return unprocessable(f'App with guid "{guid}" does not exist, or you do not have access to it.')


def shown(cf, droplet, **more):
    """A droplet of my-app or bare as CC shows one that a user made."""
    record = cf.state[Droplet].get(droplet["guid"])
    moment = f"{record.created_at:%Y-%m-%dT%H:%M:%SZ}"
    app = f"{cf.url}/v3/apps/{record.app_guid}"
    links = {
        "self": {"href": f"{cf.url}/v3/droplets/{record.guid}"},
        "app": {"href": app},
        "assign_current_droplet": {"href": f"{app}/relationships/current_droplet", "method": "PATCH"},
    }
    return {
        "guid": record.guid,
        "created_at": moment,
        "updated_at": moment,
        "error": None,
        "lifecycle": {"type": "buildpack", "data": {}},
        "checksum": None,
        "stack": None,
        "image": None,
        "relationships": {"app": {"data": {"guid": record.app_guid}}},
        "metadata": {"labels": {}, "annotations": {}},
        **more,
        "links": {**links, **more.get("links", {})},
    }


def test_a_new_droplet_awaits_its_bits(cf):
    answer = post(cf, DROPLETS, about("my-app", process_types={"web": "run"}))
    droplet = answer.json()
    upload = {"href": f"{cf.url}/v3/droplets/{droplet['guid']}/upload", "method": "POST"}
    made = {"buildpacks": [], "execution_metadata": "", "process_types": {"web": "run"}, "links": {"upload": upload}}
    assert droplet == shown(cf, droplet, state="AWAITING_UPLOAD", **made)
    assert "Location" not in answer.headers
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.data) == (
        "audit.app.droplet.create",
        "my-app",
        {"droplet_guid": droplet["guid"]},
    )
    assert cf.ask(f"{DROPLETS}/{droplet['guid']}").json() == droplet


@pytest.mark.parametrize(
    ("given", "kept"),
    [({}, {"web": ""}), ({"process_types": None}, {"web": ""}), ({"process_types": {}}, {})],
)
def test_without_process_types_there_is_an_empty_web(cf, given, kept):
    assert post(cf, DROPLETS, about("my-app", **given)).json()["process_types"] == kept


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "Relationships 'relationships' is not an object"),
        ({"relationships": {}}, "Relationships 'relationships' must include one or more valid relationships"),
        ({"relationships": {"app": None}}, f"{BLANK}, {SHAPE}"),
        ({"relationships": {"foo": 1}}, f"Relationships Unknown field(s): 'foo', {BLANK}, {SHAPE}"),
        (about(""), "Relationships App guid must be between 1 and 200 characters"),
        (about("my-app", process_types=867), "Process types must be an object"),
        (
            about("my-app", process_types={"": 1}),
            "Process types key must not be empty, Process types value must be a string",
        ),
        (about("my-app", metadata={}, foo=1), "Unknown field(s): 'metadata', 'foo'"),
        (about("imaged"), "Droplet creation is not available for apps with docker lifecycles."),
        (about("native"), "Droplet creation is not available for apps with docker lifecycles."),
    ],
)
def test_what_cannot_be_a_droplet_is_refused_in_ccs_words(cf, body, told):
    assert error(cf, DROPLETS, body) == unprocessable(told)


@pytest.mark.parametrize(("app", "guid"), [(about("nope"), "nope"), ({"relationships": {"app": {"data": None}}}, "")])
def test_an_app_that_is_not_there_makes_the_body_unprocessable(cf, app, guid):
    assert error(cf, DROPLETS, app) == no_such_app(guid)


@pytest.mark.parametrize(("role", "status"), cases("droplet.create"))
def test_who_writes_to_the_space_makes_droplets(cf, role, status):
    refusals = {403: (403, NOT_AUTHORIZED), 422: no_such_app("my-app")}
    if status in refusals:
        assert error(cf, DROPLETS, about("my-app"), role) == refusals[status]
    else:
        assert post(cf, DROPLETS, about("my-app"), role).status_code == status


@pytest.mark.parametrize(("path", "app"), [(DROPLETS, "my-app"), (COPY, "bare")])
def test_a_suspended_organization_lets_only_admins_make_droplets(cf, path, app):
    cf.change(Organization, "acme", status="suspended")
    assert error(cf, path, about(app), "space_developer") == (403, SUSPENDED)
    assert post(cf, path, about(app)).status_code == 201


def test_a_copy_is_under_way_until_its_bits_are_copied(timed):
    cf = timed(droplets="1 poll")
    copy = post(cf, COPY, about("bare")).json()
    git = {"name": "http://buildpack.git.url.com", "detect_output": None, "buildpack_name": None, "version": None}
    kept = {"stack": "stack-1", "execution_metadata": "metadata", "process_types": {"web": "start"}}
    assert copy == shown(cf, copy, state="COPYING", buildpacks=[git], **kept)
    own = f"{DROPLETS}/{copy['guid']}"
    assert [cf.ask(own).json()["state"] for _ in range(2)] == ["COPYING", "STAGED"]
    source = cf.ask(f"{DROPLETS}/staged").json()
    assert cf.ask(own).json()["checksum"] == source["checksum"]
    assert cf.download(f"{own}/download") == cf.download(f"{DROPLETS}/staged/download")


def test_a_copy_is_told_of_at_its_destination(cf):
    copy = post(cf, COPY, about("bare")).json()
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target) == ("audit.app.droplet.create", "bare")
    assert event.data == {"droplet_guid": copy["guid"], "request": {"source_droplet_guid": "staged"}}
    assert cf.state[Droplet].get(copy["guid"]).state == "STAGED"


@pytest.mark.parametrize("source", ["no-blob", "no-key"])
def test_a_copy_of_bits_that_are_not_there_fails(cf, source):
    copy = post(cf, f"{DROPLETS}?source_guid={source}", about("bare")).json()
    told = "failed to copy - storage-cli copy failed with exit code 1, output: '', error: ''"
    assert copy["state"] == "COPYING"
    after = cf.ask(f"{DROPLETS}/{copy['guid']}").json()
    assert (after["state"], after["error"]) == ("FAILED", told)


def test_a_docker_droplet_is_copied_at_once(cf):
    copy = post(cf, f"{DROPLETS}?source_guid=docker", about("imaged")).json()
    assert (copy["state"], copy["image"], copy["buildpacks"]) == ("STAGED", "docker/foobar:baz", None)


def test_a_cnb_droplet_is_not_copied_but_shown(cf):
    # cc-droplets F16, corrections F16
    before = len(cf.state[Droplet])
    copy = post(cf, f"{DROPLETS}?source_guid=cnb", about("native")).json()
    assert [copy[key] for key in ("guid", "created_at", "updated_at", "buildpacks", "stack")] == [None] * 5
    assert (copy["state"], copy["lifecycle"]["type"]) == ("COPYING", "docker")
    assert copy["links"]["self"]["href"] == f"{cf.url}/v3/droplets/"
    (event,) = cf.state[AuditEvent]
    assert (event.data["droplet_guid"], len(cf.state[Droplet])) == (None, before)


NO_GUID = "App guid must be a string, App guid must be between 1 and 200 characters"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, f"App must be an object, {NO_GUID}"),
        ({"relationships": []}, f"App must be an object, {NO_GUID}"),
        ({"relationships": {"app": {"data": 5}}}, NO_GUID),
        (about("bare", source_guid="staged"), "Unknown field(s): 'source_guid'"),
    ],
)
def test_what_says_not_where_to_copy_is_refused(cf, body, told):
    assert error(cf, COPY, body) == unprocessable(told)


def test_a_source_in_the_body_asks_for_a_copy_too(cf):
    assert error(cf, DROPLETS, about("my-app", source_guid="x")) == unprocessable("Unknown field(s): 'source_guid'")
    assert error(cf, f"{DROPLETS}?source_guid=", about("my-app")) == (404, not_found("Droplet"))
    assert post(cf, f"{DROPLETS}?source_guid", about("my-app")).status_code == 201


@pytest.mark.parametrize(
    ("source", "app", "told"),
    [
        ("nope", "bare", (404, not_found("Droplet"))),
        ("foreign", "bare", (404, not_found("Droplet"))),
        ("staged", "nope", (404, not_found("App"))),
        ("staged", "foreign", (404, not_found("App"))),
        ("failed", "imaged", unprocessable("source droplet is not staged")),
        ("staged", "imaged", unprocessable("source and destination lifecycle types do not match")),
    ],
)
def test_source_and_destination_must_be_readable_and_fit(cf, source, app, told):
    assert error(cf, f"{DROPLETS}?source_guid={source}", about(app), "space_developer") == told


@pytest.mark.parametrize(("role", "status"), cases("droplet.copy"))
def test_who_writes_to_the_space_copies_droplets(cf, role, status):
    refusals = {403: (403, NOT_AUTHORIZED), 404: (404, not_found("Droplet"))}
    if status in refusals:
        assert error(cf, COPY, about("bare"), role) == refusals[status]
    else:
        assert post(cf, COPY, about("bare"), role).status_code == status


def test_a_copy_goes_into_another_space(cf):
    assert post(cf, COPY, about("foreign")).json()["relationships"]["app"]["data"]["guid"] == "foreign"
    assert cf.state[App].get("foreign").droplet_guid is None
