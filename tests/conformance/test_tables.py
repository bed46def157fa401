"""What the rows of each table become; columns as in the recordings."""

from fakecf.state.app_records import DeployedProcess, Deployment, Process, Revision, RevisionSidecar, Sidecar, Task
from fakecf.state.platform_records import SpaceQuota
from fakecf.state.records import (
    App,
    AuditEvent,
    Build,
    Buildpack,
    Droplet,
    DropletBuildpack,
    DropletSidecar,
    Job,
    Organization,
    Package,
    Role,
    Space,
    Stack,
    User,
)
from fakecf.state.usage_records import AppUsageEvent, ServiceUsageEvent
from tests.conformance.rows import Rows
from tests.conformance.translating import tables_of

TIMES = {"created_at": "2026-11-23T14:43:53.676197Z"}


def row(**columns):
    return {"id": 1, "guid": "g", **TIMES, **columns}


def translated(kind, **tables):
    return list(tables_of(Rows(tables))[kind])


def app(**more):
    return row(name="web", space_guid="s", desired_state="STARTED", lifecycle_type="buildpack", **more)


def test_labels_have_their_prefix_and_annotations_of_old_too():
    labels = [row(resource_guid="g", key_prefix="ex.org", key_name="tier", value="a")]
    annotations = [row(resource_guid="g", key_prefix="", key="note", value="n"), row(resource_guid="other", key="x")]
    (found,) = translated(App, apps=[app()], app_labels=labels, app_annotations=annotations)
    assert (found.labels, found.annotations) == ({"ex.org/tier": "a"}, {"note": "n"})


def test_a_numeric_key_becomes_a_guid():
    organizations = [row(guid="o", name="acme", quota_definition_id=5)]
    spaces = [row(name="dev", organization_id=1, allow_ssh=True)]
    tables = {"organizations": organizations, "spaces": spaces, "quota_definitions": [row(id=5, guid="q", name="q")]}
    assert translated(Organization, **tables)[0].quota_guid == "q"
    assert translated(Space, **tables)[0].organization_guid == "o"


def test_each_row_of_a_role_table_is_a_role():
    tables = {"users": [row(guid="u")], "spaces": [row(guid="s", name="dev", organization_id=1, allow_ssh=True)]}
    joined = {"space_id": 1, "user_id": 1, "spaces_supporters_pk": 4, "role_guid": "r", **TIMES}
    (role,) = translated(Role, **tables, spaces_supporters=[joined])
    assert (role.guid, role.type, role.user_guid, role.space_guid) == ("r", "space_supporter", "u", "s")


def test_an_app_has_the_data_of_its_lifecycle():
    data = [row(guid="d", app_guid="g", stack="cflinuxfs4")]
    buildpacks = [
        row(buildpack_lifecycle_data_guid="d", admin_buildpack_name="ruby"),
        row(buildpack_lifecycle_data_guid="d", **{"buildpack_url!": "https://u:p@h/x"}),
        row(buildpack_lifecycle_data_guid="other", admin_buildpack_name="go"),
    ]
    tables = {"buildpack_lifecycle_data": data, "buildpack_lifecycle_buildpacks": buildpacks}
    (found,) = translated(App, apps=[app(**{"environment_variables!": '{"A":"b"}'})], **tables)
    assert (found.stack, found.buildpacks) == ("cflinuxfs4", ("ruby", "https://u:p@h/x"))
    assert found.environment_variables == {"A": "b"}


def test_an_old_row_names_its_buildpack_itself():
    data = [row(guid="d", app_guid="g", admin_buildpack_name="ruby")]
    assert translated(App, apps=[app()], buildpack_lifecycle_data=data)[0].buildpacks == ("ruby",)


def test_a_cnb_app_has_the_credentials_of_its_registry():
    data = [row(guid="d", app_guid="g", **{"registry_credentials_json!": '{"docker.io":{}}'})]
    (found,) = translated(App, apps=[{**app(), "lifecycle_type": "cnb"}], cnb_lifecycle_data=data)
    assert found.credentials == {"docker.io": {}}


def test_what_could_not_be_decrypted_is_not_there():
    broken = {"environment_variables!": "!OpenSSL::Cipher::CipherError"}
    assert translated(App, apps=[app(**broken)])[0].environment_variables is None


def test_a_droplet_has_its_hash_and_its_buildpacks():
    droplet = row(
        app_guid="a", state="STAGED", lifecycle_type="buildpack", droplet_hash="h", process_types='{"web":"x"}'
    )
    droplet["sidecars"] = '[{"name":"s","command":"c","process_types":["web"],"memory":300}]'
    data = [row(guid="d", droplet_guid="g", stack="cflinuxfs4")]
    used = [row(buildpack_lifecycle_data_guid="d", admin_buildpack_name="rb", buildpack_name="ruby", version="1")]
    (found,) = translated(
        Droplet, droplets=[droplet], buildpack_lifecycle_data=data, buildpack_lifecycle_buildpacks=used
    )
    assert (found.blobstore_key, found.process_types, found.stack) == ("g/h", {"web": "x"}, "cflinuxfs4")
    assert found.buildpacks == (DropletBuildpack(name="rb", buildpack_name="ruby", version="1"),)
    assert found.sidecars == (DropletSidecar(name="s", command="c", process_types=("web",), memory=300),)


def test_a_build_knows_the_droplet_that_names_it():
    build = row(guid="b", app_guid="a", state="STAGED", lifecycle_type="docker")
    droplet = row(guid="d", app_guid="a", state="STAGED", lifecycle_type="docker", build_guid="b")
    assert translated(Build, builds=[build], droplets=[droplet])[0].droplet_guid == "d"


