import pytest

from fakecf.web import Answer

HOSTILE = '/v3/$(touch owned)`id`;\'"\\%0a%1b[2J{}[1-3]/../%c3%a9"""'
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl"
SIGNED = f"/cc-droplets/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature={'5ig0' * 16}"


class Who:
    claims = {"user_name": "dev", "client_id": "cf"}


@pytest.fixture
def written(world):
    """The last flow in a format."""
    from fakecf.journal import FORMATS

    return lambda name: FORMATS[name].written(world.journal.flows()[-1])


@pytest.fixture
def download(world):
    """A redirect and the fetching of its blob by an impudent client."""

    def api(environ, start_response):
        environ["fakecf.who"] = Who()
        return Answer(302, [("Location", f"http://127.0.0.1:9024{SIGNED}")])(environ, start_response)

    bearer = {"Authorization": f"bearer {JWT}", "User-Agent": "cf/8"}
    world.ask("api", "/v3/droplets/d1/download", api, headers=bearer, base_url="http://localhost:9022")
    world.ask("blobstore", SIGNED, headers=bearer, base_url="http://127.0.0.1:9024")


@pytest.fixture
def attack(world):
    """What a hostile client may put into its path, query and headers; the server lets control characters pass."""
    headers = [
        ("Host", "localhost:9022"),
        ("X-Evil", '\';touch owned;\' $(touch owned) `touch owned` \\ \x1b[201~\x07 caf\xe9 """'),
        ("X-Empty", ""),
        ("X-Secret", f"a {JWT} b"),
        ("$(touch-owned)`'", "1"),
    ]
    environ = {"fakecf.headers": headers, "QUERY_STRING": "q=$(touch owned)'&token=t0psecret&[1-3]={a,b}"}
    path = '/v3/$(touch owned)`id`;\'"\\\n\x1b[2J{}[1-3]/../caf\xc3\xa9"""'
    world.raw("api", Answer(200, [], b"fine"), PATH_INFO=path, **environ)
    return environ
