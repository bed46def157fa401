import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from fakecf.guids import path_guid
from fakecf.state.records import App, Droplet, Job, Organization, Role, Space
from fakecf.state.uaa_records import UaaUser

STAGED = {"droplets": [{"bits": {"size": "64KiB"}, "current": True}]}


def test_an_app_is_there_at_once_and_its_droplet_can_be_downloaded(cf):
    assert cf.add_apps(new=STAGED) == [
        ("new/droplets/0", "droplets"),
        ("new", "apps"),
        ("new/processes/web", "processes"),
    ]
    guid = cf.guid("apps", "new")
    assert guid == path_guid("orgs/acme/spaces/dev/apps/new")
    droplet = cf.ask(f"/v3/apps/{guid}/droplets/current").json()
    bits = cf.ask(f"/v3/droplets/{droplet['guid']}/download").content
    assert (len(bits), hashlib.sha256(bits).hexdigest()) == (65536, droplet["checksum"]["value"])


def test_whole_organizations_with_their_users_come_in_one_document(cf):
    spaces = {"s": {"roles": {"space_developer": ["eve", "dev"]}}}
    rows = cf.add(
        {"o": {"quota": "tight", "spaces": spaces}}, users={"eve": None}, quotas={"tight": {"memory_limit": 1}}
    )
    assert {plural for _, plural in rows} == {
        "users",
        "uaa_users",
        "organization_quotas",
        "organizations",
        "spaces",
        "roles",
    }
    assert cf.named("organizations", "o")["relationships"]["quota"]["data"]["guid"] == path_guid("quotas/tight")
    assert cf.server.token("eve")


def test_what_stands_there_already_is_not_made_again(cf):
    space = {"roles": {"space_developer": ["dev"]}}
    users = {"dev": "dev", "admin": {"scopes": ["cloud_controller.admin", "scim.read", "scim.write", "clients.read"]}}
    organization = {"created_at": "-400d", "labels": {"department": "shop"}, "spaces": {"DEV": space}}
    before = cf.state
    assert cf.add({"acme": organization}, users=users, domains=["apps.example.com"], stacks=["cflinuxfs4"]) == []
    assert [len(cf.state[kind]) for kind in (Organization, Space, Role, UaaUser)] == [
        len(before[kind]) for kind in (Organization, Space, Role, UaaUser)
    ]


CONTRADICTIONS = [
    ({"orgs": {"acme": {"labels": {"a": "b"}}}}, "orgs/acme/labels: the organization 'acme' is there already and has"),
    (
        {"orgs": {"acme": {"suspended": True}}},
        "orgs/acme: the organization 'acme' is there already and has another status",
    ),
    (
        {"orgs": {"acme": {"created_at": "2020-01-01"}}},
        "orgs/acme/created_at: the organization 'acme' is there already",
    ),
    ({"users": {"dev": "secret"}}, "users/dev: the uaa user 'dev' is there already and has another password"),
    ({"clients": {"cf": {"secret": "s"}}}, "clients/cf/secret: a uaa client is there already and has another secret"),
    ({"quotas": {"default": {"memory_limit": 1}}}, "quotas/default/memory_limit: the organization quota 'default' is"),
    (
        {"stacks": [{"name": "cflinuxfs4", "state": "DISABLED"}]},
        "stacks/0/state: the stack 'cflinuxfs4' is there already",
    ),
    (
        {"buildpacks": [{"name": "go_buildpack", "locked": True}]},
        "buildpacks/0/locked: the buildpack 'go_buildpack' is",
    ),
    (
        {"domains": [{"name": "apps.example.com", "internal": True}]},
        "domains/0/internal: the domain 'apps.example.com'",
    ),
    (
        {"security_groups": {"dns": {"rules": []}}},
        "security_groups/dns/rules: the security group 'dns' is there already",
    ),
    (
        {"orgs": {"acme": {"domains": ["apps.example.com"]}}},
        'orgs/acme/domains/0: The domain name "apps.example.com" is',
    ),
]


@pytest.mark.parametrize(("what", "line"), CONTRADICTIONS)
def test_a_document_changes_nothing_that_is_there(cf, what, line):
    (said,) = cf.refused({"fakecf": 1, **what})
    assert said.startswith(line)