def test_a_package_may_be_of_docker():
    package = row(app_guid="a", type="docker", state="READY", docker_image="i", **{"docker_password!": "p"})
    (found,) = translated(Package, packages=[package])
    assert (found.docker_image, found.docker_password) == ("i", "p")


def test_a_job_has_its_warnings_and_errors_without_their_backtraces():
    written = "---\nerrors:\n- detail: d\n  title: CF-X\n  code: 1\n  test_mode_info:\n    backtrace: []\n"
    job = row(operation="app.delete", state="FAILED", resource_type="app", cf_api_error=written)
    warnings = [row(detail="w", job_id=1), row(detail="another's", job_id=2)]
    (found,) = translated(Job, jobs=[job], job_warnings=warnings)
    assert (found.errors, found.warnings) == (({"detail": "d", "title": "CF-X", "code": 1},), ("w",))


def test_an_event_is_about_its_actee():
    event = row(type="audit.app.create", actor="u", actor_type="user", actee="a", actee_type="app", metadata='{"x":1}')
    (found,) = translated(AuditEvent, events=[event])
    assert (found.target, found.target_type, found.data) == ("a", "app", {"x": 1})


def test_users_stacks_and_buildpacks_are_there():
    (user,) = translated(User, users=[row(is_oauth_client=True)])
    (stack,) = translated(Stack, stacks=[row(name="s", state="ACTIVE", description="d")])
    bare = row(name="b", lifecycle="cnb", position=2, enabled=True, locked=False)
    (buildpack,) = translated(Buildpack, buildpacks=[bare])
    assert (user.is_oauth_client, stack.description, buildpack.stack) == (True, "d", None)


def test_a_sidecar_has_the_types_of_its_join_table():
    sidecars = [row(guid="s", app_guid="g", name="sc", command="c", origin="user")]
    types = [row(sidecar_guid="s", type="web"), row(sidecar_guid="other", type="x"), row(sidecar_guid="s", type="job")]
    (sidecar,) = translated(Sidecar, sidecars=sidecars, sidecar_process_types=types)
    assert sidecar.process_types == ("web", "job")


def test_a_deployment_has_the_processes_that_it_made_and_its_steps():
    deployment = row(guid="d", app_guid="g", state="DEPLOYING", status_value="ACTIVE", strategy="canary")
    counted = {"max_in_flight": 1, "original_web_process_instance_count": 1, "canary_steps": '[{"instance_weight": 5}]'}
    processes = [row(deployment_guid="d", process_guid="p", process_type="web")]
    tables = {"deployments": [{**deployment, **counted}], "deployment_processes": processes}
    (found,) = translated(Deployment, **tables)
    assert found.processes == (DeployedProcess(guid="p", type="web"),)
    assert found.canary_steps == ({"instance_weight": 5},)


def test_a_revision_has_its_commands_and_sidecars():
    revisions = [row(guid="r", app_guid="g", version=2, description="d", **{"environment_variables!": '{"k":"v"}'})]
    commands = [
        row(revision_guid="r", process_type="web"),
        row(revision_guid="r", process_type="x", process_command="c"),
    ]
    sidecars = [row(guid="rs", revision_guid="r", name="sc", command="c", memory=5)]
    types = [row(revision_sidecar_guid="rs", type="web")]
    (revision,) = translated(
        Revision,
        revisions=revisions,
        revision_process_commands=commands,
        revision_sidecars=sidecars,
        revision_sidecar_process_types=types,
    )
    assert (revision.commands, revision.environment_variables) == ({"web": None, "x": "c"}, {"k": "v"})
    assert revision.sidecars == (RevisionSidecar(name="sc", command="c", process_types=("web",), memory=5),)


def test_processes_tasks_and_quotas_keep_their_columns():
    sizes = {"instances": 2, "memory": 64, "disk_quota": 128, "log_rate_limit": -1}
    checks = {"health_check_type": "http", "readiness_health_check_type": "process"}
    process = row(app_guid="a", type="worker", state="STARTED", version="v", **sizes, **checks)
    assert translated(Process, processes=[process])[0].disk_quota == 128
    del process["disk_quota"]
    assert translated(Process, processes=[process])[0].disk_quota == 1024
    task = row(app_guid="a", name="t", command="c", sequence_id=3, state="FAILED", failure_reason="why")
    assert translated(Task, tasks=[task])[0].failure_reason == "why"
    limits = dict.fromkeys(("total_services", "total_service_keys", "total_routes", "memory_limit"), 1)
    more = dict.fromkeys(("total_reserved_route_ports", "instance_memory_limit", "app_instance_limit"), 2)
    rest = {"app_task_limit": 3, "log_rate_limit": 4, "non_basic_services_allowed": False}
    quota = row(name="q", organization_id=1, **limits, **more, **rest)
    (found,) = translated(SpaceQuota, space_quota_definitions=[quota], organizations=[row(guid="o", name="acme")])
    assert (found.organization_guid, found.app_task_limit) == ("o", 3)


def test_usage_events_are_of_apps_or_of_services():
    apps = [row(state="STARTED", app_guid="p", memory_in_mb_per_instance=564, instance_count=1)]
    services = [row(guid="s", state="CREATED", service_instance_guid="i")]
    tables = {"app_usage_events": apps, "service_usage_events": services}
    (of_app,), (of_service,) = translated(AppUsageEvent, **tables), translated(ServiceUsageEvent, **tables)
    assert (of_app.app_guid, of_app.previous_state, of_app.updated_at) == ("p", None, None)
    assert (of_service.guid, of_service.service_instance_guid) == ("s", "i")
