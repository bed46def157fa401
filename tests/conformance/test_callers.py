import jwt
import pytest

from fakecf.uaa import Keys
from tests.conformance.callers import authorization
from tests.conformance.recordings import read

ISSUER = "http://127.0.0.1:6789/oauth/token"


@pytest.fixture
def sent(record, exchange):
    """The header of a caller, in a probe of that name."""

    def header(caller, id_="spec#1"):
        (only,) = read(record({**exchange, "caller": caller, "id": id_}))
        return authorization(only, ISSUER)

    return header


def claims(header):
    scheme, token = header.split(" ")
    key = Keys.shared().private_key.public_key()
    return scheme, jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False, "verify_exp": False})


def test_a_token_says_what_was_recorded_and_nothing_else(sent):
    said = {"jti": "j", "aud": ["x"], "exp": 1, "scope": ["a"]}
    assert claims(sent({"scheme": "Bearer", "claims": said})) == ("Bearer", said)


@pytest.mark.parametrize(("recorded", "ours"), [("uaa_issuer", ISSUER), ("x", "x")])
def test_the_recorded_issuer_is_ours_and_a_wrong_one_stays_wrong(sent, recorded, ours):
    assert claims(sent({"scheme": "bearer", "claims": {"iss": recorded}}))[1] == {"iss": ours}


def test_who_sent_nothing_sends_nothing(sent):
    assert sent(None) is None


@pytest.mark.parametrize(("raw", "header"), [("abc", "bearer abc"), ("", "")])
def test_what_was_no_token_is_sent_as_it_was(sent, raw, header):
    assert sent({"scheme": "bearer", "raw": raw}) == header


def test_a_probe_with_another_key_is_signed_by_another_key(sent):
    with pytest.raises(jwt.InvalidSignatureError):
        claims(sent({"scheme": "bearer", "claims": {"jti": "j"}}, "live:auth-wrong-key /v3#1"))


def test_a_probe_with_garbage_sends_garbage(sent):
    assert sent(None, "live:auth-garbage /v3#1") == "bearer garbage"


def test_a_token_that_nobody_signed_is_signed_by_nobody(sent):
    assert (
        jwt.get_unverified_header(sent({"scheme": "bearer", "claims": {}, "alg": "none"}).split()[1])["alg"] == "none"
    )
