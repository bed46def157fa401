"""Manifests of a space: what space_manifests_spec.rb and app_apply_manifest.rb tell."""

import pytest

from fakecf.state.app_records import Deployment, Sidecar
from fakecf.state.records import AuditEvent, FeatureFlag
from fakecf.state.routing_records import Destination, Domain, Route
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.manifests import APPLY, DIFF, app, applied, apply, failed, post, process, urls
from tests.capi.roles import OUTSIDERS, ROLES, WRITERS


def test_a_manifest_is_accepted_without_a_body_and_a_job_tells_of_the_space(cf):
    answer = apply(cf, {"name": "fresh"})
    job = cf.follow(answer)
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (202, b"", "text/html")
    assert (job["operation"], job["state"], job["errors"]) == ("space.apply_manifest", "COMPLETE", [])
    assert job["links"]["space"] == {"href": f"{cf.url}/v3/spaces/dev"}
    assert app(cf, "fresh").lifecycle_type == "buildpack"


def test_the_job_follows_the_timings(timed):
    assert applied(timed(jobs="held"), {"name": "fresh"})["state"] == "PROCESSING"


def test_all_that_an_app_may_be_told_is_given_to_it(cf):
    job = applied(
        cf,
        {
            "name": "fresh",
            "instances": 4,
            "memory": "2048MB",
            "disk_quota": "1.5GB",
            "log-rate-limit-per-second": "1MB",
            "buildpack": "https://github.com/a/b",
            "command": "serve",
            "health-check-type": "http",
            "health_check_http_endpoint": "/health",
            "timeout": 42,
            "env": {"k": "v", "n": 1, "none": None},
            "metadata": {"labels": {"potato": "yam"}, "annotations": {"a": "b"}},
            "features": {"ssh": False},
            "sidecars": [{"name": "s", "command": "c", "process_types": ["web"], "memory": "10M"}],
        },
    )
    made, web = app(cf, "fresh"), process(cf, "fresh")
    (sidecar,) = cf.state[Sidecar].where("app_guid", made.guid)
    assert job["state"] == "COMPLETE"
    assert (web.instances, web.memory, web.disk_quota, web.log_rate_limit) == (4, 2048, 1536, 1048576)
    assert (web.command, web.health_check_type, web.health_check_http_endpoint) == ("serve", "http", "/health")
    assert web.health_check_timeout == 42
    assert made.buildpacks == ("https://github.com/a/b",)
    assert made.environment_variables == {"k": "v", "n": "1", "none": ""}
    assert (made.labels, made.annotations, made.enable_ssh) == ({"potato": "yam"}, {"a": "b"}, False)
    assert (sidecar.name, sidecar.command, sidecar.process_types, sidecar.memory) == ("s", "c", ("web",), 10)


def test_what_is_said_of_the_web_process_among_the_processes_outdoes_the_app(cf):
    web = {"type": "web", "instances": 2, "health-check-type": "none"}
    applied(cf, {"name": "fresh", "instances": 9, "memory": "1G", "processes": [{"type": "worker"}, web]})
    assert (process(cf, "fresh").instances, process(cf, "fresh").memory) == (2, 1024)
    assert process(cf, "fresh").health_check_type == "process"
    assert process(cf, "fresh", "worker").instances == 0


def test_a_command_of_null_gives_the_process_its_own_again(cf):
    applied(cf, {"name": "fresh", "command": "serve"})
    applied(cf, {"name": "fresh", "command": None})
    assert process(cf, "fresh").command is None


def test_a_sidecar_of_that_name_is_changed(cf):
    sidecar = {"name": "s", "command": "c", "process_types": ["web"]}
    applied(cf, {"name": "fresh", "sidecars": [sidecar]})
    applied(cf, {"name": "fresh", "sidecars": [{**sidecar, "command": "d"}]})
    assert [each.command for each in cf.state[Sidecar]] == ["d"]


def test_routes_are_made_and_mapped_and_taken_away(cf):
    routes = [{"route": "https://one.apps.example.com"}, {"route": "two.apps.example.com/p", "protocol": "http2"}]
    assert applied(cf, {"name": "fresh", "routes": routes})["state"] == "COMPLETE"
    assert urls(cf, "fresh") == ["one.apps.example.com", "two.apps.example.com/p"]
    assert sorted(each.protocol or "" for each in cf.state[Destination]) == ["", "http2"]
    applied(cf, {"name": "fresh", "routes": [{**routes[0], "protocol": "http2"}]})
    assert [each.protocol for each in cf.state[Destination]] == ["http2", "http2"]
    applied(cf, {"name": "fresh", "no-route": True})
    assert not urls(cf, "fresh")
    assert len(cf.state[Route]) == 2


def test_options_of_a_route_stay_unless_others_are_given(cf):
    def options(**given):
        applied(cf, {"name": "fresh", "routes": [{"route": "one.apps.example.com", **given}]})
        (route,) = cf.state[Route]
        return route.options

    balanced = {"loadbalancing": "round-robin"}
    assert options(options=balanced) == balanced
    assert options() == balanced
    assert options(options={}) == balanced
    assert options(options={"loadbalancing": "least-connection"}) == {"loadbalancing": "least-connection"}


