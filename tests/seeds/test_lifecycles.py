import json

import pytest

from fakecf.staging_errors import IDS
from fakecf.state.records import App, Build, Droplet, DropletBuildpack, Package

URL = "https://github.com/cloudfoundry/ruby-buildpack.git"


@pytest.fixture
def made(seed):
    """The records that an app leads to, by type."""

    def records(app: str, kind):
        text = f"fakecf: 1\nusers: {{alice: }}\norgs: {{o: {{spaces: {{s: {{apps: {{web: {app}}}}}}}}}}}\n"
        return [record for record in seed(text).records if isinstance(record, kind)]

    return records


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        ("buildpack", ("buildpack", (), "cflinuxfs4", None)),
        ("java_buildpack", ("buildpack", ("java_buildpack",), "cflinuxfs4", None)),
        ("[nodejs_buildpack, go_buildpack]", ("buildpack", ("nodejs_buildpack", "go_buildpack"), "cflinuxfs4", None)),
        (f"'{URL}'", ("buildpack", (URL,), "cflinuxfs4", None)),
        ("docker", ("docker", (), None, None)),
        ("cnb", ("cnb", (), "cflinuxfs4", None)),
        ("{}", ("buildpack", (), "cflinuxfs4", None)),
        ("{type: docker, data: {}}", ("docker", (), None, None)),
        (
            "{type: cnb, data: {buildpacks: ['docker://x/y'], stack: cflinuxfs4, credentials: {x: {token: t}}}}",
            ("cnb", ("docker://x/y",), "cflinuxfs4", {"x": {"token": "t"}}),
        ),
    ],
)
def test_every_form_of_a_lifecycle_is_understood(made, lifecycle, expected):
    (app,) = made(f"{{lifecycle: {lifecycle}}}", App)
    assert (app.lifecycle_type, app.buildpacks, app.stack, app.credentials) == expected


def test_without_a_lifecycle_the_first_buildpack_detects_the_app(made):
    (droplet,) = made("{droplets: [STAGED]}", Droplet)
    assert droplet.buildpacks == (
        DropletBuildpack(
            name="staticfile_buildpack", detect_output="staticfile", buildpack_name="staticfile", version="1.6.24"
        ),
    )


def test_of_several_buildpacks_the_last_one_starts_the_app(made):
    (droplet,) = made("{lifecycle: [nodejs_buildpack, python_buildpack], droplets: [STAGED]}", Droplet)
    assert [(each.name, each.detect_output) for each in droplet.buildpacks] == [
        ("nodejs_buildpack", None),
        ("python_buildpack", "python"),
    ]
    assert droplet.process_types == {"web": "python app.py"}


# cc-droplets 5.4 and 6: which states there are for each lifecycle, and what each leaves in the droplet:
# hashes, package link, buildpacks, stack, process types, execution metadata, image.
STAGED = "hash package buildpacks stack types metadata"
PROFILES = {
    ("ruby_buildpack", "AWAITING_UPLOAD"): "types metadata",
    ("ruby_buildpack", "PROCESSING_UPLOAD"): "types metadata",
    ("ruby_buildpack", "STAGING"): "package buildpacks stack",
    ("ruby_buildpack", "COPYING"): "buildpacks stack types metadata",
    ("ruby_buildpack", "STAGED"): STAGED,
    ("ruby_buildpack", "FAILED"): "package buildpacks stack",
    ("ruby_buildpack", "EXPIRED"): "package buildpacks stack types metadata",
    ("{type: cnb, data: {buildpacks: ['docker://x/ruby']}}", "STAGING"): "package buildpacks stack",
    ("{type: cnb, data: {buildpacks: ['docker://x/ruby']}}", "STAGED"): "hash package buildpacks stack types",
    ("{type: cnb, data: {buildpacks: ['docker://x/ruby']}}", "FAILED"): "package buildpacks stack",
    ("{type: cnb, data: {buildpacks: ['docker://x/ruby']}}", "EXPIRED"): "package buildpacks stack types",
    ("docker", "STAGED"): "package types metadata image",
    ("docker", "EXPIRED"): "package types metadata image",
}


@pytest.mark.parametrize(("lifecycle", "state"), PROFILES)
def test_a_droplet_has_what_its_state_and_lifecycle_leave_in_it(made, lifecycle, state):
    (droplet,) = made(f"{{lifecycle: {lifecycle}, packages: [{{}}], droplets: [{state}]}}", Droplet)
    present = {
        "hash": droplet.sha1 is not None and droplet.sha256 is not None,
        "package": droplet.package_guid is not None,
        "buildpacks": bool(droplet.buildpacks),
        "stack": droplet.stack is not None,
        "types": droplet.process_types is not None,
        "metadata": droplet.execution_metadata is not None,
        "image": droplet.docker_receipt_image is not None,
    }
    assert droplet.state == state
    assert " ".join(name for name, there in present.items() if there) == PROFILES[lifecycle, state]


def test_a_docker_droplet_shows_how_its_image_starts(made):
    (droplet,) = made("{lifecycle: docker, packages: ['nginx:1.27'], droplets: [STAGED]}", Droplet)
    assert droplet.docker_receipt_image == "nginx:1.27"
    assert json.loads(droplet.execution_metadata) == {
        "cmd": ["/start.sh"],
        "ports": [{"Port": 8080, "Protocol": "tcp"}],
        "user": "vcap",
    }


