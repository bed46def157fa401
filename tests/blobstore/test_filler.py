import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakecf.blobstore.filler import filler_body, filler_crc, noise

UNIT = len(noise())


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 5 * UNIT), st.integers(0, 2**32 - 1))
def test_the_crc_of_filler_is_the_one_zlib_computes(length, crc):
    assert filler_crc(length, crc) == zlib.crc32(bytes(filler_body(length)), crc)


def test_filler_does_not_compress():
    assert len(zlib.compress(noise(), 9)) > UNIT


@pytest.mark.parametrize("chunk", [2**10, 2**16, 2**20, 2**23])
def test_filler_differs_at_any_two_places_a_power_of_two_apart(chunk):
    """A download resumed a chunk too early or too late must not look right."""
    body = filler_body(3 * 2**23)
    assert bytes(body[:64]) != bytes(body[chunk : chunk + 64])
