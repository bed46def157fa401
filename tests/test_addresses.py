import pytest

from fakecf.addresses import Addresses, host_name

ADDRESSES = Addresses(api=9022, uaa=9023, blobstore=9024, control=9021)


@pytest.mark.parametrize(
    ("host", "api", "blobstore"),
    [
        ("localhost:9022", "http://localhost:9022", "http://127.0.0.1:9024"),
        ("127.0.0.1:9022", "http://127.0.0.1:9022", "http://localhost:9024"),
        ("[::1]:9022", "http://[::1]:9022", "http://localhost:9024"),
        ("LOCALHOST", "http://localhost:9022", "http://127.0.0.1:9024"),
        ("cf:9022", "http://cf:9022", "http://cf:9024"),
    ],
)
def test_urls_bear_the_callers_name_and_the_blobstore_another(host, api, blobstore):
    """A Go client relays its token to the same host name on another port (clients 1.1)."""
    assert ADDRESSES.url("api", host) == api
    assert ADDRESSES.url("blobstore", host) == blobstore


def test_a_service_name_can_be_given_another_name_for_the_blobstore():
    addresses = Addresses(api=1, uaa=2, blobstore=3, control=4, blobstore_names={"cf": "cf-blobs"})
    assert addresses.url("blobstore", "cf") == "http://cf-blobs:3"
    assert addresses.url("blobstore", "localhost") == "http://127.0.0.1:3"


def test_a_public_url_is_used_as_it_is():
    addresses = Addresses(api=1, uaa=2, blobstore=3, control=4, public={"api": "https://api.example.org"})
    assert addresses.url("api", "whatever") == "https://api.example.org"


def test_the_issuer_does_not_depend_on_who_asks():
    assert ADDRESSES.issuer == "http://localhost:9023/oauth/token"


def test_a_host_name_is_read_without_its_port():
    assert [host_name(host) for host in ("a:1", "A", "[::1]:80", "")] == ["a", "a", "[::1]", ""]
