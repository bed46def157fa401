"""What clients misspell where the Cloud Controller looks away; what it answers otherwise was recorded: live_write."""

import pytest

from fakecf.state.records import App
from tests.capi.manifests import APPLY, DIFF, post

OF_MY_APP = {"app": {"data": {"guid": "my-app"}}}
IN_DEV = {"space": {"data": {"guid": "dev"}}}
IN_ACME = {"organization": {"data": {"guid": "acme"}}}
TAGS = {"labels": {"env": "prod", "ex.org/a": None}, "annotations": {"any": "thing"}}
SHA1 = "002d760bea1be268e27077412e11a320d0f164d3"
RULE = {"protocol": "icmp", "destination": "10.0.0.0/8", "type": 0, "code": 1, "description": "ping", "log": True}
CNB = {"type": "cnb", "data": {"buildpacks": ["docker://x/y"], "stack": "cflinuxfs4", "credentials": {"x": {"u": "p"}}}}
CHECK = {"type": "http", "data": {"timeout": 10, "invocation_timeout": 5, "interval": 3, "endpoint": "/h"}}
READINESS = {"type": "http", "data": {"invocation_timeout": 5, "interval": 3, "endpoint": "/h"}}
SCALE = {"instances": 2, "memory_in_mb": 64, "disk_in_mb": 64, "log_rate_limit_in_bytes_per_second": -1}
CHECKSUM = {"checksum": {"value": SHA1}, "size_in_bytes": 36, "path": "a", "mode": "0645"}


def last(cf):
    """The exchange that was answered last."""
    return cf.foundation.journal.exchanges()[-1]


def unread(cf, method, path, as_="admin", **how):
    answer = cf.ask(path, as_, method=method, **how)
    assert answer.status_code < 400, answer.text
    return last(cf).unread


