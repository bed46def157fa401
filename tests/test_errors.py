import pytest

from fakecf.errors import CfError, UnknownError, catalogue, kind


def test_the_catalogue_holds_all_of_ccs_kinds():
    """`errors/v2.yml` and `errors/v3.yml` of cloud_controller_ng 3.228.0."""
    assert len(catalogue()) == 284
    assert kind("ResourceNotFound") == kind("CF-ResourceNotFound") == ("ResourceNotFound", 10010, 404, "%s")


def test_an_error_fills_the_holes_of_its_template_and_keeps_ccs_key_order():
    """cc-droplets F6."""
    error = CfError("BadQueryParameter", "Page must be a positive integer")
    assert list(error.as_json().items()) == [
        ("detail", "The query parameter is invalid: Page must be a positive integer"),
        ("title", "CF-BadQueryParameter"),
        ("code", 10005),
    ]
    assert error.status == 400


def test_the_unknown_error_has_its_own_title_and_key_order():
    """cc-droplets F6."""
    error = UnknownError()
    assert error.status == 500
    assert list(error.as_json().items()) == [
        ("title", "UnknownError"),
        ("detail", "An unknown error occurred."),
        ("code", 10001),
    ]


def test_a_name_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(KeyError, match="nearest: RateLimitExceeded"):
        kind("RateLimitExeeded")
