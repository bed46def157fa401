import pytest
import requests

from fakecf import ClientError


@pytest.fixture
def dev(cf):
    return cf.org("acme").space("dev")


def test_a_thing_is_found_by_its_name(cf, dev, get):
    web = dev.app("web")
    assert web == cf.app("web")
    assert web != dev.app("cart")
    assert len({web, cf.app("web"), dev}) == 2
    assert get(f"/v3/apps/{web.guid}").json()["name"] == web.name == web.record["name"] == "web"
    assert repr(web) == "<apps orgs/acme/spaces/dev/apps/web>"
    assert cf.user("dev").name == "dev"


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda cf: cf.org("acne"), "there is no organization 'acne'; did you mean 'acme'?"),
        (lambda cf: cf.org("acme").space("dve"), "there is no space 'dve'; did you mean 'dev'?"),
        (lambda cf: cf.app("wbe"), "there is no app 'wbe'; did you mean 'web'?"),
        (lambda cf: cf.user("zzz"), "there is no user 'zzz'; there are: admin"),
        (lambda cf: cf.org("acme").space("dev").add_app("bare").droplet, "the app 'bare' has no current droplet"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(cf, look, said):
    with pytest.raises(LookupError) as missing:
        look(cf)
    assert said in str(missing.value)


def test_a_name_that_several_have_wants_its_space(cf, dev):
    cf.add_org("other").add_space("dev").add_app("web")
    with pytest.raises(LookupError, match=r"there are 2 apps 'web'; name the space: cf\.org"):
        cf.app("web")
    assert dev.app("web").guid != cf.org("other").space("dev").app("web").guid


def test_an_app_is_added_with_bits_that_can_be_downloaded(cf, dev, get):
    app = dev.add_app("mine", droplet=cf.bits("64KiB"), state="STARTED", env={"A": "${NOT_A_VARIABLE}"})
    assert get(f"/v3/droplets/{app.droplet.guid}/download").content == app.droplet.bits
    assert (len(app.droplet.bits), app.droplet.state) == (65536, "STAGED")
    assert app.droplet.sha256 == get(f"/v3/droplets/{app.droplet.guid}").json()["checksum"]["value"]
    shown = get(f"/v3/apps/{app.guid}/environment_variables").json()["var"]
    assert (shown, app.record["desired_state"]) == ({"A": "${NOT_A_VARIABLE}"}, "STARTED")


def test_an_app_gets_more_of_what_it_has(dev, get):
    app = dev.add_app("mine", droplet={"bits": {"size": "8KiB"}})
    failed = app.add_droplet("FAILED", error="BuildpackCompileFailed")
    newer = app.add_droplet(bits={"size": "9KiB"}, current=True)
    assert (app.droplet, app.droplets[1:]) == (newer, [failed, newer])
    assert (failed.state, get(f"/v3/droplets/{failed.guid}/download", user="admin").status_code) == ("FAILED", 422)
    package = app.add_package(bits={"size": "2KiB"})
    assert (app.packages, len(package.bits)) == ([package], 2048)
    build = app.add_build(timing="held", droplet=None, state="FAILED", error="StagerError")
    assert get(f"/v3/builds/{build.guid}").json()["state"] == "STAGING"
    build.release()
    assert get(f"/v3/builds/{build.guid}").json()["state"] == "FAILED"


def test_a_user_can_log_in_where_a_role_says_so(cf):
    alice = cf.add_user("alice")
    space = cf.org("acme").add_space("blue", roles={"space_developer": ["alice"]})
    headers = {"Authorization": f"bearer {cf.token('alice')}"}
    listed = requests.get(f"{cf.api_url}/v3/spaces", headers=headers, timeout=5).json()["resources"]
    assert [each["guid"] for each in listed] == [space.guid]
    assert (alice.record["password"], cf.add_user("bob", "secret").record["password"]) == ("alice", "secret")


def test_what_is_there_already_is_not_made_twice(cf, dev):
    for again in (
        lambda: cf.add_org("acme"),
        lambda: dev.add_app("web", droplet=cf.bits("1KiB")),
        lambda: cf.add_user("dev"),
    ):
        with pytest.raises(LookupError, match="is there already"):
            again()
    assert len(dev.app("web").droplets) == len(cf.app("web").droplets)


def test_what_the_api_made_is_added_to(cf, dev, get):
    body = {"name": "by-the-api", "relationships": {"space": {"data": {"guid": dev.guid}}}}
    headers = {"Authorization": f"bearer {cf.token('dev')}"}
    made = requests.post(f"{cf.api_url}/v3/apps", json=body, headers=headers, timeout=5).json()
    droplet = dev.app("by-the-api").add_droplet(current=True)
    assert get(f"/v3/apps/{made['guid']}/droplets/current").json()["guid"] == droplet.guid


def test_any_field_can_be_forced(cf, get):
    droplet = cf.app("web").droplet.force(state="EXPIRED")
    assert get(f"/v3/droplets/{droplet.guid}").json()["state"] == "EXPIRED"
    assert cf.droplet(droplet.guid).state == "EXPIRED"
    with pytest.raises(ClientError, match="stat"):
        droplet.force(stat="EXPIRED")


def test_whole_documents_are_added(cf, tmp_path):
    tmp_path.joinpath("own.yml").write_text("fakecf: 1\norgs: {mine: {spaces: {dev: }}}\n", "utf-8")
    rows = cf.add(str(tmp_path / "own.yml"), {"fakecf": 1, "users": {"alice": None}})
    assert {"organizations", "spaces", "uaa_users"} <= {row["type"] for row in rows}
    assert cf.org("mine").space("dev").name == "dev"


def test_a_mistake_in_what_is_added_is_told_at_its_place(dev):
    with pytest.raises(ClientError, match="did you mean 'droplets'"):
        dev.add_app("mine", droplet="FAILED", dropletz=[])
