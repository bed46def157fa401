import pytest

from tests.conformance.recordings import content, read
from tests.conformance.rows import Rows, moved_on

REQUEST = {"method": "GET", "path": "/v3", "headers": {}}
RESPONSE = {"status": 200, "headers": [["content-type", "a"], ["x", "b"]]}


def live(ref, **more):
    return {
        "id": f"live:{ref}",
        "now": "2026-11-23T15:00:00Z",
        "before_ref": ref,
        "request": REQUEST,
        "response": RESPONSE,
    }


def names(exchange):
    return [row["name"] for row in exchange.world.rows["apps"]]


def test_a_snapshot_goes_on_from_the_one_it_names(record):
    rows = [{"id": 1, "guid": "a", "name": "one"}, {"id": 2, "guid": "b", "name": "two"}]
    changes = {
        "added": [{"id": 3, "guid": "c", "name": "three"}],
        "removed": [{"id": 1, "guid": "a"}],
        "changed": [{"id": 2, "guid": "b", "set": {"name": "zwei"}}],
    }
    path = record(
        {"snapshot": "s1", "tables": {"apps": rows}},
        live("s1"),
        {"snapshot": "s2", "from": "s1", "diff": {"apps": changes}},
        live("s2"),
        {"snapshot": "s3", "from": "s2", "diff": {}},
        live("s3"),
        {"snapshot": "s1", "tables": {}},
        live("s1"),
    )
    assert [names(each) for each in read(path)] == [["one", "two"], ["zwei", "three"], ["zwei", "three"], []]


def test_exchanges_of_one_snapshot_share_their_world(record):
    first, second = read(record({"snapshot": "s1", "tables": {}}, live("s1"), live("s1")))
    assert first.world is second.world


def test_outcomes_are_no_exchanges(record, exchange):
    outcome = {"outcome": "spec/request/spaces_spec.rb:1[1:1]", "status": "passed"}
    assert [each.id for each in read(record(exchange, outcome))] == [exchange["id"]]


def test_a_column_that_became_null_is_gone():
    moved = moved_on(
        {"apps": [{"id": 1, "droplet_guid": "d"}]}, {"apps": {"changed": [{"id": 1, "set": {"droplet_guid": None}}]}}
    )
    assert moved == {"apps": [{"id": 1}]}


def test_a_row_of_a_join_table_is_removed_by_its_own_key():
    rows = [{"space_id": 1, "user_id": n, "spaces_auditors_pk": n, "role_guid": f"r{n}"} for n in (1, 2)]
    assert moved_on({"t": rows}, {"t": {"removed": [rows[0]]}}) == {"t": [rows[1]]}


def test_tables_are_left_as_they_were():
    tables = {"apps": [{"id": 1, "name": "a"}]}
    moved_on(tables, {"apps": {"changed": [{"id": 1, "set": {"name": "b"}}]}})
    assert tables == {"apps": [{"id": 1, "name": "a"}]}


def test_rows_are_found_by_any_column_in_order():
    rows = Rows({"apps": [{"id": 1, "s": "x"}, {"id": 2, "s": "y"}, {"id": 3, "s": "x"}]})
    assert [row["id"] for row in rows.where("apps", "s", "x")] == [1, 3]
    assert rows.one("apps", "s", "z") == rows.one("none", "s", "x") == rows.one("apps", "s", None) == {}


@pytest.mark.parametrize(("body", "sent"), [("é", "é".encode()), ({"base64": "/w=="}, b"\xff"), (None, b"")])
def test_a_body_is_text_or_base64(body, sent):
    assert content(body) == sent
