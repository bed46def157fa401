import pytest

APP = "fakecf: 1\nusers: {alice: }\norgs: {o: {spaces: {s: {apps:\n  {web: %s}}}}}\n"
FORCE = " (to have it all the same, write 'force: true')"

DOCUMENTS = [
    (
        "fakecf: 1\norgs: {o: {roles: {organization_manager: alice}}}\n",
        "2:42",
        "No user exists with the username 'alice' and origin 'uaa'.",
    ),
    (
        "fakecf: 1\nusers: {alice: }\norgs: {o: {roles: {organization_manager: [alice, alic]}}}\n",
        "3:50",
        "No user exists with the username 'alic' and origin 'uaa'.; allowed: alice; did you mean 'alice'?",
    ),
    (
        "fakecf: 1\nusers: {alice: }\norgs: {o: {roles: {organization_manager: [alice, alice]}}}\n",
        "3:50",
        "User 'alice' already has 'organization_manager' role in organization 'o'.",
    ),
    (
        ("fakecf: 1\nusers: {alice: }\norgs: {o: {spaces: {s: {roles: {space_auditor: [alice, {user: alice}]}}}}}\n"),
        "3:56",
        "User 'alice' already has 'space_auditor' role in space 's'.",
    ),
    ("fakecf: 1\nusers: {alice: {guid: x}, bob: {guid: x}}\n", "2:39", "the guid 'x' is already that of users/alice"),
    ("fakecf: 1\nstacks: [a, a]\n", "2:13", "Name must be unique"),
    (
        "fakecf: 1\nbuildpacks: [java_buildpack, java_buildpack]\n",
        "2:30",
        ("Buildpack with name 'java_buildpack', stack 'cflinuxfs4' and lifecycle 'buildpack' already exists"),
    ),
    (
        "fakecf: 1\nbuildpacks: [{name: a, stack: cflinuxfs3}]\n",
        "2:14",
        "Stack 'cflinuxfs3' does not exist; allowed: cflinuxfs4",
    ),
]
APPS = [
    (
        "{created_at: yesterday}",
        "4:22",
        ("'yesterday' is not a moment; write 2026-01-31T12:00:00Z, or a time before the load such as -45d or -2h"),
    ),
    ("{created_at: -999999999d}", "4:22", "'-999999999d' is out of reach"),
    (
        "{updated_at: 2026-02-30}",
        "4:22",
        ("'2026-02-30' is not a moment; write 2026-01-31T12:00:00Z, or a time before the load such as -45d or -2h"),
    ),
    ("{state: STARTED, desired_state: STOPPED}", "4:41", "'state' is short for 'desired_state': give one of them"),
    (
        "{env: {A: b}, environment_variables: {A: b}}",
        "4:46",
        "'env' is short for 'environment_variables': give one of them",
    ),
    (
        "{droplets: [{current: true}, {current: true}]}",
        "4:38",
        "an app has one current droplet, and this would be its second",
    ),
    (
        "{droplets: [STAGD]}",
        "4:21",
        (
            "'STAGD' is not a state of a droplet (bits of that name are ./STAGD); allowed: "
            "AWAITING_UPLOAD, PROCESSING_UPLOAD, STAGING, COPYING, STAGED, FAILED, EXPIRED; did you mean "
            "'STAGED'?"
        ),
    ),
    (
        "{droplets: [./nowhere.tgz]}",
        "4:21",
        "no file or folder './nowhere.tgz' in .; write a path from the document's own folder",
    ),
    ("{droplets: [./src/a.txt]}", "4:21", "src/a.txt is not a gzipped tar archive (.tgz): Not a gzipped file (b'x')"),
    (
        "{droplets: [{bits: {size: 20}}]}",
        "4:28",
        "size: 20 bytes do not hold these bits; at least 1228 bytes are needed",
    ),
    (
        "{droplets: [{bits: {size: 20 MiBs}}]}",
        "4:28",
        "'20 MiBs' is not a size; write a number and a unit such as 64KiB, 20MiB, 1GiB or 10MB",
    ),
    ("{droplets: [{bits: {size: 3GiB}}]}", "4:28", "bits of 3GiB are not possible; write a size between 0B and 2GiB"),
    (
        "{droplets: [{bits: {path: ./a.yml, size: 1MiB}}]}",
        "4:28",
        "./a.yml is an archive and has its size; leave out 'size', or name a folder",
    ),
    ("{droplets: [{package: 0}]}", "4:31", "the app has no package 0: it has 0, and the first is 0"),
    (
        "{droplets: [{state: FAILED, error: BuildpackCompileFail}]}",
        "4:44",
        (
            "'BuildpackCompileFail' is not an error id of staging; allowed: StagerError, StagingError, "
            "StagingTimeExpired, NoAppDetectedError, BuildpackCompileFailed, BuildpackReleaseFailed, "
            "InsufficientResources, NoCompatibleCell, CNBGenericBuildFailed, CNBDownloadBuildpackFailed, "
            "CNBDetectFailed, CNBBuildFailed, CNBExportFailed, CNBLaunchFailed, CNBRestoreFailed; did you "
            "mean 'BuildpackCompileFailed'?"
        ),
    ),
    ("{packages: [./src/a.txt]}", "4:21", "src/a.txt is not a zip archive (.zip)"),
    ("{builds: [{droplet: 0}]}", "4:29", "the app has no droplet 0: it has 0, and the first is 0"),
    (
        "{builds: [{created_by: bob}]}",
        "4:32",
        "No user exists with the username 'bob' and origin 'uaa'.; allowed: alice",
    ),
    (
        "{builds: [{state: FAILED, error: NoCompatibleCel}]}",
        "4:42",
        (
            "'NoCompatibleCel' is not an error id of staging; allowed: StagerError, StagingError, "
            "StagingTimeExpired, NoAppDetectedError, BuildpackCompileFailed, BuildpackReleaseFailed, "
            "InsufficientResources, NoCompatibleCell, CNBGenericBuildFailed, CNBDownloadBuildpackFailed, "
            "CNBDetectFailed, CNBBuildFailed, CNBExportFailed, CNBLaunchFailed, CNBRestoreFailed; did you "
            "mean 'NoCompatibleCell'?"
        ),
    ),
]
# The reasons are the Cloud Controller's own where it has one: cc-droplets 6, 7.2, 8, 15 to 17, cc-surface 4.7, 4.8.
IMPOSSIBLE = [
    (
        "{lifecycle: java_buildpak}",
        "4:21",
        (
            'Buildpack "java_buildpak" for stack "cflinuxfs4" must be an existing admin buildpack or a '
            "valid git URI; did you mean 'java_buildpack'?"
        ),
    ),
    ("{lifecycle: java_buildpack, stack: cflinuxfs3}", "4:21", "Stack must be an existing stack"),
    ("{lifecycle: docker, buildpacks: [java_buildpack]}", "4:21", "Lifecycle Unknown field(s): 'buildpacks'"),
    ("{lifecycle: {type: docker, data: {stack: cflinuxfs4}}}", "4:21", "Lifecycle Unknown field(s): 'stack'"),
    (
        "{lifecycle: {type: cnb, data: {buildpacks: [paketo]}}}",
        "4:21",
        'Buildpack "paketo" for stack "cflinuxfs4" must be an existing admin buildpack or a valid git URI',
    ),
    ("{state: STARTED}", "4:17", "Assign a droplet before starting this app."),
    (
        "{droplet_guid: other}",
        "4:24",
        "Unable to assign current droplet. Ensure the droplet exists and belongs to this app.",
    ),
    (
        "{droplets: [{state: FAILED, bits: ./src}]}",
        "4:21",
        "Blobstore key not present on droplet. This may be due to a failed build.",
    ),
    (
        "{droplets: [{state: AWAITING_UPLOAD, bits: ./src}]}",
        "4:21",
        "Only staged droplets can be downloaded. A droplet that is AWAITING_UPLOAD has no bits",
    ),
    (
        "{droplets: [{state: COPYING, bits: {}}]}",
        "4:21",
        "Only staged droplets can be downloaded. A droplet that is COPYING has no bits",
    ),
    ("{droplets: [{state: EXPIRED, current: true}]}", "4:21", "droplet must be in staged state"),
    (
        "{droplets: [{process_types: null, current: true}]}",
        "4:21",
        ("Unable to create process types for this app's droplet. Please provide a droplet with valid process types."),
    ),
    ("{droplets: [{lifecycle_type: docker}]}", "4:21", "Lifecycle type cannot be changed from buildpack to docker"),
    ("{droplets: [{image: nginx}]}", "4:21", "a buildpack droplet has no image"),
    ("{lifecycle: docker, droplets: [{bits: ./src}]}", "4:40", "Cannot download droplets with 'docker' lifecycle."),
    (
        "{lifecycle: docker, droplets: [AWAITING_UPLOAD]}",
        "4:40",
        "Droplet creation is not available for apps with docker lifecycles.",
    ),
    ("{lifecycle: docker, droplets: [STAGING]}", "4:40", "a docker droplet is made STAGED, it never is STAGING"),
    (
        "{lifecycle: cnb, droplets: [PROCESSING_UPLOAD]}",
        "4:37",
        "Droplet creation is not available for apps with docker lifecycles.",
    ),
    ("{lifecycle: cnb, droplets: [COPYING]}", "4:37", "a cnb droplet cannot be copied"),
    ("{lifecycle: docker, packages: [{bits: ./src}]}", "4:40", "Cannot create bits package for a Docker app."),
    ("{lifecycle: docker, packages: [{type: bits}]}", "4:40", "Cannot create bits package for a Docker app."),
    ("{packages: [{image: nginx}]}", "4:21", "Cannot create Docker package for a buildpack app."),
    ("{packages: [{type: docker}]}", "4:21", "Cannot create Docker package for a buildpack app."),
    (
        "{packages: [{state: FAILED, bits: ./src}]}",
        "4:21",
        "Package has no bits to download. A package that is FAILED has none",
    ),
    ("{builds: [STAGING, STAGING]}", "4:28", "Only one build can be STAGING at a time per application."),
    (
        "{packages: [{state: FAILED}], builds: [STAGING]}",
        "4:48",
        "Bad request: Cannot stage package whose state is not ready.",
    ),
    ("{droplets: [{}], builds: [{state: FAILED, droplet: 0}]}", "4:35", "a build that is FAILED has no droplet"),
    ("{builds: [{lifecycle_type: cnb}]}", "4:19", "Lifecycle type cannot be changed from buildpack to cnb"),
]


