"""What the cf CLI asks for, request by request as the unmodified v8 was seen to send them (clients 3 and 4.1).

The CLI is no package of Python's, so its requests are written down; each test is one command.
"""

import jwt
import pytest
import requests

JSON = {"Accept": "application/json", "Content-Type": "application/json", "Connection": "close"}
CF = ("cf", "")


class Cli:
    """Who is logged in, as the CLI keeps it in its configuration."""

    def __init__(self, server):
        self.server = server
        self.uaa, self.api = server.uaa_url, server.api_url
        self.tokens = {}

    def log_in(self, username, password, **form):
        secret = {"username": username, "password": password} if username else {}
        form = {"grant_type": "password", **secret, **form}
        answer = requests.post(f"{self.uaa}/oauth/token", data=form, auth=CF, timeout=10)
        self.tokens = answer.json() if answer.ok else {}
        return answer

    def ask(self, method, url, **how):
        bearer = {"Authorization": f"bearer {self.tokens['access_token']}"}
        return requests.request(method, url, headers={**JSON, **bearer}, timeout=10, allow_redirects=False, **how)

    def claims(self, kind="access"):
        return jwt.decode(self.tokens[f"{kind}_token"], options={"verify_signature": False})


@pytest.fixture
def cli(fakecf):
    made = Cli(fakecf)
    assert made.log_in("admin", "admin").status_code == 200
    return made


def create_user(cli):
    document = {
        "userName": "bob",
        "password": "s3cret",
        "origin": "",
        "name": {"familyName": "bob", "givenName": "bob"},
        "emails": [{"value": "bob", "primary": True}],
    }
    return cli.ask("POST", f"{cli.uaa}/Users", json=document)


def test_cf_create_user(cli):
    created = create_user(cli)
    assert created.status_code == 201, created.text
    guid = created.json()["id"]
    known = cli.ask("POST", f"{cli.api}/v3/users", json={"guid": guid})
    assert (known.status_code, known.json()["username"], known.json()["origin"]) == (201, "bob", "uaa")
    again = create_user(cli)
    assert (again.status_code, again.json()["error"]) == (409, "scim_resource_already_exists")
    assert Cli(cli.server).log_in("bob", "s3cret").status_code == 200


def test_cf_create_user_needs_scim_write(cli):
    cli.log_in("dev", "dev")
    refused = create_user(cli)
    assert (refused.status_code, refused.json()["error"]) == (403, "insufficient_scope")


def test_cf_set_space_role_finds_the_user_by_name(cli):
    create_user(cli)
    (space,) = cli.ask("GET", f"{cli.api}/v3/spaces?names=dev").json()["resources"]
    organization = space["relationships"]["organization"]
    user = {"data": {"username": "bob", "origin": "uaa"}}
    places = {
        "organization_user": {"organization": organization},
        "space_developer": {"space": {"data": {"guid": space["guid"]}}},
    }
    for kind, place in places.items():
        answer = cli.ask("POST", f"{cli.api}/v3/roles", json={"type": kind, "relationships": {"user": user, **place}})
        assert answer.status_code == 201, answer.text
    listed = cli.ask("GET", f"{cli.api}/v3/roles?space_guids={space['guid']}&include=user").json()
    assert "bob" in {each["username"] for each in listed["included"]["users"]}


def test_cf_delete_user_takes_the_name_and_the_tokens(cli):
    guid = create_user(cli).json()["id"]
    cli.ask("POST", f"{cli.api}/v3/users", json={"guid": guid})
    bob = Cli(cli.server)
    bob.log_in("bob", "s3cret")
    (found,) = cli.ask("GET", f"{cli.api}/v3/users?usernames=bob").json()["resources"]
    assert found["guid"] == guid
    assert cli.ask("DELETE", f"{cli.uaa}/Users/{guid}").status_code == 200
    assert cli.ask("GET", f"{cli.api}/v3/users/{guid}").json()["username"] is None
    assert cli.ask("GET", f"{cli.api}/v3/users?usernames=bob").json()["resources"] == []
    assert bob.ask("GET", f"{bob.uaa}/userinfo").status_code == 401
    assert bob.log_in("bob", "s3cret").status_code == 401


def test_cf_passwd(cli):
    cli.log_in("dev", "dev")
    guid = cli.claims()["user_id"]
    change = {"password": "new", "oldPassword": "wrong"}
    assert cli.ask("PUT", f"{cli.uaa}/Users/{guid}/password", json=change).status_code == 401
    answer = cli.ask("PUT", f"{cli.uaa}/Users/{guid}/password", json={**change, "oldPassword": "dev"})
    assert answer.json() == {"status": "ok", "message": "password updated"}
    assert cli.log_in("dev", "dev").status_code == 401
    assert cli.log_in("dev", "new").status_code == 200


def test_cf_ssh_code(cli):
    cli.log_in("dev", "dev")
    root = requests.get(cli.api, timeout=10).json()
    client = root["links"]["app_ssh"]["meta"]["oauth_client"]
    asked = {"response_type": "code", "grant_type": "authorization_code", "client_id": client}
    answer = cli.ask("GET", f"{cli.uaa}/oauth/authorize", params=asked)
    assert answer.status_code == 302
    code = answer.headers["Location"].partition("?code=")[2]
    form = {"grant_type": "authorization_code", "code": code}
    traded = requests.post(f"{cli.uaa}/oauth/token", data=form, auth=("ssh-proxy", "ssh-proxy"), timeout=10)
    assert traded.status_code == 200, traded.text
    cli.tokens = traded.json()
    assert cli.ask("GET", f"{cli.api}/v3/apps").status_code == 200


def test_cf_login_sso_passcode(cli):
    passcode = cli.ask("GET", f"{cli.uaa}/passcode").json()
    assert Cli(cli.server).log_in(None, None, passcode=passcode).status_code == 200


def test_cf_create_space_as_a_client_looks_the_client_up(fakecf):
    cli = Cli(fakecf)
    form = {"grant_type": "client_credentials", "client_id": "cf_smoke_tests", "client_secret": "cf_smoke_tests"}
    cli.tokens = requests.post(f"{cli.uaa}/oauth/token", data=form, timeout=10).json()
    assert cli.ask("GET", f"{cli.uaa}/oauth/clients/cf_smoke_tests").json()["client_id"] == "cf_smoke_tests"
    assert cli.ask("GET", f"{cli.uaa}/oauth/clients/nobody").status_code == 404


@pytest.mark.fakecf(seed="revocable.yml")
def test_cf_logout_takes_back_what_can_be(fakecf):
    cli = Cli(fakecf)
    cli.log_in("dev", "dev")
    assert cli.claims()["revocable"] is True
    for kind in ("refresh", "access"):
        answer = cli.ask("DELETE", f"{cli.uaa}/oauth/token/revoke/{cli.claims(kind)['jti']}")
        assert (answer.status_code, answer.content) == (200, b"")
    assert cli.ask("GET", f"{cli.uaa}/userinfo").status_code == 401


def test_the_fifth_wrong_password_locks_a_user_out_until_time_has_passed(cli):
    for _ in range(5):
        assert cli.log_in("dev", "wrong").json()["error_description"] == "Bad credentials"
    locked = cli.log_in("dev", "dev").json()["error_description"]
    assert locked == "Your account has been locked because of too many failed attempts to login."
    cli.server.clock.advance("5m")
    assert cli.log_in("dev", "dev").status_code == 200
