from datetime import UTC, datetime

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fakecf.blobstore.bits import droplet_bits
from fakecf.config import Behaviour
from fakecf.guids import path_guid
from fakecf.seeds import Row, explain, load, schema
from fakecf.state import Store
from fakecf.state.document import from_document, to_document
from fakecf.state.records import App, Droplet, User
from fakecf.state.uaa_records import UaaClient, UaaUser

WEB = "orgs/acme/spaces/dev/apps/web"


def _app(text: str) -> str:
    return f"fakecf: 1\norgs: {{acme: {{spaces: {{dev: {{apps: {{web: {text}}}}}}}}}}}\n"


def test_a_seed_says_how_to_behave(seed):
    assert seed("fakecf: 1\nfoundation: {name: dev, blobstore: local}\n").behaviour == Behaviour(
        name="dev", blobstore="local"
    )


def test_a_guid_is_that_of_the_path_unless_it_is_given(seed):
    made = seed(_app("{droplets: [{}, {guid: mine}]}"))
    rows = [row for row in explain(made) if row.type in {"apps", "droplets"}]
    assert rows == [
        Row(f"{WEB}/droplets/0", "droplets", path_guid(f"{WEB}/droplets/0")),
        Row(f"{WEB}/droplets/1", "droplets", "mine"),
        Row(WEB, "apps", "33d8b8ec-11c6-56c5-ad92-17717311be01"),
    ]


def test_a_user_is_the_same_to_uaa_and_to_cc(seed, now):
    text = "fakecf: 1\nusers: {alice: {password: x, scopes: [cloud_controller.admin], labels: {a: b}}}\n"
    guid = path_guid("users/alice")
    assert [record for record in seed(text).records if isinstance(record, User | UaaUser)] == [
        User(guid=guid, created_at=now, labels={"a": "b"}),
        UaaUser(
            guid=guid,
            created_at=now,
            username="alice",
            password="x",
            email="alice@example.org",
            groups=("cloud_controller.admin",),
        ),
    ]


def test_a_client_carries_its_scopes_itself_unless_it_has_authorities(seed, now):
    text = "fakecf: 1\nclients: {ci: {secret: x, scopes: [a]}, web: {scopes: [a], authorities: [b]}}\n"
    assert [record for record in seed(text).records if isinstance(record, UaaClient)] == [
        UaaClient(guid="ci", created_at=now, secret="x", scopes=("a",), authorities=("a",)),
        UaaClient(guid="web", created_at=now, scopes=("a",), authorities=("b",)),
    ]


def test_records_stand_in_the_order_of_their_creation(seed):
    made = seed(_app("{droplets: [{created_at: -1d}, {}, {created_at: -45d}, {created_at: 2027-01-01}, {}]}"))
    order = [path[-1] for path, record in zip(made.paths, made.records, strict=True) if isinstance(record, Droplet)]
    assert order == ["2", "0", "1", "4", "3"]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("-45d", datetime(2025, 12, 17, 12, tzinfo=UTC)),
        ("-250ms", datetime(2026, 1, 31, 11, 59, 59, 750_000, tzinfo=UTC)),
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31 12:00:00.5", datetime(2026, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_a_moment_is_iso_8601_or_counted_from_the_load(seed, written, moment):
    made = seed(_app(f"{{created_at: '{written}', updated_at: '{written}'}}"))
    app = next(record for record in made.records if isinstance(record, App))
    assert (app.created_at, app.updated_at) == (moment, moment)


