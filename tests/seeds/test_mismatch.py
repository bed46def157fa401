import pytest

APP = "fakecf: 1\nusers: {alice: }\norgs: {o: {spaces: {s: {apps:\n  {web: %s}}}}}\n"

DOCUMENTS = [
    (
        "fakecf: 1\nuser: {}\n",
        "2:1",
        (
            "document: unknown key 'user'; allowed: buildpacks, clients, domains, fakecf, faults, foundation, "
            "include, jobs, orgs, quotas, security_groups, stacks, users; did you mean 'users'?"
        ),
    ),
    ("fakecf: 1\norgs: [acme]\n", "2:7", "expected a mapping, got a list"),
    ("fakecf: 1\norgs:\n", "2:6", "expected a mapping, got nothing"),
    (
        "fakecf: 1\nfoundation: {blobstore: s4}\n",
        "2:25",
        "'s4' is not allowed here; allowed: local, s3; did you mean 's3'?",
    ),
    (
        "fakecf: 1\nfoundation: {topology: 21 hops}\n",
        "2:24",
        (
            "'21 hops' is not allowed here; "
            "allowed: text of the form ^(other-host|same-host|subdomain|same-origin|([1-9]|1[0-9]|20) hops?)$"
        ),
    ),
    ("fakecf: 1\nfoundation: {cc_version: 3.2}\n", "2:26", "expected text, got the number 3.2; put it in quotes"),
    ("fakecf: 1\nfoundation: {random_seed: lucky}\n", "2:27", "expected a whole number, got text"),
    (
        "fakecf: 1\nusers: {alice: 1234}\n",
        "2:16",
        "expected text or a mapping or nothing, got the number 1234; put it in quotes",
    ),
    (
        "fakecf: 1\nusers: {alice: {pasword: x}}\n",
        "2:17",
        (
            "user: unknown key 'pasword'; allowed: active, annotations, created_at, email, guid, labels, "
            "origin, password, scopes, updated_at, username, verified; did you mean 'password'?"
        ),
    ),
    ("fakecf: 1\nusers: {alice: {scopes: cloud_controller.admin}}\n", "2:25", "expected a list, got text"),
    (
        "fakecf: 1\nclients: {ci: {secret: no, access_token_validity: 0}}\n",
        "2:51",
        "0 is not allowed here; allowed: at least 1",
    ),
    (
        "fakecf: 1\nclients: {ci: {grant_type: [password]}}\n",
        "2:16",
        (
            "client: unknown key 'grant_type'; allowed: access_token_validity, authorities, created_at, grant_types, "
            "redirect_uris, refresh_token_validity, scopes, secret, updated_at; did you mean 'grant_types'?"
        ),
    ),
    ("fakecf: 1\nbuildpacks: [{stack: cflinuxfs4}]\n", "2:14", "buildpack: the key 'name' is missing"),
    (
        "fakecf: 1\nstacks: [{name: old, state: OBSOLETE}]\n",
        "2:29",
        "'OBSOLETE' is not allowed here; allowed: ACTIVE, DEPRECATED, DISABLED, RESTRICTED",
    ),
    (
        "fakecf: 1\norgs: {o: {roles: {space_developer: [a]}}}\n",
        "2:20",
        (
            "'space_developer' is not allowed here; allowed: organization_auditor, "
            "organization_billing_manager, organization_manager, organization_user"
        ),
    ),
    ("fakecf: 1\norgs: {o: {suspended: yes}}\n", "2:23", "expected true or false, got text"),
    ("fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: 10k}}}}}\n", "2:42", "expected a whole number, got text"),
    (
        "fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: 100000}}}}}\n",
        "2:42",
        "100000 is not allowed here; allowed: at least 0, at most 50000",
    ),
    (
        "fakecf: 1\norgs: {o: {spaces: {s: {generate: {droplets_each: 1}}}}}\n",
        "2:35",
        "generate: the key 'apps' is missing",
    ),
    ("fakecf: 1\nfaults: uaa.token\n", "2:9", "expected a list, got text"),
]
APPS = [
    ("{state: RUNNING}", "4:17", "'RUNNING' is not allowed here; allowed: STARTED, STOPPED"),
    ("{env: {SIZE: 3}}", "4:22", "expected text, got the number 3; put it in quotes"),
    ("{labels: [a, b]}", "4:18", "expected a mapping, got a list"),
    ("{guid: 'a/b'}", "4:16", "'a/b' is not allowed here; allowed: text of the form ^[A-Za-z0-9_-]{1,200}$"),
    ("{droplets: STAGED}", "4:20", "expected a list, got text"),
    (
        "{droplets: [{state: STAGD}]}",
        "4:29",
        (
            "'STAGD' is not allowed here; allowed: AWAITING_UPLOAD, COPYING, EXPIRED, FAILED, "
            "PROCESSING_UPLOAD, STAGED, STAGING; did you mean 'STAGED'?"
        ),
    ),
    ("{droplets: [{bits: [a]}]}", "4:28", "expected text or a mapping, got a list"),
    (
        "{droplets: [{curent: true}]}",
        "4:22",
        (
            "droplet: unknown key 'curent'; allowed: annotations, bits, blob, build_guid, "
            "buildpack_receipt_buildpack, buildpack_receipt_detect_output, buildpacks, created_at, "
            "current, docker_receipt_image, error, error_description, error_id, execution_metadata, "
            "fault, force, guid, hash, image, labels, lifecycle_type, package, package_guid, "
            "process_types, sha1, sha256, sidecars, stack, state, timing, updated_at, uploaded; did you mean 'current'?"
        ),
    ),
    ("{droplets: [{hash: md5}]}", "4:28", "'md5' is not allowed here; allowed: both, none, sha1, sha256"),
    ("{droplets: [{package: -1}]}", "4:31", "-1 is not allowed here; allowed: at least 0"),
    (
        "{lifecycle: {type: kpack}}",
        "4:28",
        "'kpack' is not allowed here; allowed: buildpack, cnb, docker; did you mean 'buildpack'?",
    ),
    (
        "{lifecycle: {data: {buildpack: java_buildpack}}}",
        "4:29",
        (
            "lifecycle data: unknown key 'buildpack'; allowed: buildpacks, credentials, stack; did you "
            "mean 'buildpacks'?"
        ),
    ),
    (
        "{packages: [{state: UPLOADED}]}",
        "4:29",
        (
            "'UPLOADED' is not allowed here; allowed: AWAITING_UPLOAD, COPYING, EXPIRED, FAILED, "
            "PROCESSING_UPLOAD, READY; did you mean 'AWAITING_UPLOAD'?"
        ),
    ),
    ("{builds: [DONE]}", "4:19", "'DONE' is not allowed here; allowed: FAILED, STAGED, STAGING"),
    ("{created_at: 5}", "4:22", "expected text, got the number 5; put it in quotes"),
]


@pytest.mark.parametrize(("text", "place", "what"), DOCUMENTS)
def test_a_document_of_the_wrong_shape_is_refused_with_what_is_allowed(refused, text, place, what):
    assert refused(text) == f"a.yml:{place}: {what}"


@pytest.mark.parametrize(("app", "place", "what"), APPS)
def test_an_app_of_the_wrong_shape_is_refused_with_what_is_allowed(refused, app, place, what):
    assert refused(APP % app) == f"a.yml:{place}: {what}"


def test_all_problems_are_reported_at_once(refused):
    assert refused("fakecf: 1\nuser: {}\nusers: {alice: {pasword: x}, bob: 5}\n").count("\n") == 2


def test_a_long_list_of_problems_is_cut(refused):
    text = "fakecf: 1\nusers:\n" + "".join(f"  u{n}: {n}\n" for n in range(30))
    lines = refused(text).splitlines()
    assert len(lines) == 26
    assert lines[-1] == "... and 5 more"
