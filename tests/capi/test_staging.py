"""Staging: cc-droplets 5.4, 6, 14 and 15; what Diego's stager and the buildpacks would make of an uploaded package."""

import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from fakecf.blobstore.bodies import Body
from fakecf.config import Timings
from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.records import App, AuditEvent, Buildpack, Droplet, Package
from tests.capi.conftest import WORLD, Cf
from tests.capi.test_app_writing import enable, lifecycle
from tests.capi.test_build_writing import created

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
NODE = {"package.json": '{"name": "web"}', "server.js": "listen()"}


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def package_of(cf, files):
    """The package that all builds here are of, with those files in it."""
    cf.foundation.blobs.put("cc-packages", "package", Body.of(zipped(files)))


def staged(cf, files, **body):
    """The build of such a package as the next poll shows it."""
    package_of(cf, files)
    answer = created(cf, "space_developer", **body)
    assert (answer.status_code, answer.json()["state"]) == (201, "STAGING")
    return cf.ask(f"/v3/builds/{answer.json()['guid']}").json()


def downloaded(cf, droplet):
    location = cf.ask(f"/v3/droplets/{droplet['guid']}/download").headers["location"]
    return cf._session.get(location, timeout=10).content


def inside(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        return {member.name: file.read() if (file := archive.extractfile(member)) else b"" for member in archive}


def told(cf):
    return [(event.type.removeprefix("audit.app."), event.data) for event in cf.state[AuditEvent]]


def test_a_build_makes_a_genuine_droplet_of_what_was_uploaded(cf):
    build = staged(cf, NODE)
    assert (build["state"], build["error"]) == ("STAGED", None)
    droplet = cf.ask(build["links"]["droplet"]["href"].removeprefix(cf.url)).json()
    assert (droplet["guid"], droplet["state"]) == (build["droplet"]["guid"], "STAGED")
    assert droplet["links"]["package"]["href"].endswith("/v3/packages/package")
    assert (droplet["stack"], droplet["execution_metadata"]) == ("cflinuxfs4", "")
    assert droplet["process_types"] == {"web": "npm start"}
    (used,) = droplet["buildpacks"]
    assert (used["name"], used["detect_output"], used["buildpack_name"]) == ("nodejs_buildpack", "nodejs", "nodejs")
    data = downloaded(cf, droplet)
    assert droplet["checksum"] == {"type": "sha256", "value": hashlib.sha256(data).hexdigest()}
    assert cf.state[Droplet].get(droplet["guid"]).sha1 == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    files = inside(data)
    assert {name: files[f"./app/{name}"].decode() for name in NODE} == NODE
    assert b'"detected_buildpack":"nodejs"' in files["./staging_info.yml"]


def test_a_build_is_told_of_in_the_name_of_who_asked_for_it(cf):
    build = staged(cf, NODE)
    made = {"build_guid": build["guid"], "package_guid": "package"}
    droplet_guid = build["droplet"]["guid"]
    used = [{"name": "nodejs_buildpack", "buildpack_name": "nodejs", "version": "1.8.32"}]
    assert told(cf) == [
        ("build.create", made),
        ("droplet.create", {"droplet_guid": droplet_guid, "package_guid": "package"}),
        ("build.staged", {**made, "droplet_guid": droplet_guid, "buildpacks": used}),
    ]
    assert {event.actor_username for event in cf.state[AuditEvent]} == {"space_developer"}
    assert {(event.target, event.space_guid, event.organization_guid) for event in cf.state[AuditEvent]} == {
        ("my-app", "dev", "acme")
    }


@pytest.mark.parametrize(
    ("files", "buildpack"),
    [
        ({"Staticfile": "", "package.json": "{}"}, "staticfile_buildpack"),
        ({"META-INF/MANIFEST.MF": ""}, "java_buildpack"),
        ({"Gemfile": "", "package.json": "{}"}, "ruby_buildpack"),
        ({"src/web.csproj": ""}, "dotnet_core_buildpack"),
        ({"go.mod": ""}, "go_buildpack"),
        ({"requirements.txt": "", "index.php": ""}, "python_buildpack"),
        ({"index.php": ""}, "php_buildpack"),
        ({"nginx.conf": ""}, "nginx_buildpack"),
        ({"r.yml": ""}, "r_buildpack"),
        ({"run": ""}, "binary_buildpack"),
    ],
)
def test_the_first_buildpack_that_finds_its_files_takes_the_app(cf, files, buildpack):
    build = staged(cf, files)
    (used,) = cf.state[Droplet].get(build["droplet"]["guid"]).buildpacks
    assert used.name == buildpack


def test_buildpacks_that_are_off_or_for_other_stacks_take_nothing(cf):
    for buildpack in cf.state[Buildpack]:
        fields = {"nodejs_buildpack": {"enabled": False}, "binary_buildpack": {"stack": "other"}}
        cf.change(Buildpack, buildpack.guid, **fields.get(buildpack.name, {}))
    build = staged(cf, NODE)
    error = "NoAppDetectedError - An app was not successfully detected by any available buildpack"
    assert (build["state"], build["error"], build["droplet"]) == ("FAILED", error, None)
    assert len([each for each in cf.state[Droplet] if each.build_guid == build["guid"]]) == 0
    failure = {"error_id": "NoAppDetectedError", "error_message": "staging failed"}
    assert told(cf)[-1] == ("build.failed", {"build_guid": build["guid"], "package_guid": "package", **failure})


def test_an_empty_package_is_no_app(cf):
    assert staged(cf, {})["error"].startswith("NoAppDetectedError")


def test_buildpacks_that_were_asked_for_are_not_asked_whether_they_take_it(cf):
    url = "https://user:pw@example.org/ruby-buildpack.git"
    build = staged(cf, NODE, lifecycle=lifecycle(buildpacks=["go_buildpack", url]))
    shown = cf.ask(f"/v3/droplets/{build['droplet']['guid']}").json()
    starred = "https://***:***@example.org/ruby-buildpack.git"
    assert [used["name"] for used in shown["buildpacks"]] == ["go_buildpack", starred]
    assert shown["process_types"]["web"].startswith("bundle exec rackup")
    assert [used["name"] for used in told(cf)[-1][1]["buildpacks"]] == ["go_buildpack", starred]


def test_a_procfile_has_the_last_word_on_commands(cf):
    build = staged(cf, {**NODE, "Procfile": "web: node server.js --port $PORT \nworker:  node worker.js\n# nothing\n"})
    droplet = cf.ask(f"/v3/droplets/{build['droplet']['guid']}").json()
    assert droplet["process_types"] == {"web": "node server.js --port $PORT", "worker": "node worker.js"}
    assert b'"start_command":"node server.js --port $PORT"' in inside(downloaded(cf, droplet))["./staging_info.yml"]


def test_a_docker_build_makes_a_docker_droplet_in_the_end(cf):
    enable(cf, "diego_docker")
    (package,) = cf.state[Package].where("app_guid", "imaged")
    guid = created(cf, of=package.guid).json()["guid"]
    build = cf.ask(f"/v3/builds/{guid}").json()
    droplet = cf.ask(f"/v3/droplets/{build['droplet']['guid']}").json()
    assert (build["state"], droplet["lifecycle"], droplet["image"]) == (
        "STAGED",
        {"type": "docker", "data": {}},
        "docker/foobar:baz",
    )
    assert (droplet["checksum"], droplet["buildpacks"], droplet["stack"]) == (None, None, None)
    assert [event for event, _ in told(cf)] == ["build.create", "droplet.create", "build.staged"]
    assert told(cf)[-1][1]["buildpacks"] is None


def native(cf, files, **data):
    enable(cf, "diego_cnb")
    cf.put(Package(guid="native-package", created_at=NOON, app_guid="native", state="READY"))
    cf.foundation.blobs.put("cc-packages", "native-package", Body.of(zipped(files)))
    cf.change(App, "native", **data)
    guid = created(cf, of="native-package").json()["guid"]
    return cf.ask(f"/v3/builds/{guid}").json()


def test_a_cnb_build_makes_a_cnb_droplet_of_the_buildpacks_asked_for(cf):
    build = native(cf, NODE, buildpacks=("docker://paketobuildpacks/nodejs",))
    droplet = cf.ask(f"/v3/droplets/{build['droplet']['guid']}").json()
    assert [used["name"] for used in droplet["buildpacks"]] == ["docker://paketobuildpacks/nodejs"]
    assert (droplet["lifecycle"]["type"], droplet["stack"], droplet["execution_metadata"]) == (
        "cnb",
        "cflinuxfs4",
        None,
    )
    assert "workspace/package.json" in inside(downloaded(cf, droplet))


def test_a_cnb_build_detects_by_itself_and_may_fail_to(cf):
    build = native(cf, NODE, buildpacks=())
    droplet = cf.state[Droplet].get(build["droplet"]["guid"])
    assert (droplet.buildpacks, droplet.process_types) == ((), {"web": "npm start"})
    assert native(cf, {})["error"] == "CNBDetectFailed - cnb: detecting failed"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, "StagingError - Staging error: staging failed"),
        (b"no zip", "StagingError - Staging error: not a zip archive: File is not a zip file"),
        (zipped({"../x": ""}), "StagingError - Staging error: '../x' leads out of the package"),
    ],
)
def test_bits_that_cannot_be_read_fail_the_build(cf, data, error):
    if data is None:
        cf.foundation.blobs.delete("cc-packages", "package")
    else:
        cf.foundation.blobs.put("cc-packages", "package", Body.of(data))
    guid = created(cf).json()["guid"]
    build = cf.ask(f"/v3/builds/{guid}").json()
    assert (build["state"], build["error"]) == ("FAILED", error)


