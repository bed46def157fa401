import json

import pytest

from fakecf.faults import RuleError, read_rule


@pytest.mark.at("api")
def test_members_are_merged_nulled_and_left_out_and_the_rest_stays_true(wire):
    truth = json.loads(wire.truth().body)
    merge = {"name": None, "lifecycle": {"data": {"stack": "cflinuxfs9"}}, "surprise": "<&>"}
    said = wire.struck({"patch": {"merge": merge, "remove": ["/links/self", "/relationships/nothing/here"]}})
    document = json.loads(said.body)
    assert document["name"] is None
    assert document["lifecycle"]["data"] == {**truth["lifecycle"]["data"], "stack": "cflinuxfs9"}
    assert document["links"] == {name: link for name, link in truth["links"].items() if name != "self"}
    assert document["guid"] == truth["guid"]
    assert list(document) == [*truth, "surprise"]
    assert b'"surprise":"\\u003c\\u0026\\u003e"' in said.body  # cc-droplets 2
    assert (said.length, said.end) == (len(said.raw), "kept")


def test_headers_are_set_and_left_out(wire):
    truth = wire.truth()
    said = wire.struck({"patch": {"headers": {"X-New": "1", "Content-Type": "text/plain", "Date": None}}})
    assert (said.header("X-New"), said.header("Content-Type"), said.header("Date")) == ("1", "text/plain", None)
    assert (said.raw, said.end) == (truth.raw, "kept")


@pytest.mark.at("blobstore")
def test_what_is_no_json_keeps_its_body(wire):
    truth = wire.truth()
    assert wire.struck({"patch": {"merge": {"a": 1}}}).body == truth.body


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({}, "/do/patch"),
        ({"remove": ["name"]}, "/do/patch/remove/0"),
        ({"headers": {"A": "x\r\nB: y"}}, "/do/patch/headers/A"),
        ({"headers": {"Content-Length": "1"}}, "/do/patch/headers/Content-Length"),
        ({"mege": {}}, "/do/patch/mege"),
    ],
)
def test_a_patch_that_cannot_be_is_refused(patch, pointer):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "apps.show", "do": {"patch": patch}})
    assert refused.value.problems[0].pointer == pointer
