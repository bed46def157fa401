"""What one document becomes of another: what the gem json-diff 0.4.1 says."""

import pytest

from fakecf.capi.json_difference import json_difference


def unknown(_before, _after):
    return None


def told(before, after, similarity=unknown):
    return [
        (each["op"], each.get("from", each.get("was")), each["path"], each.get("value"))
        for each in json_difference(before, after, similarity)
    ]


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [
        (1, 1, []),
        (1, True, [("replace", 1, "", True)]),
        (None, 1, [("replace", None, "", 1)]),
        (
            {"a": 1, "b": 2},
            {"b": 3, "c": 4},
            [("remove", 1, "/a", None), ("add", None, "/c", 4), ("replace", 2, "/b", 3)],
        ),
        ({"a/b~": 1}, {}, [("remove", 1, "/a~1b~0", None)]),
        ({"a": 1}, [1], [("replace", {"a": 1}, "", [1])]),
        ([], [1, 2], [("add", None, "/0", 1), ("add", None, "/1", 2)]),
        ([1, 2], [], [("remove", 1, "/0", None), ("remove", 2, "/0", None)]),
        ([1, 2, 3], [1, 3], [("remove", 2, "/1", None)]),
        ([1], [2], [("remove", 1, "/0", None), ("add", None, "/0", 2)]),
        ([1, 2], [2, 1], [("move", "/0", "/1", None)]),
        ([1, 2, 3], [3, 1, 2], [("move", "/0", "/1", None), ("move", "/0", "/2", None), ("move", "/1", "/0", None)]),
        ([[1]], [[1, 2]], [("add", None, "/0/1", 2)]),
        ([{}], [{}], []),
        ([{}], [{"a": 1}], [("remove", {}, "/0", None), ("add", None, "/0", {"a": 1})]),
        ([{"a": 1, "b": 1}], [{"a": 1, "b": 2}], [("replace", 1, "/0/b", 2)]),
    ],
)
def test_operations_lead_from_one_document_to_the_other(before, after, operations):
    assert told(before, after) == operations


def test_items_that_are_said_to_be_the_same_are_compared_however_they_differ():
    before, after = [{"name": "a", "x": 1}], [{"name": "a", "y": 2, "z": 3}]
    assert told(before, after, lambda old, new: float(old["name"] == new["name"])) == [
        ("remove", 1, "/0/x", None),
        ("add", None, "/0/y", 2),
        ("add", None, "/0/z", 3),
    ]
