import json

import pytest

from tests.conformance.comparing import Difference
from tests.conformance.describing import spot


def place(expected, got):
    found = spot(Difference("body", "", json.dumps(expected), json.dumps(got)))
    return found.place, found.expected, found.got


@pytest.mark.parametrize(
    ("expected", "got", "where"),
    [
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, ("/a/0/b", "1", "2")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, (" keys", "a, b", "b, a")),
        ({"a": {"x": 1}}, {"a": {}}, ("/a keys", "x", "")),
        ({"a": [1, 2]}, {"a": [1]}, ("/a", "[1, 2]", "[1]")),
        ({"a": 1}, {"a": 1.0}, ("/a", "1", "1.0")),
        ({"a": None}, {"a": "n"}, ("/a", "null", '"n"')),
    ],
)
def test_the_first_place_in_which_two_bodies_part(expected, got, where):
    assert place(expected, got) == where


def test_bodies_that_mean_the_same_part_where_they_are_written_differently():
    found = spot(Difference("body", "", r'{"a":"x\u0026y"}', '{"a":"x&y"}'))
    assert (found.place, found.expected) == ("text", r'{"a":"x\u0026y"}')


def test_items_of_a_list_are_one_kind_of_place():
    assert spot(Difference("body", "", '{"a":[{"b":1}]}', '{"a":[{"b":2}]}')).kind_of_place == "/a/*/b"