def test_every_problem_is_told_and_nothing_is_half_added(cf):
    orgs = {"acme": {"suspended": True, "spaces": {"dev": {"apps": {"a": {"lifecycle": "goo"}, "b": STAGED}}}}}
    lines = cf.refused({"fakecf": 1, "orgs": orgs})
    assert [line.partition(": ")[0] for line in lines] == ["orgs/acme", "orgs/acme/spaces/dev/apps/a/lifecycle"]
    lines = cf.refused({"fakecf": 1, "orgs": {"o": None}, "faults": ["downloads 502", "downlods 502"]})
    assert lines[0].startswith("faults/1: /on: ")


def test_faults_of_a_document_are_armed_in_the_same_change(cf):
    cf.add_apps(flaky={"droplets": [{"fault": "502 x1"}], "fault": "503 x1"})
    cf.add(faults=["downloads 504 x1", {"preset": "flaky-blobstore", "for": "30s"}])
    rules = [rule.rule.written() for rule in cf.foundation.faults.rules()]
    assert [rule["do"]["status"] for rule in rules[:3]] == [502, 503, 504]
    assert rules[0]["match"] == {"droplet": path_guid("orgs/acme/spaces/dev/apps/flaky/droplets/0")}
    assert len(rules) == 7


def test_how_a_foundation_behaves_is_not_added(cf):
    lines = cf.refused({"fakecf": 1, "foundation": {"name": "other"}})
    what = "how a foundation behaves is decided when it begins: a document that is added takes no 'foundation'"
    assert lines == [f"foundation: {what}"]


def test_a_document_that_was_read_is_not_read_again(cf):
    assert cf.add(include=["default"]) == []
    assert len(cf.add(include="failures")) > 10
    before = cf.state
    assert cf.add(include="failures") == []
    assert cf.foundation.add("failures", "default") == []
    assert cf.state[Droplet] is before[Droplet]
    cf.foundation.reset()
    assert len(cf.add(include="failures")) > 10


def test_moments_count_from_the_foundations_clock(cf):
    cf.foundation.clock.freeze("2030-06-01")
    cf.add_apps(old={"droplets": [{"created_at": "-45d"}]}, fresh=None)
    (droplet,) = (each for each in cf.state[Droplet] if each.created_at.year == 2030)
    assert droplet.created_at == datetime(2030, 6, 1, tzinfo=UTC) - timedelta(days=45)
    assert cf.named("apps", "fresh")["created_at"] == "2030-06-01T00:00:00Z"


def test_a_reset_takes_away_what_was_added_and_a_snapshot_keeps_it(cf):
    cf.add_apps(new=STAGED)
    guid, kept = cf.guid("apps", "new"), cf.foundation.snapshot()
    blobs = cf.blobs()
    cf.foundation.reset()
    assert guid not in cf.state[App]
    assert cf.blobs() < blobs
    cf.foundation.restore(kept)
    assert guid in cf.state[App]
    cf.foundation.reset()
    assert cf.add_apps(new=STAGED)[1] == ("new", "apps")
    assert cf.guid("apps", "new") == guid


def test_what_the_api_made_is_added_to_by_its_name_or_its_guid(cf):
    org = cf.make("organizations", "made")
    space = cf.make("spaces", "room", organization=org)
    cf.add({"MADE": {"spaces": {"room": {"apps": {"one": None}}}}})
    cf.add({"whatever": {"guid": org, "spaces": {"any": {"guid": space, "apps": {"two": None}}}}})
    apps = cf.ask(f"/v3/apps?space_guids={space}").json()["resources"]
    assert [app["name"] for app in apps] == ["one", "two"]
    assert apps[0]["guid"] == path_guid("orgs/MADE/spaces/room/apps/one")


def test_a_guid_that_belongs_to_another_is_refused(cf):
    lines = cf.refused({"fakecf": 1, "orgs": {"acme": {"guid": "mine"}}})
    acme = path_guid("orgs/acme")
    assert lines == [
        f"orgs/acme/guid: the organization 'acme' is there already, with the guid '{acme}': give that one or none"
    ]
    other = cf.make("organizations", "other")
    dev = cf.guid("spaces", "dev")
    (line,) = cf.refused({"fakecf": 1, "orgs": {"other": {"guid": other, "spaces": {"dev": {"guid": dev}}}}})
    assert line == f"orgs/other/spaces/dev/guid: the guid '{dev}' is that of the space 'dev' elsewhere"
    web = cf.guid("apps", "web")
    droplet = next(each.guid for each in cf.state[Droplet] if each.app_guid == web)
    (line,) = cf.refused_apps(web={"droplets": [{"guid": droplet}]})
    assert line.endswith(f"the guid '{droplet}' is already that of a droplet")


