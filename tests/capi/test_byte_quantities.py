"""Amounts of bytes: what byte_converter.rb and byte_quantity.rb make of them."""

import pytest

from fakecf.capi.byte_quantities import QuantityError, to_bytes, to_megabytes, with_unit


@pytest.mark.parametrize(
    ("written", "count"),
    [("1B", 1), ("1k", 1024), ("1.5KiB", 1536), ("2MB ", 2**21), ("-1M", -(2**20)), ("1G", 2**30), ("", None)],
)
def test_units_are_powers_of_1024(written, count):
    assert to_bytes(written) == count


def test_megabytes_are_cut():
    assert (to_megabytes("1.9M"), to_megabytes("5B"), to_megabytes(None)) == (1, 0, None)


@pytest.mark.parametrize(
    ("written", "why"), [("x", "is not a number"), (" 1M", "is not a number"), (5, "must use"), ("1MX", "must")]
)
def test_what_has_no_number_or_no_unit_is_refused(written, why):
    with pytest.raises(QuantityError, match=why):
        to_bytes(written)


def test_the_largest_unit_that_divides_is_told():
    assert [with_unit(count) for count in (1, 2048, 2**20, 3 * 2**30)] == ["1B", "2K", "1M", "3G"]
