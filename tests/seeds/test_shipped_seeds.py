import time

import pytest

from fakecf.seeds import load
from fakecf.seeds.loader import shipped
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, Droplet, Role
from fakecf.state.uaa_records import UaaUser


def test_these_seeds_are_shipped():
    assert list(shipped()) == ["default", "failures", "lifecycles", "roles", "volume"]


@pytest.mark.parametrize("name", ["default", "failures", "lifecycles", "roles"])
def test_a_shipped_seed_has_the_users_and_loads_in_no_time(name, now):
    load([name], now=now, environ={})
    began = time.process_time()
    seed = load([name], now=now, environ={})
    assert time.process_time() - began < 0.06
    users = {user.username: user for user in seed.records if isinstance(user, UaaUser)}
    groups = ("cloud_controller.admin", "scim.read", "scim.write", "clients.read")
    assert (users["admin"].password, users["admin"].groups) == ("admin", groups)
    assert all(user.password == user.username for user in users.values())


def test_the_seeds_but_volume_can_be_loaded_together(now):
    seed = load(["default", "lifecycles"], now=now, environ={})
    assert seed.summary["organizations"] == 2


def test_the_default_seed_is_a_small_organization_of_five_kinds_of_apps(now):
    records = load(["default"], now=now, environ={}).records
    assert [(app.name, app.buildpacks[-1]) for app in records if isinstance(app, App)] == [
        ("web", "java_buildpack"),
        ("catalogue", "ruby_buildpack"),
        ("cart", "nodejs_buildpack"),
        ("forecasts", "python_buildpack"),
        ("landing", "staticfile_buildpack"),
    ]
    developers = [role for role in records if isinstance(role, Role) and role.type == "space_developer"]
    assert len(developers) == 1


def test_the_lifecycles_seed_has_every_state_that_cc_allows(now):
    """cc-droplets 6."""
    seed = load(["lifecycles"], now=now, environ={})
    droplets = [record for record in seed.records if isinstance(record, Droplet)]
    assert {(droplet.lifecycle_type, droplet.state) for droplet in droplets} == {
        *(
            ("buildpack", state)
            for state in (
                "AWAITING_UPLOAD",
                "PROCESSING_UPLOAD",
                "STAGING",
                "COPYING",
                "STAGED",
                "FAILED",
                "EXPIRED",
            )
        ),
        *(("cnb", state) for state in ("STAGING", "STAGED", "FAILED", "EXPIRED")),
        *(("docker", state) for state in ("STAGED", "EXPIRED")),
    }
    keys = {blob.key for blob in seed.blobs}
    missing = [droplet for droplet in droplets if droplet.blobstore_key and droplet.blobstore_key not in keys]
    hashless = [
        droplet
        for droplet in droplets
        if droplet.state == "STAGED" and droplet.lifecycle_type == "buildpack" and not droplet.sha1
    ]
    assert (len(missing), len(hashless)) == (1, 1)


def test_the_lifecycles_seed_has_something_under_way_of_each_timing(now):
    records = load(["lifecycles"], now=now, environ={}).records
    assert [(each.type, each.timing, each.last) for each in records if isinstance(each, Lifecycle)] == [
        ("builds", "3 polls", "STAGED"),
        ("builds", ("STAGING", "STAGING", "FAILED: BuildpackCompileFailed"), "FAILED: BuildpackCompileFailed"),
        ("builds", "held", "STAGED"),
        ("packages", "5s", "READY"),
        ("packages", "2 polls", "READY"),
        ("droplets", "5s", "STAGED"),
        ("droplets", "held", "FAILED: failed to copy - disk full"),
        ("jobs", "2 polls", "COMPLETE"),
        ("jobs", "5s", "FAILED: CF-BlobstoreError"),
    ]


def test_the_roles_seed_has_a_user_for_each_of_ccs_eleven_roles(now):
    """cc-droplets 22."""
    records = load(["roles"], now=now, environ={}).records
    users = {user.guid: user.username for user in records if isinstance(user, UaaUser)}
    held: dict[str, set[str]] = {name: set() for name in users.values()}
    for role in records:
        if isinstance(role, Role):
            held[users[role.user_guid]].add(role.type)
    member = "organization_user"
    assert held == {
        "admin": set(),
        "admin_read_only": set(),
        "global_auditor": set(),
        "org_user": {member},
        "org_manager": {member, "organization_manager"},
        "org_auditor": {member, "organization_auditor"},
        "org_billing_manager": {member, "organization_billing_manager"},
        "space_developer": {member, "space_developer"},
        "space_manager": {member, "space_manager"},
        "space_auditor": {member, "space_auditor"},
        "space_supporter": {member, "space_supporter"},
        "no_role": set(),
    }