def test_only_the_newest_five_droplets_that_are_not_in_use_stay(cf):
    """BitsExpiration at the end of a good build; a failed one expires nothing."""
    now = datetime.now(UTC)
    with cf.foundation.store.change() as change:
        change.delete(*change[Droplet].where("app_guid", "my-app"))
        change.put(
            *(Droplet(guid=f"d{n}", created_at=now - timedelta(days=9 - n), app_guid="my-app") for n in range(6))
        )
    cf.change(Droplet, "d1", state="FAILED", sha1="1", sha256="2")
    cf.change(App, "my-app", droplet_guid="d0")
    staged(cf, {})
    assert "EXPIRED" not in {droplet.state for droplet in cf.state[Droplet]}
    staged(cf, NODE)
    gone = [droplet for droplet in cf.state[Droplet] if droplet.state == "EXPIRED" and droplet.app_guid == "my-app"]
    assert [(droplet.guid, droplet.sha1, droplet.sha256) for droplet in gone] == [("d1", None, None)]


def timed(timing):
    """The shared world, whose builds take that long."""
    seed = load([str(WORLD)], now=datetime.now(UTC), environ={})
    behaviour = msgspec.structs.replace(seed.behaviour, timing=Timings(builds=timing))
    return Server(foundation=Foundation(replace(seed, behaviour=behaviour)))