@pytest.fixture(autouse=True)
def source(folder):
    (folder / "src").mkdir()
    (folder / "src" / "a.txt").write_text("x")


@pytest.mark.parametrize(("text", "place", "what"), DOCUMENTS)
def test_names_that_lead_nowhere_or_clash_are_refused(refused, text, place, what):
    assert refused(text) == f"a.yml:{place}: {what}"


@pytest.mark.parametrize(("app", "place", "what"), APPS)
def test_what_has_no_meaning_in_an_app_is_refused(refused, app, place, what):
    assert refused(APP % app) == f"a.yml:{place}: {what}"


@pytest.mark.parametrize(("app", "place", "reason"), IMPOSSIBLE)
def test_what_cc_would_have_refused_is_refused_with_its_reason(refused, app, place, reason):
    assert refused(APP % app) == f"a.yml:{place}: {reason}{FORCE}"


@pytest.mark.parametrize(
    ("app", "state"),
    [
        ("{force: true, state: STARTED}", {"desired_state": "STARTED", "droplet_guid": None}),
        ("{force: true, lifecycle: docker, buildpacks: [x]}", {"lifecycle_type": "docker", "buildpacks": ("x",)}),
        ("{force: true, env: {PORT: '1'}}", {"environment_variables": {"PORT": "1"}}),
        ("{force: true, droplet_guid: elsewhere}", {"droplet_guid": "elsewhere"}),
    ],
)
def test_an_impossible_app_stands_where_it_is_forced(seed, app, state):
    made = next(record for record in seed(APP % app).records if record.plural == "apps")
    assert {name: getattr(made, name) for name in state} == state


