"""Routes as manifests write them: what Addressable makes of them, as manifest_route.rb uses it."""

import pytest

from fakecf.capi.manifest_routes import address
from fakecf.errors import UnknownError


@pytest.mark.parametrize(
    ("written", "host", "port", "path"),
    [
        ("a.b.c", "a.b.c", None, ""),
        (" a.b.c/p/q?x=1#y ", "a.b.c", None, "/p/q"),
        ("https://a.b.c/p", "a.b.c", None, "/p"),
        ("HTTP:/a.b", "a.b", None, ""),
        ("a.b:80", "a.b", 80, ""),
        ("tcp://a.b:1024", "a.b", 1024, ""),
        ("127.0.0.1:80", "127.0.0.1", 80, ""),
        ("*.a.b", "*.a.b", None, ""),
    ],
)
def test_a_route_is_taken_apart(written, host, port, path):
    found = address(written)
    assert (found.host, found.port, found.path) == (host, port, path)
    assert found.is_valid


@pytest.mark.parametrize("written", ["localhost", "tcp://a.b", "https://a.b:80", "ftp://a.b", "/p"])
def test_what_is_no_address_of_a_router_is_not_valid(written):
    assert not address(written).is_valid


@pytest.mark.parametrize("written", [1, "a.b:port", "https://", "https://a b.c"])
def test_cc_fails_over_what_addressable_refuses(written):
    with pytest.raises(UnknownError):
        address(written)


def test_the_whole_may_be_a_domain_but_for_a_wildcard():
    assert address("a.b.c").candidates == [("", "a.b.c"), ("a", "b.c")]
    assert address("*.b.c").candidates == [("*", "b.c")]