def states(cf, build_guid):
    """How a build and its droplet show themselves, the droplet by itself and in lists."""
    build = cf.ask(f"/v3/builds/{build_guid}").json()
    (droplet,) = cf.state[Droplet].where("build_guid", build_guid)
    shown = cf.ask(f"/v3/droplets/{droplet.guid}").json()
    return build["state"], shown["state"], shown["checksum"], cf.guids(f"/v3/droplets?guids={droplet.guid}")


def test_a_build_follows_the_clock_and_so_does_its_droplet():
    with timed("5s") as server:
        cf = Cf(server)
        package_of(cf, NODE)
        guid = created(cf).json()["guid"]
        # cc-droplets 15: the row is there as soon as the cell has sent the bits, never in lists while it is STAGING
        assert states(cf, guid) == ("STAGING", "STAGING", None, [])
        assert created(cf).status_code == 422
        assert told(cf)[-1][0] == "droplet.create"
        cf.advance(timedelta(seconds=5))
        build, droplet, checksum, listed = states(cf, guid)
        assert (build, droplet, checksum["type"], len(listed)) == ("STAGED", "STAGED", "sha256", 1)
        assert told(cf)[-1][0] == "build.staged"
        cf.close()


@pytest.mark.parametrize(
    ("timing", "files", "shown"),
    [
        ("2 polls", NODE, ["STAGING", "STAGING", "STAGED"]),
        ("STAGING, STAGING, FAILED: BuildpackCompileFailed", NODE, ["STAGING", "STAGING", "FAILED", "FAILED"]),
        # what cannot be staged fails where a script would have it staged
        ("STAGING, STAGED", {}, ["STAGING", "FAILED", "FAILED"]),
        ("held", NODE, ["STAGING", "STAGING"]),
    ],
)
def test_a_build_ends_when_the_foundation_says(timing, files, shown):
    with timed(timing) as server:
        cf = Cf(server)
        package_of(cf, files)
        guid = created(cf).json()["guid"]
        assert [cf.ask(f"/v3/builds/{guid}").json()["state"] for _ in shown] == shown
        cf.close()
