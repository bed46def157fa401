from datetime import timedelta

import pytest

from fakecf.checking import CheckError
from fakecf.timing import Timing, read_timing, written


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("instant", Timing(after=timedelta())),
        ("held", Timing()),
        ("3 polls", Timing(polls=3)),
        ("1 poll", Timing(polls=1)),
        ("0 polls", Timing(polls=0)),
        ("5s", Timing(after=timedelta(seconds=5))),
        ("after 250ms", Timing(after=timedelta(milliseconds=250))),
        ("STAGING, STAGED", Timing(script=("STAGING", "STAGED"))),
        ("FAILED", Timing(script=("FAILED",))),
        ("STAGING,FAILED: one, two, FAILED", Timing(script=("STAGING", "FAILED: one, two", "FAILED"))),
        (["STAGING", {"FAILED": "NoCompatibleCell"}], Timing(script=("STAGING", "FAILED: NoCompatibleCell"))),
    ],
)
def test_a_timing_is_read_as_people_write_it(text, meant):
    assert read_timing(written(text)) == meant


@pytest.mark.parametrize("text", ["instant", "3 polls", "held", ("STAGING", "FAILED: one, two")])
def test_what_was_read_once_reads_the_same_again(text):
    assert written(written(text)) == written(text)


@pytest.mark.parametrize(
    ("text", "detail", "meant"),
    [
        ("instnat", "'instnat' is not a timing", "instant"),
        ("hold", "'hold' is not a timing", "held"),
        ("3 pols", "'3 pols' is not a timing", "3 polls"),
        ("", "'' is not a timing", None),
        ("5 parsecs", "'5 parsecs' is not a timing", None),
        ("5x", "'5x' is not a duration; write a number and a unit such as 250ms, 5s, 10m, 2h or 45d", None),
        ("-5s", "'-5s' is not a timing", "5s"),
        ("99999d", "99999d is longer than a century", None),
        ([], "a script has 1 to 1000 steps, not 0", None),
        (["STAGING"] * 1001, "a script has 1 to 1000 steps, not 1001", None),
    ],
)
def test_what_is_no_timing_is_refused_with_the_nearest_form(text, detail, meant):
    with pytest.raises(CheckError) as refused:
        read_timing(written(text))
    (problem,) = refused.value.problems
    assert (problem.detail, problem.did_you_mean) == (detail, meant)
