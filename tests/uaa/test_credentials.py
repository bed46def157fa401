"""Who may ask for a token: each client's way of saying who it is (clients 3, cc-surface 5.5)."""

import base64
from urllib.parse import quote_plus

import pytest

PASSWORD = {"grant_type": "password", "username": "alice", "password": "wonderland"}
BAD_CREDENTIALS = {"error": "invalid_client", "error_description": "Bad credentials"}
CHALLENGE = 'Basic realm="UAA/client", error="unauthorized", error_description="Bad credentials"'
NO_CLIENT = "An Authentication object was not found in the SecurityContext"


@pytest.mark.parametrize(
    ("client", "form"),
    [
        pytest.param(("cf", ""), PASSWORD, id="cf-cli-password"),
        pytest.param(("cf", ""), {**PASSWORD, "scope": ""}, id="python-password"),
        pytest.param(("cf", ""), {**PASSWORD, "client_id": "cf"}, id="npm-password"),
        pytest.param(("cf", ""), {**PASSWORD, "client_id": "cf", "client_secret": ""}, id="java-password"),
        pytest.param(
            None,
            {"client_id": "ci", "client_secret": "s3cret", "grant_type": "client_credentials"},
            id="cf-cli-client-credentials",
        ),
        pytest.param(("ci", "s3cret"), {"grant_type": "client_credentials"}, id="go-client-credentials"),
        pytest.param(
            ("ci", "s3cret"),
            {"client_id": "ci", "client_secret": "s3cret", "grant_type": "client_credentials"},
            id="python-client-credentials",
        ),
    ],
)
def test_each_client_gets_a_token_its_own_way(world, client, form):
    answer = world.token(client, **form)
    assert answer.status_code == 200, answer.text
    assert answer.json["token_type"] == "bearer"


def test_go_encodes_the_secret_inside_the_basic_header(world):
    """UAA decodes it once, so that `a+b%c d` can be a secret (RFC 6749 2.3.1)."""
    answer = world.token(("odd", quote_plus("a+b%c d")), grant_type="client_credentials")
    assert answer.status_code == 200


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_read_in_any_case(world, scheme):
    headers = {"Authorization": f"{scheme} Y2Y6"}
    assert world.http.post("/oauth/token", data=PASSWORD, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("client", "form"),
    [
        pytest.param(("cf", ""), {**PASSWORD, "password": "wrong"}, id="wrong-password"),
        pytest.param(("cf", ""), {**PASSWORD, "username": "nobody"}, id="unknown-user"),
        pytest.param(("cf", ""), {**PASSWORD, "username": "gone", "password": "gone"}, id="inactive-user"),
        pytest.param(("cf", ""), {"grant_type": "password"}, id="no-user-at-all"),
        pytest.param(("cf", "x"), PASSWORD, id="wrong-secret"),
        pytest.param(("nobody", ""), PASSWORD, id="unknown-client"),
        pytest.param(None, {**PASSWORD, "client_id": "cf"}, id="form-without-secret"),
        pytest.param(None, {**PASSWORD, "client_id": "ci", "client_secret": "x"}, id="wrong-secret-in-the-form"),
        pytest.param(("cf", "x"), {**PASSWORD, "client_id": "cf", "client_secret": ""}, id="the-header-counts"),
    ],
)
def test_wrong_credentials_are_all_refused_alike(world, client, form):
    answer = world.token(client, **form)
    assert (answer.status_code, answer.json) == (401, BAD_CREDENTIALS)
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


@pytest.mark.parametrize(
    ("encoded", "description"),
    [
        ("\xe9", "Failed to decode basic authentication token"),
        ("!", "Failed to decode basic authentication token"),
        (base64.b64encode(b"\xff:").decode(), "Failed to decode basic authentication token"),
        (base64.b64encode(b"cf").decode(), "Invalid basic authentication token"),
    ],
)
def test_a_basic_header_that_is_none_is_refused(world, encoded, description):
    answer = world.http.post("/oauth/token", data=PASSWORD, headers={"Authorization": f"Basic {encoded}"})
    assert answer.status_code == 401
    assert answer.json == {"error": "invalid_client", "error_description": description}
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


@pytest.mark.parametrize("headers", [{}, {"Authorization": "bearer abc"}, {"Authorization": ""}])
def test_nobody_gets_nothing(world, headers):
    answer = world.http.post("/oauth/token", data=PASSWORD, headers=headers)
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized", "error_description": NO_CLIENT})
    challenge = f'Basic realm="UAA/client", error="unauthorized", error_description="{NO_CLIENT}"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_an_unverified_user_is_refused_with_403(world):
    answer = world.login("newcomer", "new")
    expected = {"error": "access_denied", "error_description": "Account not verified"}
    assert (answer.status_code, answer.json) == (403, expected)


def test_user_names_are_read_in_any_case(world):
    assert world.login("ALICE", "wonderland").status_code == 200


@pytest.mark.parametrize(
    ("name", "password", "hint"),
    [
        ("alice", "wonderland", '{"origin":"uaa"}'),
        ("alice", "wonderland", "%7B%22origin%22%3A%22uaa%22%7D"),
        ("lewis", "carroll", '{"origin":"ldap"}'),
        ("lewis", "carroll", "not json"),
        ("lewis", "carroll", "[" * 100_000),
        ("lewis", "carroll", '["uaa"]'),
        ("lewis", "carroll", '{"origin":7}'),
    ],
)
def test_a_login_hint_chooses_the_origin_and_is_ignored_if_unreadable(world, name, password, hint):
    assert world.login(name, password, login_hint=hint).status_code == 200


def test_a_login_hint_may_come_in_the_query(world):
    """clients 3: the CLI sends `?login_hint={"origin":...}`."""
    form = {"grant_type": "password", "username": "lewis", "password": "carroll"}
    hint = {"login_hint": '{"origin":"uaa"}'}
    answer = world.http.post("/oauth/token", data=form, query_string=hint, auth=("cf", ""))
    assert (answer.status_code, answer.json) == (401, BAD_CREDENTIALS)


def test_an_origin_that_nobody_has_is_refused(world):
    answer = world.login(login_hint='{"origin":"okta"}')
    description = (
        "The origin provided in the login_hint does not match an active Identity Provider, "
        "that supports password grant."
    )
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized", "error_description": description})