def test_a_failed_droplet_has_bits_where_it_is_forced(seed):
    loaded = seed(APP % "{droplets: [{force: true, state: FAILED, bits: ./src, current: true}]}")
    droplet = next(record for record in loaded.records if record.plural == "droplets")
    assert [blob.key for blob in loaded.blobs] == [f"{droplet.guid}/{droplet.sha1}"]


def test_force_does_not_reach_below_its_entry(refused):
    message = refused(APP % "{force: true, droplets: [{state: FAILED, bits: ./src}]}")
    assert message.startswith("a.yml:4:34: Blobstore key not present on droplet.")


def test_a_space_role_makes_its_holder_a_user_of_the_organization(seed):
    roles = "{organization_user: [bob]}, spaces: {s: {roles: {space_developer: [alice, bob]}}}"
    loaded = seed(f"fakecf: 1\nusers: {{alice: , bob: }}\norgs: {{o: {{roles: {roles}}}}}\n")
    paths = [path for path in loaded.paths if "roles" in path]
    assert paths == [
        "orgs/o/roles/organization_user/bob",
        "orgs/o/spaces/s/roles/space_developer/alice",
        "orgs/o/roles/organization_user/alice",
        "orgs/o/spaces/s/roles/space_developer/bob",
    ]


def test_a_client_with_a_role_is_a_user_by_its_id(seed):
    loaded = seed("fakecf: 1\nclients: {ci: }\norgs: {o: {roles: {organization_manager: ci}}}\n")
    users = [(user.guid, user.is_oauth_client) for user in loaded.records if user.plural == "users"]
    roles = [role.user_guid for role in loaded.records if role.plural == "roles"]
    assert (users, roles) == ([("ci", True)], ["ci"])


