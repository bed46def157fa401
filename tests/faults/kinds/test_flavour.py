import pytest

TOKEN = "Authorization: bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"


@pytest.mark.at("blobstore")
@pytest.mark.parametrize(
    ("flavour", "header", "status", "said"),
    [  # blobstore 2.3
        ("aws", TOKEN, 400, b"<Code>InvalidArgument</Code>"),
        ("minio", TOKEN, 200, b""),
        ("minio", TOKEN.replace("bearer", "Bearer"), 400, b"<Code>InvalidRequest</Code>"),
        ("azure", TOKEN, 400, b"InvalidAuthenticationInfo"),
        ("gcs", TOKEN, 401, b"AuthenticationRequired"),
        ("webdav", TOKEN, 200, b""),
        ("ignore", TOKEN, 200, b""),
    ],
)
def test_a_token_that_came_along_is_judged_as_the_other_make_does(wire, flavour, header, status, said):
    truth = wire.truth()
    when = {} if wire.number == 1 else {"nth": wire.number}
    wire.foundation.faults.add({"on": "blobstore.get", "do": {"flavour": flavour}, "when": when})
    connection = wire.connect()
    for _ in range(wire.number - 1):
        assert wire.ask(connection).raw == truth.raw
    answer = wire.ask(connection, header)
    assert answer.status == status
    assert said in answer.body
    assert status != 200 or answer.raw == truth.raw


@pytest.mark.at("blobstore")
def test_of_a_download_it_is_the_second_hop(wire):
    assert wire.struck("flavour=minio", on="downloads").status == 200