def test_the_default_route_is_made_once_and_only_where_there_is_none(cf):
    applied(cf, {"name": "fresh", "default-route": True})
    applied(cf, {"name": "fresh", "default-route": True})
    applied(cf, {"name": "fresh", "random-route": True})
    assert urls(cf, "fresh") == ["fresh.apps.example.com"]


def test_a_random_route_begins_with_the_name(cf):
    applied(cf, {"name": "fresh", "random-route": True})
    (url,) = urls(cf, "fresh")
    assert url.startswith("fresh-")
    assert url.endswith(".apps.example.com")


def test_services_are_bound_once(cf):
    cf.make(ServiceInstance, "db", name="db", space_guid="dev", credentials={"user": "u"})
    for _ in range(2):
        applied(cf, {"name": "fresh", "services": ["db", {"name": "db", "binding_name": "b"}]})
    (binding,) = cf.state[ServiceCredentialBinding]
    assert (binding.app_guid, binding.credentials) == (app(cf, "fresh").guid, {"user": "u"})


def test_events_tell_of_the_manifest_and_that_it_was_the_cause(cf):
    applied(cf, {"name": "fresh", "env": {"SECRET": "s"}, "command": "serve", "default-route": True})
    events = {each.type: each for each in cf.state[AuditEvent]}
    manifest = (
        '---\napplications:\n- name: fresh\n  env: "[PRIVATE DATA HIDDEN]"\n  command: serve\n  default-route: true\n'
    )
    assert events["audit.app.apply_manifest"].data == {"request": {"manifest": manifest}}
    assert "manifest_triggered" not in events["audit.app.create"].data
    for kind in ("app.process.update", "app.update", "app.map-route", "route.create"):
        assert events[f"audit.{kind}"].data["manifest_triggered"] is True, kind
    assert events["audit.app.process.update"].data["request"] == {"command": "[PRIVATE DATA HIDDEN]", "type": "web"}


@pytest.mark.parametrize("path", [APPLY, DIFF])
@pytest.mark.parametrize("role", ROLES)
def test_a_manifest_is_for_who_may_write_to_the_space(cf, path, role):
    answer = post(cf, path, {"applications": [{"name": "fresh"}]}, role)
    done = 202 if path == APPLY else 201
    expected = {**dict.fromkeys(WRITERS, done), **dict.fromkeys(OUTSIDERS, 404)}
    assert answer.status_code == expected.get(role, 403)


@pytest.mark.parametrize("path", [APPLY, DIFF])
def test_the_type_then_the_space_then_the_manifest_are_judged(cf, path):
    def error(document, **how):
        answer = post(cf, path, document, **how)
        (error,) = answer.json()["errors"]
        return answer.status_code, error

    bad = {"title": "CF-BadRequest", "code": 1004}
    yaml_wanted = (400, {"detail": "Bad request: Content-Type must be yaml", **bad})
    assert error("{}", space="none", headers={"Content-Type": "application/json"}) == yaml_wanted
    assert error("[", space="none") == (404, not_found("Space"))
    assert error("[", as_="space_auditor") == (403, NOT_AUTHORIZED)
    assert error("[", as_="space_developer", space="suspended-dev")[1]["title"] == "CF-OrgSuspended"
    too_large = "Bad request: Manifest size is too large. The maximum supported size is 1MB."
    assert error("A" * (2**20 + 1)) == (400, {"detail": too_large, **bad})
    aliases = {"detail": "Bad request: Manifest does not support Anchors and Aliases", **bad}
    assert error("applications: [{name: &n x, stack: *n}]") == (400, aliases)
    invalid = "Request invalid due to parse error: invalid request body"
    assert error("- a") == (400, {"detail": invalid, "title": "CF-MessageParseError", "code": 1001})
    for broken in ("[", "applications: [a]", "applications: [{name: 2020-01-01}]", "[" * 200, "a: !!set {b}"):
        assert error(broken) == (500, UNKNOWN_ERROR), broken


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ("version: 2", "Unsupported manifest schema version. Currently supported versions: [1]."),
        ("version: 1", "Cannot parse manifest with no 'applications' field."),
        ("applications: []", "Cannot parse manifest with no 'applications' field."),
    ],
)
def test_a_manifest_is_of_version_1_and_has_applications(cf, document, detail):
    answer = post(cf, APPLY, document)
    assert (answer.status_code, *answer.json()["errors"]) == unprocessable(detail)


def test_binary_texts_are_texts_where_they_are_utf8(cf):
    def buildpack(encoded):
        return post(cf, APPLY, f"applications: [{{name: fresh, buildpack: !!binary {encoded}}}]")

    refusal = buildpack("aHR0cHM6Ly9naXRodWIuY29tL2EvYsM=")
    detail = "Request invalid due to parse error: Invalid UTF-8 encoding in YAML data"
    assert (refusal.status_code, refusal.json()["errors"][0]["detail"]) == (400, detail)
    assert buildpack("aHR0cHM6Ly9naXRodWIuY29tL2EvYg==").status_code == 202
    assert app(cf, "fresh").buildpacks == ("https://github.com/a/b",)


