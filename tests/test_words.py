from datetime import timedelta

import pytest

from fakecf.words import did_you_mean, duration, nearest, pointer, size, whole_number


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("0", 0), ("12", 12), ("1KiB", 1024), ("20mib", 20 * 2**20), ("1.5 GB", 1_500_000_000), ("1GiB", 2**30)],
)
def test_sizes_are_read_as_people_write_them(text, bytes_):
    assert size(text) == bytes_


@pytest.mark.parametrize(
    ("text", "seconds"), [("250ms", 0.25), ("5s", 5), ("10m", 600), ("2h", 7200), ("-45d", -45 * 86400)]
)
def test_durations_are_read_as_people_write_them(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "five", "5", "1 fortnight", "\u0661s"])
def test_a_wrong_duration_says_what_is_allowed(text):
    with pytest.raises(ValueError, match="write a number and a unit such as 250ms"):
        duration(text)


@pytest.mark.parametrize("text", ["999999999999d", f"{'9' * 400}s"])
def test_a_duration_that_nothing_lasts_is_wrong_too(text):
    with pytest.raises(ValueError, match="longer than time can be told"):
        duration(text)


@pytest.mark.parametrize("text", ["", "huge", "-1", "1 yard", "\u0661KiB"])
def test_a_wrong_size_says_what_is_allowed(text):
    with pytest.raises(ValueError, match="write a number and a unit such as 64KiB"):
        size(text)


def test_a_size_that_nothing_has_is_wrong_too():
    with pytest.raises(ValueError, match="larger than anything"):
        size("9" * 400)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_plain_digits(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", "\u0661", "9" * 19, "9" * 5000])
def test_other_digits_and_endless_ones_are_no_number(text):
    assert whole_number(text) is None


def test_the_nearest_word_ignores_case_and_gives_up_on_nonsense():
    assert nearest("Downlods", ["downloads", "droplets"]) == "downloads"
    assert nearest("zzz", ["downloads", "droplets"]) is None


def test_what_was_meant_is_told_behind_a_sentence_or_not_at_all():
    assert did_you_mean("downlods", ["downloads"]) == "; did you mean 'downloads'?"
    assert did_you_mean("zzz", ["downloads"]) == ""


def test_a_pointer_escapes_what_means_something_in_it():
    assert pointer("a/b", 0, "c~d") == "/a~1b/0/c~0d"
    assert pointer() == ""
