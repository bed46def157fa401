"""`lib/utils/uri_utils.rb`, with what Ruby's own URI takes."""

import pytest

from fakecf.capi.buildpack_uris import is_buildpack_uri, is_cnb_uri

DIGEST = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("text", "classic", "native"),
    [
        ("https://github.com/x/y", True, True),
        ("https://user:pw@example.org:8080/x.git?a=b#branch", True, True),
        ("http://[::1]/x", True, True),
        ("ftp://x/y", True, False),
        ("urn:x", True, False),
        ("git@github.com:x/y.git", True, False),
        ("ssh://git@github.com:x/y.git", True, False),
        ("git://x:y.git", True, False),
        ("docker://nodejs", True, True),
        ("docker://paketo/nodejs", True, True),
        ("docker://nodejs:1.0", False, True),
        (f"docker://gcr.io/a/b@{DIGEST}", True, True),
        (f"docker://gcr.io/a/b:1@{DIGEST}", True, True),
        ("docker://localhost/ab:b/c", True, True),
        ("docker://X/y", True, False),
        ("docker://gcr.io/x:a b", False, False),
        ("https://a b", False, False),
        ("https://x/%zz", False, False),
        ("ruby_buildpack", False, False),
        ("git@github.com/x/y", False, False),
        ("", False, False),
    ],
)
def test_a_buildpack_is_given_by_uri_or_by_name(text, classic, native):
    assert (is_buildpack_uri(text), is_cnb_uri(text)) == (classic, native)