def test_what_was_deleted_since_the_beginning_does_not_come_back_by_its_name(cf):
    cf.ask(f"/v3/apps/{cf.guid('apps', 'web')}", "DELETE")
    gone = "what was here has been deleted since the beginning; to make another, give it a guid of its own"
    assert cf.refused_apps(web=STAGED) == [f"orgs/acme/spaces/dev/apps/web: {gone}"]
    cf.add_apps(web={"guid": "another", **STAGED})
    assert cf.guid("apps", "web") == "another"
    with cf.foundation.store.change() as change:
        change.delete(*change[Organization])
    assert cf.refused({"fakecf": 1, "orgs": {"acme": None}}) == [f"orgs/acme: {gone}"]


def test_what_was_renamed_is_meant_by_its_guid_alone(cf):
    guid = cf.guid("apps", "web")
    cf.ask(f"/v3/apps/{guid}", "PATCH", {"name": "shop"})
    (line,) = cf.refused_apps(web=STAGED)
    assert line.endswith(f"what was here is the app 'shop' by now: give the guid '{guid}' to mean it, or another one")
    assert cf.add_apps(web={"guid": guid, "droplets": [None]}) == [("web/droplets/3", "droplets")]
    assert cf.add_apps(shop={"packages": [None]})[0] == ("shop/packages/2", "packages")


def test_an_organization_of_a_name_that_was_given_up_has_guids_of_its_own(cf):
    role = {"roles": {"organization_manager": ["dev"]}}
    cf.add({"acme": role})
    old = cf.guid("organizations", "acme")
    cf.ask(f"/v3/organizations/{old}", "PATCH", {"name": "old"})
    new = cf.make("organizations", "acme")
    cf.add({"acme": role | {"spaces": {"dev": {"apps": {"web": STAGED}}}}})
    assert [app["name"] for app in cf.ask(f"/v3/apps?organization_guids={new}").json()["resources"]] == ["web"]
    assert len(cf.ask(f"/v3/roles?organization_guids={new}&types=organization_manager").json()["resources"]) == 1
    assert len(cf.state[App]) == 6


def test_whoever_gets_a_role_is_a_user_again(cf):
    dev = path_guid("users/dev")
    cf.ask(f"/v3/users/{dev}", "DELETE")
    rows = cf.add({"acme": {"spaces": {"dev": {"roles": {"space_developer": "dev"}}}}})
    assert [plural for _, plural in rows] == ["users", "roles", "roles"]
    assert cf.ask(f"/v3/users/{dev}").json()["username"] == "dev"


def test_apps_are_made_up_again_and_again(cf):
    made = {"generate": {"apps": 3, "prefix": "load-"}}
    for count in (3, 6, 9):
        cf.add({"acme": {"spaces": {"dev": made}}})
        assert sum(app.name.startswith("load-") for app in cf.state[App]) == count


def test_a_job_is_added_once(cf):
    jobs = {"upload": {"operation": "droplet.upload"}}
    assert cf.add(jobs=jobs) == [("jobs/upload", "jobs")]
    assert cf.add(jobs=jobs) == []
    assert cf.refused({"fakecf": 1, "jobs": {"upload": {"operation": "app.delete"}}})[0].startswith(
        "jobs/upload/operation"
    )
    assert len(cf.state[Job]) == 1


def test_buildpacks_go_behind_those_there_are(cf):
    cf.add(stacks=["windows"], buildpacks=["own_buildpack", {"name": "go_buildpack", "stack": "windows"}])
    buildpacks = cf.ask("/v3/buildpacks?order_by=position&per_page=50").json()["resources"]
    assert [(each["name"], each["position"]) for each in buildpacks[-2:]] == [
        ("own_buildpack", 12),
        ("go_buildpack", 13),
    ]


def test_documents_that_are_added_side_by_side_are_all_there(cf):
    def add(number):
        return cf.add_apps(**{f"app-{number}": STAGED, "web": {"droplets": [None]}})

    with ThreadPoolExecutor(8) as pool:
        rows = [row for rows in pool.map(add, range(24)) for row in rows]
    assert len(set(rows)) == len(rows) == 24 * 4
    assert len(cf.state[App]) == 5 + 24


def test_an_app_more_takes_no_longer_than_5_ms(cf):
    def seconds(number):
        began = perf_counter()
        cf.add_apps(**{f"quick-{number}": STAGED})
        return perf_counter() - began

    assert min(seconds(number) for number in range(20)) <= 0.005