@pytest.fixture(autouse=True)
def anew(cf):
    cf.foundation.reset()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v3/apps", {"name": "a", "relationships": IN_DEV, "environment_variables": {"A": "b"}}),
        ("PATCH", "/v3/apps/my-app", {"name": "b", "metadata": TAGS}),
        ("PATCH", "/v3/apps/my-app/environment_variables", {"var": {"any": "thing", "gone": None}}),
        ("PATCH", "/v3/apps/my-app/features/ssh", {"enabled": True}),
        ("PATCH", "/v3/apps/my-app/relationships/current_droplet", {"data": {"guid": "staged"}}),
        ("POST", "/v3/apps/my-app/tasks", {"command": "c", "name": "t", "metadata": TAGS, "droplet_guid": "staged"}),
        ("POST", "/v3/apps/my-app/sidecars", {"name": "s", "command": "c", "process_types": ["web"]}),
        ("PATCH", "/v3/apps/my-app/processes/web", {"health_check": CHECK, "readiness_health_check": READINESS}),
        ("POST", "/v3/apps/my-app/processes/web/actions/scale", SCALE),
        ("POST", "/v3/apps/my-app/actions/stop", {}),
        ("POST", "/v3/packages", {"type": "bits", "relationships": OF_MY_APP, "data": {}, "metadata": TAGS}),
        ("PATCH", "/v3/packages/package", {"metadata": TAGS}),
        ("POST", "/v3/droplets", {"relationships": OF_MY_APP, "process_types": {"any": "run"}}),
        ("POST", "/v3/deployments", {"relationships": OF_MY_APP, "droplet": {"guid": "staged"}, "strategy": "rolling"}),
        ("POST", "/v3/organizations", {"name": "o", "suspended": False, "metadata": TAGS}),
        ("POST", "/v3/spaces", {"name": "s", "relationships": IN_ACME, "metadata": TAGS}),
        ("POST", "/v3/users", {"guid": "u", "metadata": TAGS}),
        ("POST", "/v3/domains", {"name": "a.example.org", "internal": False, "metadata": TAGS}),
        ("POST", "/v3/stacks", {"name": "s", "description": "d", "metadata": TAGS}),
        ("POST", "/v3/buildpacks", {"name": "b", "stack": None, "position": 1, "enabled": True, "locked": False}),
        ("POST", "/v3/security_groups", {"name": "g", "rules": [RULE], "globally_enabled": {"running": True}}),
        ("POST", "/v3/isolation_segments", {"name": "i", "metadata": TAGS}),
        ("PATCH", "/v3/environment_variable_groups/running", {"var": {"any": "thing"}}),
        ("PATCH", "/v3/feature_flags/diego_docker", {"enabled": True, "custom_error_message": "no", "metadata": TAGS}),
        ("POST", "/v3/organization_quotas", {"name": "q", "apps": {"per_app_tasks": 1}, "routes": {"total_routes": 1}}),
        ("POST", "/v3/resource_matches", {"resources": [CHECKSUM]}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_of_what_the_cloud_controller_looks_at_nothing_is_unread(cf, method, path, body):
    assert unread(cf, method, path, json=body) == ()


def test_credentials_of_buildpacks_are_looked_at(cf):
    assert unread(cf, "PATCH", "/v3/feature_flags/diego_cnb", json={"enabled": True}) == ()
    assert unread(cf, "POST", "/v3/apps", json={"name": "c", "relationships": IN_DEV, "lifecycle": CNB}) == ()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_package_is_read_as_json_whatever_its_type_says(cf, kind):
    # recorded: live_write, `package ct`
    body = b'{"type": "bits", "relationships": {"app": {"data": {"guid": "my-app"}}}}'
    assert unread(cf, "POST", "/v3/packages", data=body, headers={"Content-Type": kind}) == ()


LIFECYCLE = {"type": "buildpack", "data": {"buildpacks": [], "stack": "cflinuxfs4"}, "bogus": 1}


@pytest.mark.parametrize(
    ("method", "path", "body", "names"),
    [
        # recorded: live_write, `app extra lifecycle`
        ("PATCH", "/v3/apps/my-app", {"lifecycle": LIFECYCLE}, ("/lifecycle/bogus",)),
        # `app-assign extra`
        (
            "PATCH",
            "/v3/apps/my-app/relationships/current_droplet",
            {"data": {"guid": "staged"}, "bogus": 1},
            ("/bogus",),
        ),
        # `deployment extra relationships.app`, `deployment objb droplet`
        (
            "POST",
            "/v3/deployments",
            {"relationships": {"app": {**OF_MY_APP["app"], "x/y": 1}, "z": 1}, "droplet": {"guid": "staged", "b": 1}},
            ("/relationships/app/x~1y", "/relationships/z", "/droplet/b"),
        ),
        # `process-patch extra health_check.data`
        (
            "PATCH",
            "/v3/apps/my-app/processes/web",
            {"health_check": {"type": "port", "data": {"timeuot": 1}}},
            ("/health_check/data/timeuot",),
        ),
        # `resource-matches extra resources.0.checksum`
        (
            "POST",
            "/v3/resource_matches",
            {"resources": [CHECKSUM, {**CHECKSUM, "checksum": {"value": SHA1, "kind": "sha1"}}]},
            ("/resources/1/checksum/kind",),
        ),
        # `stack extra`: StackCreateMessage refuses nothing
        ("POST", "/v3/stacks", {"name": "s", "decsription": "d"}, ("/decsription",)),
        # no message: `apps_controller.rb` start, stop
        ("POST", "/v3/apps/my-app/actions/stop", {"force": True}, ("/force",)),
        ("DELETE", "/v3/apps/my-app", {"force": True}, ("/force",)),
        ("GET", "/v3/apps/my-app", {"include": "space"}, ("/include",)),
        ("POST", "/v3/apps/my-app/actions/stop", [1], ("",)),
        ("POST", "/v3/apps/my-app/actions/stop", {"body": {"force": True}}, ("/body/force",)),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_it_passes_over_is_named(cf, method, path, body, names):
    assert unread(cf, method, path, json=body) == names


def test_json_that_came_as_a_form_is_unread_as_a_whole_and_told_without_its_words(cf):
    data = b'{"password": "s3cret&more"}'
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert unread(cf, "POST", "/v3/apps/my-app/actions/stop", data=data, headers=form) == ("",)


def test_a_body_that_was_refused_has_no_unread_fields(cf):
    body = {"lifecycle": LIFECYCLE, "nmae": "x"}
    assert cf.error("/v3/apps/my-app", method="PATCH", json=body)[0] == 422
    assert last(cf).unread == ()
    assert cf.error("/v3/apps/nowhere/actions/stop", method="POST", json={"x": 1})[0] == 404
    assert last(cf).unread == ()


@pytest.mark.parametrize(
    ("path", "names"),
    [
        # recorded: live_read, `get-q`: droplets take no parameters, and ignore what they are given
        ("/v3/droplets/staged?inlcude=app&fields[space]=guid", ("?inlcude", "?fields")),
        ("/v3/apps/my-app/features?page=2", ("?page",)),
        ("/v3?bogus", ("?bogus",)),
        # `domains_controller.rb` check_routes asks for three by name
        ("/v3/domains/{domain}/route_reservations?host=a&path=/b&port=1&bogus=1", ("?bogus",)),
        # Rails looks for the format by itself
        ("/v3/droplets/staged?format=json", ()),
        ("/v3/apps?names=my-app&per_page=1", ()),
        ("/v3/apps/my-app?include=space", ()),
        ("/v3/apps/my-app/droplets?states=STAGED", ()),
        ("/v3/apps/my-app/processes/web?embed=process_instances", ()),
        ("/v3/audit_events?target_guids[not]=x", ()),
        ("/v3/roles?types=space_developer", ()),
    ],
)
def test_parameters_that_nobody_asks_for_are_named(cf, path, names):
    domain = cf.guids("/v3/domains")[0]
    assert unread(cf, "GET", path.format(domain=domain)) == names


def test_a_copy_asks_for_its_source_alone(cf):
    # packages_controller.rb create: hashed_params[:source_guid]
    assert cf.ask("/v3/apps", method="POST", json={"name": "a", "relationships": IN_DEV}).ok
    (other,) = [each.guid for each in cf.state[App] if each.name == "a"]
    body = {"relationships": {"app": {"data": {"guid": other}}}, "type": "bits", "bogus": 1}
    assert unread(cf, "POST", "/v3/packages?source_guid=package&sorce=x", json=body) == ("?sorce", "/bogus")


MANIFEST = {
    "version": 1,
    "applications": [
        {
            "name": "a",
            "path": ".",
            "disk-quota": "64M",
            "memroy": "64M",
            "env": {"any": "thing"},
            "processes": [{"type": "web", "instances": 1, "health-check-type": "port", "comand": "x"}],
            "routes": [{"route": "a.example.org", "protocl": "http1"}],
            "sidecars": [{"name": "s", "command": "c", "process_types": ["web"], "memory": "8M", "user": "u"}],
        },
        {"name": "b", "buildpacks": [], "metadata": TAGS},
    ],
    "aplications": [],
}


@pytest.mark.parametrize("path", [APPLY, DIFF])
def test_keys_of_a_manifest_that_mean_nothing_are_named_as_they_are_spelled(cf, path):
    # AppManifestMessage has no NoAdditionalKeysValidator; recorded: space_manifests, `new-key`
    answer = post(cf, path, MANIFEST)
    assert answer.status_code in (201, 202), answer.text
    assert last(cf).unread == (
        "/applications/0/memroy",
        "/applications/0/processes/0/comand",
        "/applications/0/routes/0/protocl",
        "/applications/0/sidecars/0/user",
        "/aplications",
    )


def test_neither_endless_lists_nor_endless_names_are_kept(cf):
    names = unread(cf, "POST", "/v3/apps/my-app/actions/stop", json={f"{n}{'x' * 200}": n for n in range(100)})
    assert (len(names), {len(name) for name in names}) == (20, {103})


def test_a_bug_of_ours_is_told_from_an_error_of_ccs_own(cf):
    # corrections 2: PostgreSQL chokes on a NUL byte
    assert cf.ask("/v3/apps?guids=%00").status_code == 500
    assert not last(cf).uncaught
    cf.change(App, "my-app", created_at="no moment")
    assert cf.ask("/v3/apps/my-app").status_code == 500
    assert last(cf).uncaught
