"""What a request is about, as fault rules may name it: the thing in the path, whom it belongs to, and who asks."""

import pytest

DOWNLOAD = "/v3/droplets/staged/download"

# each thing by any name one may call it by, and whether the rule strikes the developer's download of `staged`
MATCHES = [
    ({"droplet": "staged"}, True),
    ({"droplet": "failed"}, False),
    ({"app": "my-app"}, True),
    ({"app": "imaged"}, False),
    ({"space": "dev"}, True),
    ({"space": "other"}, False),
    ({"org": "acme"}, True),
    ({"org": "suspended"}, False),
    ({"user": "space_developer"}, True),
    ({"user": "admin"}, False),
    ({"client": "cf"}, True),
    ({"client": "ci"}, False),
    ({"app": "my-app", "user": "space_developer"}, True),
    ({"app": "my-app", "user": "admin"}, False),
]


@pytest.mark.parametrize(("match", "strikes"), MATCHES, ids=str)
def test_a_request_is_about_the_thing_in_its_path_all_that_owns_it_and_who_asks(cf, match, strikes):
    cf.server.fault({"on": "downloads", "match": match, "do": 418})
    assert cf.ask(DOWNLOAD, "space_developer").status_code == (418 if strikes else 302)


@pytest.mark.parametrize(
    ("path", "match"),
    [
        ("/v3/apps/my-app", {"app": "my-app", "space": "dev", "org": "acme"}),
        ("/v3/apps/my-app/droplets", {"app": "my-app"}),
        ("/v3/apps/my-app/droplets/current", {"app": "my-app"}),
        ("/v3/packages/package/droplets", {"app": "my-app"}),
        ("/v3/packages/package/download", {"app": "my-app"}),
        ("/v3/spaces/dev", {"space": "dev", "org": "acme"}),
        ("/v3/organizations/acme", {"org": "acme"}),
    ],
)
def test_every_resource_is_about_what_it_is_and_belongs_to(cf, path, match):
    assert cf.ask(path).status_code < 400
    cf.server.fault({"on": f"GET {path}", "match": match, "do": 418})
    assert cf.ask(path).status_code == 418
    assert cf.ask("/v3/apps/bare").status_code == 200


def test_a_user_may_be_called_by_guid(cf):
    guid = cf.foundation.token("space_developer").claims["user_id"]
    cf.server.fault({"on": "downloads", "match": {"user": guid}, "do": 418})
    assert cf.ask(DOWNLOAD, "space_developer").status_code == 418
    assert cf.ask(DOWNLOAD, "admin").status_code == 302


def test_a_client_that_asks_for_itself_is_no_user(cf):
    cf.server.fault({"on": "downloads", "match": {"client": "robot"}, "do": 418})
    cf.server.fault({"on": "downloads", "match": {"user": "robot"}, "do": 419})
    token = cf.claiming(client_id="robot", scope=["cloud_controller.admin"])
    assert cf.ask(DOWNLOAD, token).status_code == 418


def test_a_droplet_that_is_not_there_is_still_what_was_asked_for(cf):
    cf.server.fault({"on": "downloads", "match": {"droplet": "nowhere"}, "do": 418})
    assert cf.ask("/v3/droplets/nowhere/download").status_code == 418


def test_a_list_is_about_nothing_in_particular(cf):
    cf.server.fault({"on": "droplets.*", "match": {"app": "my-app"}, "do": 418})
    assert cf.ask("/v3/droplets").status_code == 200


def test_the_user_of_a_rule_is_who_asks_and_never_whom_the_path_names(cf):
    guid = cf.foundation.token("space_developer").claims["user_id"]
    cf.server.fault({"on": "users.show", "match": {"user": guid}, "do": 418})
    robot = cf.claiming(client_id="robot", scope=["cloud_controller.admin"])
    assert cf.ask(f"/v3/users/{guid}", robot).status_code == 200
    assert cf.ask(f"/v3/users/{guid}", "admin").status_code == 200
    assert cf.ask(f"/v3/users/{guid}", "space_developer").status_code == 418