def test_without_a_word_there_are_the_stock_stack_and_buildpacks(seed):
    """cc-surface 4.11."""
    records = seed("fakecf: 1\n").records
    assert [stack.name for stack in records if stack.plural == "stacks"] == ["cflinuxfs4"]
    assert [(each.name, each.position) for each in records if each.plural == "buildpacks"] == [
        ("staticfile_buildpack", 1),
        ("java_buildpack", 2),
        ("ruby_buildpack", 3),
        ("dotnet_core_buildpack", 4),
        ("nodejs_buildpack", 5),
        ("go_buildpack", 6),
        ("python_buildpack", 7),
        ("php_buildpack", 8),
        ("nginx_buildpack", 9),
        ("r_buildpack", 10),
        ("binary_buildpack", 11),
    ]


@pytest.mark.parametrize(
    ("stacks", "default"),
    [
        ("stacks: [jammy]", "jammy"),
        ("stacks: [jammy, noble]", "jammy"),
        ("stacks: [jammy, cflinuxfs4]", "cflinuxfs4"),
        ("stacks: [jammy, cflinuxfs4, noble]\nfoundation: {default_stack: noble}", "noble"),
    ],
)
def test_one_stack_is_the_default_of_whatever_names_none(seed, stacks, default):
    loaded = seed(
        f"fakecf: 1\n{stacks}\norgs: {{o: {{spaces: {{s: {{apps: {{a: {{lifecycle: go_buildpack}}}}}}}}}}}}\n"
    )
    assert {each.stack for each in loaded.records if each.plural in {"apps", "buildpacks"}} == {default}
    assert loaded.behaviour.default_stack == default