def test_everything_that_cc_keeps_can_be_given_under_its_own_name(seed, now):
    attributes = (
        "guid: g, desired_state: STARTED, lifecycle_type: docker, environment_variables: {A: b}, droplet_guid: d, "
        "labels: {a: b}, annotations: {c: d}, created_at: 2026-01-01, updated_at: 2026-01-02, "
        "droplets: [{guid: d, docker_receipt_image: nginx, process_types: {web: run}, execution_metadata: x}]"
    )
    made = seed(_app(f"{{{attributes}}}"))
    assert next(record for record in made.records if isinstance(record, App)) == App(
        guid="g",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        updated_at=datetime(2026, 1, 2, tzinfo=UTC),
        name="web",
        space_guid=path_guid("orgs/acme/spaces/dev"),
        desired_state="STARTED",
        lifecycle_type="docker",
        stack=None,
        environment_variables={"A": "b"},
        droplet_guid="d",
        labels={"a": "b"},
        annotations={"c": "d"},
    )
    assert next(record for record in made.records if isinstance(record, Droplet)) == Droplet(
        guid="d",
        created_at=now,
        app_guid="g",
        lifecycle_type="docker",
        docker_receipt_image="nginx",
        process_types={"web": "run"},
        execution_metadata="x",
    )


def test_a_staged_droplet_is_a_genuine_tarball_with_its_true_checksums(seed, now):
    made = seed(_app("{lifecycle: ruby_buildpack, packages: [{}], droplets: [{current: true}]}"))
    bits = droplet_bits("ruby", app="web")
    droplet = next(record for record in made.records if isinstance(record, Droplet))
    assert msgspec.json.decode(msgspec.json.encode(droplet)) == {
        "guid": path_guid(f"{WEB}/droplets/0"),
        "created_at": "2026-01-31T12:00:00Z",
        "updated_at": None,
        "labels": {},
        "annotations": {},
        "app_guid": path_guid(WEB),
        "state": "STAGED",
        "lifecycle_type": "buildpack",
        "package_guid": path_guid(f"{WEB}/packages/0"),
        "build_guid": None,
        "sha1": bits.sha1,
        "sha256": bits.sha256,
        "error_id": None,
        "error_description": None,
        "execution_metadata": "",
        "process_types": {
            "web": "bundle exec rackup config.ru -p $PORT -o 0.0.0.0",
            "rake": "bundle exec rake",
            "console": "bundle exec irb",
        },
        "buildpacks": [
            {"name": "ruby_buildpack", "detect_output": "ruby", "buildpack_name": "ruby", "version": "1.10.21"}
        ],
        "buildpack_receipt_buildpack": "ruby_buildpack",
        "buildpack_receipt_detect_output": "ruby",
        "stack": "cflinuxfs4",
        "docker_receipt_image": None,
        "sidecars": [],
    }
    keys = {blob.bucket: blob.key for blob in made.blobs}
    assert keys == {"cc-packages": droplet.package_guid, "cc-droplets": f"{droplet.guid}/{bits.sha1}"}
    assert bytes(made.blobs[-1].body) == bytes(bits.body)


def test_the_flat_state_document_takes_a_seed_through_unharmed(now):
    """control-api: what GET /v1/state gives, PUT takes back."""
    made = load(["default"], now=now, environ={})
    state = Store(made.records).state
    assert to_document(Store(from_document(to_document(state))).state) == to_document(state)


def test_the_schema_takes_what_the_loader_takes_and_describes_it():
    validator = Draft202012Validator(schema())
    good = {"fakecf": 1, "orgs": {"o": {"spaces": {"s": {"apps": {"web": {"lifecycle": "docker"}, "empty": None}}}}}}
    assert validator.is_valid(good)
    assert not validator.is_valid({"fakecf": 1, "orgs": {"o": {"roles": {"space_developer": ["a"]}}}})
    assert not validator.is_valid({"fakecf": 1, "org": {}})
    properties = schema()["$defs"]["DropletEntry"]["properties"]
    assert properties["current"] == {
        "description": "Whether it is the app's current droplet.",
        "type": "boolean",
        "default": False,
    }


def test_a_summary_counts_the_records(seed):
    made = seed(_app("{droplets: [STAGED, FAILED]}"))
    assert made.summary == {
        "stacks": 1,
        "buildpacks": 11,
        "isolation_segments": 1,
        "domains": 2,
        "security_groups": 2,
        "organization_quotas": 1,
        "organizations": 1,
        "spaces": 1,
        "droplets": 2,
        "apps": 1,
        "processes": 1,
    }
    assert made.sources == ("a.yml",)
