"""What PATCH says to a body it does not take: cc-droplets 7.6, cc-surface 3.5, corrections 16 and 18."""

import pytest

from fakecf.state.records import Droplet
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable


def refused(cf, body, guid="staged"):
    return cf.error(f"/v3/droplets/{guid}", method="PATCH", json=body)


def labels(**fields):
    return {"metadata": {"labels": fields}}


# cc-droplets 7.6, row by row
REFUSED = [
    ({"metadata": 567}, "Metadata must be an object"),
    ({"metadata": None}, "Metadata must be an object"),
    ({"metadata": []}, "Metadata must be an object"),
    ({"metadata": {"labels": "v"}}, "Metadata 'labels' is not an object"),
    ({"metadata": {"annotations": "v"}}, "Metadata 'annotations' is not an object"),
    ({"metadata": {"foo": 1}}, "Metadata has unexpected field(s): 'foo'"),
    ({"metadata": {"foo": 1, "bar": 2}}, "Metadata has unexpected field(s): 'foo' 'bar'"),
    ({"metadata": {"labels": {"": "x"}}}, "Metadata label key error: key cannot be empty string"),
    (
        {"metadata": {"labels": {"cloudfoundry.org/x": "y"}}},
        "Metadata label key error: prefix 'cloudfoundry.org' is reserved",
    ),
    ({"metadata": {"labels": {"a/b/c": "x"}}}, "Metadata label key error: key has more than one '/'"),
    (labels(**{"a" * 64: "x"}), "Metadata label key error: 'aaaaaaaa...' is greater than 63 characters"),
    (labels(a="b!"), "Metadata label value error: 'b!' contains invalid characters"),
    (labels(a="-b"), "Metadata label value error: '-b' starts or ends with invalid characters"),
    (labels(a="b" * 64), "Metadata label value error: 'bbbbbbbb...' is greater than 63 characters"),
    (labels(a={"bogus": 1}), "Metadata label value error: '{:bogus=>1}' contains invalid characters"),
    (
        labels(a=[1, True, 'x"']),
        'Metadata label value error: \'[1, true, "x\\""]\' contains invalid characters',
    ),
    (
        {"metadata": {"annotations": {"": "x"}}},
        "Metadata annotation key error: key cannot be empty string",
    ),
    (
        {"metadata": {"annotations": {"a": "b" * 5001}}},
        "Metadata annotation value error: 'bbbbbbbb...' is greater than 5000 characters",
    ),
    ({"image": 5}, "Image must be a string"),
    ({"foo": 1}, "Unknown field(s): 'foo'"),
    ({"foo": 1, "bar": 2}, "Unknown field(s): 'foo', 'bar'"),
]


@pytest.mark.parametrize(("body", "said"), REFUSED)
def test_a_body_that_is_wrong_is_told_so_in_ccs_words(cf, body, said):
    assert refused(cf, body, "docker") == unprocessable(said)


def test_everything_wrong_is_told_at_once_in_the_order_of_the_validators(cf):
    body = {"foo": 1, "image": 5, "metadata": {"labels": {"-a": "b!"}, "annotations": 1, "x": 1}}
    said = (
        "Metadata has unexpected field(s): 'x'",
        "Metadata label key error: '-a' starts or ends with invalid characters",
        "Metadata label value error: 'b!' contains invalid characters",
        "Metadata 'annotations' is not an object",
        "Image must be a string",
        "Unknown field(s): 'foo'",
    )
    assert refused(cf, body, "docker") == unprocessable(", ".join(said))


def patched(cf, **metadata):
    answer = cf.ask("/v3/droplets/staged", method="PATCH", json={"metadata": metadata})
    assert answer.status_code == 200, answer.text
    return answer.json()["metadata"]


@pytest.mark.parametrize("value", [1.5, True, False, {"a": 1}])
def test_cc_stumbles_over_annotations_that_have_no_size(cf, value):
    # corrections 16
    assert refused(cf, {"metadata": {"annotations": {"a": value}}}) == (500, UNKNOWN_ERROR)


def test_numbers_become_text(cf):
    # corrections 16: integers are accepted
    assert patched(cf, annotations={"a": 5}, labels={"b": 6})["annotations"] == {"a": "5"}
    assert cf.state[Droplet].get("staged").labels["b"] == "6"


def test_null_deletes_and_the_rest_stays(cf):
    cf.change(Droplet, "staged", labels={"a": "1", "b": "2"}, annotations={"c": "3", "d": "4"})
    shown = patched(cf, labels={"a": None, "x": "y"}, annotations={"c": None, "nowhere": None})
    assert shown == {"labels": {"b": "2", "x": "y"}, "annotations": {"d": "4"}}


def test_empty_text_is_kept(cf):
    assert patched(cf, labels={"a": ""}, annotations={"b": ""}) == {
        "labels": {"animal": "dog", "env": "prod", "a": ""},
        "annotations": {"b": ""},
    }


@pytest.mark.parametrize(("value", "stored"), [([], None), (["x"], "x"), ([5], "5")])
def test_a_list_of_one_is_its_one_and_an_empty_list_is_null(cf, value, stored):
    # recorded: live_write, metadata.annotations with arrays
    assert patched(cf, annotations={"a": value})["annotations"] == {"a": stored}


def test_the_database_has_no_place_for_two(cf):
    assert refused(cf, {"metadata": {"annotations": {"a": ["x", "y"]}}}) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("metadata", [{}, {"labels": {}}, {"labels": None, "annotations": None}])
def test_what_is_not_given_stays(cf, metadata):
    assert patched(cf, **metadata)["labels"] == {"animal": "dog", "env": "prod"}


LIMITS = [
    ("labels", 50, {"title": "CF-LabelLimitExceeded", "code": 390020}),
    ("annotations", 200, {"title": "CF-AnnotationLimitExceeded", "code": 390023}),
]


@pytest.mark.parametrize(("kind", "limit", "error"), LIMITS)
def test_only_so_many_can_be_added(cf, kind, limit, error):
    # cc-droplets 4
    cf.change(Droplet, "staged", **{kind: {f"k{number}": "v" for number in range(limit - 1)}})
    detail = f"Failed to add 2 {kind} because it would exceed maximum of {limit}"
    assert refused(cf, {"metadata": {kind: {"x": "1", "y": "2"}}}) == (422, {"detail": detail, **error})
    assert len(patched(cf, **{kind: {"x": "1"}})[kind]) == limit


@pytest.mark.parametrize(("kind", "limit", "_"), LIMITS)
def test_those_that_are_too_many_already_can_still_be_changed(cf, kind, limit, _):
    cf.change(Droplet, "staged", **{kind: {f"k{number}": "v" for number in range(limit + 5)}})
    assert patched(cf, **{kind: {"k1": "new"}})[kind]["k1"] == "new"