def test_an_app_keeps_its_lifecycle(cf):
    cf.make(FeatureFlag, "docker", name="diego_docker", enabled=True)
    told = {
        ("imaged", "buildpack"): "Buildpack cannot be configured for a docker lifecycle app.",
        ("imaged", "buildpacks"): "Buildpacks cannot be configured for a docker lifecycle app.",
        ("bare", "docker"): "Docker cannot be configured for a buildpack lifecycle app.",
    }
    written = {"buildpack": "https://a.b/c", "buildpacks": ["https://a.b/c"], "docker": {"image": "i"}}
    for (name, key), detail in told.items():
        (error,) = apply(cf, {"name": name, key: written[key]}).json()["errors"]
        assert error["detail"] == f"For application '{name}': {detail}"


def test_a_new_app_that_cannot_be_is_refused_at_once(cf):
    (error,) = apply(cf, {"name": "fresh", "stack": "none"}).json()["errors"]
    assert error["detail"] == "For application 'fresh': Stack must be an existing stack"


@pytest.mark.parametrize(
    ("application", "detail"),
    [
        ({"routes": [{"route": "a.nowhere.example"}]}, "No domains exist for route a.nowhere.example"),
        (
            {"routes": [{"route": "apps.example.com"}]},
            "For route 'apps.example.com': Missing host. Routes in shared domains must have a host defined.",
        ),
        (
            {"routes": [{"route": "a.apps.example.com/"}]},
            "For route 'a.apps.example.com/': Path cannot be a single '/'.",
        ),
        (
            {"sidecars": [{"name": "s", "command": "c", "process_types": ["web"], "memory": "9G"}]},
            'The memory allocation defined is too large to run with the dependent "web" process',
        ),
        ({"timeout": 999}, "health_check_timeout Maximum exceeded: max 180s"),
        (
            {"features": {"service-binding-k8s": True, "file-based-vcap-services": True}},
            "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time.",
        ),
    ],
)
def test_what_cannot_be_applied_fails_the_job(cf, application, detail):
    told = ("CF-UnprocessableEntity", f"For application 'fresh': {detail}")
    assert failed(cf, {"name": "fresh", **application}) == told


def test_a_job_fails_over_services_names_and_features_too(cf):
    title, detail = failed(cf, {"name": "fresh", "services": ["gone"]})
    assert (title, detail) == (
        "CF-ResourceNotFound",
        "For application 'fresh': Service instance 'gone' not found",
    )
    _, detail = failed(cf, {"name": "a" * 64, "default-route": True})
    assert detail.endswith("Failed to create default route from app name: Host cannot exceed 63 characters")
    _, detail = failed(cf, {"name": "a b", "default-route": True})
    assert detail.endswith('Host must be either "*" or contain only alphanumeric characters, "_", or "-"')
    route = {"routes": [{"route": "*.apps.example.com"}]}
    assert failed(cf, {"name": "fresh", **route}) == ("CF-NotAuthorized", NOT_AUTHORIZED["detail"])
    cf.make(FeatureFlag, "routes", name="route_creation", enabled=False)
    assert failed(cf, {"name": "fresh", **route}) == ("CF-FeatureDisabled", "Feature Disabled: route_creation")
    assert failed(cf, {"name": "fresh", "default-route": True})[0] == "CF-FeatureDisabled"


def test_a_default_route_needs_a_domain(cf):
    with cf.foundation.store.change() as change:
        change.clear(Domain)
    _, detail = failed(cf, {"name": "fresh", "default-route": True})
    assert detail == "For application 'fresh': No default domains available"


def test_a_route_of_another_space_is_not_taken(cf):
    (domain,) = cf.state[Domain].where("name", "apps.example.com")
    cf.make(Route, "theirs", space_guid="other", domain_guid=domain.guid, host="theirs")
    _, detail = failed(cf, {"name": "fresh", "routes": [{"route": "theirs.apps.example.com"}]})
    assert detail == "For application 'fresh': Routes cannot be mapped to destinations in different spaces"


def test_what_a_route_does_not_speak_cc_has_not_foreseen(cf):
    route = {"route": "a.apps.example.com", "protocol": "tcp"}
    assert failed(cf, {"name": "fresh", "routes": [route]}) == ("UnknownError", UNKNOWN_ERROR["detail"])


def test_what_was_done_before_a_failure_stays_done(cf):
    failed(cf, {"name": "one", "instances": 3, "services": ["gone"]}, {"name": "two", "instances": 3})
    assert (process(cf, "one").instances, process(cf, "two").instances) == (3, 1)


def test_a_process_that_is_being_deployed_is_left_alone(cf):
    applied(cf, {"name": "fresh"})
    cf.make(Deployment, "deployment", app_guid=app(cf, "fresh").guid)
    _, detail = failed(cf, {"name": "fresh", "instances": 2})
    assert detail == "For application 'fresh': Cannot scale this process while a deployment is in flight."
