import jwt
import pytest


def minted(steer, document):
    answer = steer.call("POST", "/v1/tokens", document)
    assert answer.status_code == 201
    return answer.json()


def test_a_token_for_a_user_is_a_good_one(steer):
    token = minted(steer, {"user": "dev"})
    assert token["authorization"] == f"bearer {token['access_token']}"
    assert token["claims"]["user_name"] == "dev"
    assert steer.foundation.tokens.decode(token["access_token"]) == token["claims"]


def test_a_lifetime_and_scopes_can_be_given(steer):
    token = minted(steer, {"user": "dev", "lifetime": "10m", "scopes": ["cloud_controller.read"]})
    assert token["claims"]["exp"] - token["claims"]["iat"] == 600
    assert token["claims"]["scope"] == ["cloud_controller.read"]


def test_a_client_gets_a_token_of_its_own(steer):
    assert minted(steer, {"client_id": "cf_smoke_tests"})["claims"]["client_id"] == "cf_smoke_tests"


def test_any_claims_are_merged_over_sensible_ones(steer):
    claims = minted(steer, {"claims": {"user_id": "someone", "scope": []}})["claims"]
    assert (claims["user_id"], claims["scope"]) == ("someone", [])
    assert "exp" in claims


@pytest.mark.parametrize("broken", ["expired", "wrong-key", "alg-none", "truncated", "refresh"])
def test_a_spoiled_token_is_not_accepted_by_the_api(steer, broken):
    token = minted(steer, {"user": "admin", "broken": broken})["access_token"]
    who = steer.foundation.cloud_controller._authentication.who(f"bearer {token}")
    assert (who.guid, who.refusal) == (None, "InvalidAuthToken")


def test_a_token_without_a_signature_says_so(steer):
    token = minted(steer, {"user": "admin", "broken": "alg-none"})["access_token"]
    assert jwt.get_unverified_header(token)["alg"] == "none"


@pytest.mark.parametrize(
    ("document", "pointer", "meant"),
    [
        ({"user": "adminn"}, "/user", "admin"),
        ({"client_id": "cff"}, "/client_id", "cf"),
        ({"user": "dev", "lifetime": "soon"}, "/lifetime", None),
        ({"user": "dev", "broken": "expird"}, "/broken", "expired"),
        ({"usr": "dev"}, "/usr", "user"),
        ({"claims": {}, "user": "dev"}, "/user", None),
        ({"claims": {}, "client_id": "cf"}, "/client_id", None),
        ({"claims": {}, "scopes": []}, "/scopes", None),
    ],
)
def test_a_wrong_wish_is_refused_with_the_nearest_word(steer, document, pointer, meant):
    answer = steer.call("POST", "/v1/tokens", document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)