@pytest.mark.parametrize(
    ("droplet", "sums", "blobs"),
    [
        ("{}", (True, True), 1),
        ("{hash: sha1}", (True, False), 1),
        ("{hash: sha256}", (False, True), 0),
        ("{hash: none}", (False, False), 0),
        ("{blob: missing}", (True, True), 0),
        ("{state: STAGING, bits: {}}", (True, True), 1),
        ("{state: EXPIRED, bits: {}}", (False, False), 0),
        ("{sha1: null}", (False, True), 0),
    ],
)
def test_bits_are_there_where_cc_can_find_them(seed, droplet, sums, blobs):
    loaded = seed(f"fakecf: 1\norgs: {{o: {{spaces: {{s: {{apps: {{a: {{droplets: [{droplet}]}}}}}}}}}}}}\n")
    made = next(record for record in loaded.records if isinstance(record, Droplet))
    assert (made.sha1 is not None, made.sha256 is not None) == sums
    assert len(loaded.blobs) == blobs


def test_an_uploaded_droplet_knows_nothing_of_staging(made):
    (droplet,) = made("{packages: [{}], droplets: [{uploaded: true}]}", Droplet)
    assert (droplet.package_guid, droplet.buildpacks, droplet.stack) == (None, (), None)
    assert (droplet.process_types, droplet.execution_metadata) == ({"web": ""}, "")
    assert droplet.sha256 is not None


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("", "StagingError - Staging error: staging failed"),
        (
            "error: BuildpackCompileFailed",
            "BuildpackCompileFailed - App staging failed in the buildpack compile phase",
        ),
        (
            "error: NoAppDetectedError",
            "NoAppDetectedError - An app was not successfully detected by any available buildpack",
        ),
        ("error: NoCompatibleCell", "NoCompatibleCell - Found no compatible cell"),
        ("error: CNBDetectFailed", "CNBDetectFailed - cnb: detecting failed"),
        (
            "error: 'StagingError: Start command not specified'",
            "StagingError - Staging error: Start command not specified",
        ),
        ("error: StagingTimeExpired", "StagingTimeExpired - Staging time expired: staging failed"),
        ("error: an example", "an example"),
        ("error_id: StagingTimeExpired", "StagingTimeExpired"),
        ("error_description: example-error", "example-error"),
    ],
)
@pytest.mark.parametrize("list_name", ["droplets", "builds"])
def test_an_error_is_rendered_as_cc_renders_it(made, list_name, error, expected):
    """cc-droplets 6, the rendered strings."""
    (failed,) = made(f"{{{list_name}: [{{state: FAILED, {error}}}]}}", Droplet | Build)
    assert " - ".join(filter(None, [failed.error_id, failed.error_description])) == expected


def test_every_error_id_of_staging_has_a_message(made):
    errors = ", ".join(f"{{state: FAILED, error: {name}}}" for name in IDS)
    droplets = made(f"{{droplets: [{errors}]}}", Droplet)
    assert [droplet.error_id for droplet in droplets] == list(IDS)
    assert all(droplet.error_description and "%" not in droplet.error_description for droplet in droplets)


def test_builds_take_the_staged_droplets_in_turn(made):
    app = (
        "{packages: [{}, {}], droplets: [STAGED, FAILED, STAGED, STAGED], "
        "builds: [{droplet: 2, package: 0}, FAILED, STAGED, {created_by: alice}, STAGED, STAGING]}"
    )
    droplets, builds = made(app, Droplet), made(app, Build)
    places = {droplet.guid: place for place, droplet in enumerate(droplets)}
    assert [places.get(build.droplet_guid) for build in builds] == [2, None, 0, 3, None, None]
    assert [droplet.build_guid for droplet in droplets] == [builds[2].guid, None, builds[0].guid, builds[3].guid]
    packages = made(app, Package)
    assert [build.package_guid for build in builds] == [packages[0].guid] + [packages[1].guid] * 5
    assert builds[3].created_by_user_email == "alice@example.org"


def test_the_current_droplet_is_the_apps(made):
    app = "{state: STARTED, droplets: [STAGED, {current: true}]}"
    assert made(app, App)[0].droplet_guid == made(app, Droplet)[1].guid


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("{}", ("READY", "bits", True, 1)),
        ("{blob: missing}", ("READY", "bits", True, 0)),
        ("{state: AWAITING_UPLOAD}", ("AWAITING_UPLOAD", "bits", False, 0)),
        ("{state: EXPIRED}", ("EXPIRED", "bits", False, 0)),
        ("{bits: {size: 40KiB}}", ("READY", "bits", True, 1)),
    ],
)
def test_a_package_has_bits_while_it_is_ready(seed, package, expected):
    loaded = seed(f"fakecf: 1\norgs: {{o: {{spaces: {{s: {{apps: {{a: {{packages: [{package}]}}}}}}}}}}}}\n")
    made = next(record for record in loaded.records if isinstance(record, Package))
    assert (made.state, made.type, made.package_hash is not None, len(loaded.blobs)) == expected


def test_a_fault_on_a_droplet_names_it_and_stays_as_it_was_written(seed):
    text = "fakecf: 1\norgs: {o: {spaces: {s: {apps: {a: {droplets: [{fault: reset@64KiB x1, guid: d}]}}}}}}\n"
    (fault,) = seed(text).faults
    assert (fault.rule, fault.about, str(fault.place)) == ("reset@64KiB x1", {"droplet": "d"}, "a.yml:2:55")
