from datetime import UTC, datetime

import pytest

from fakecf.state.records import Organization, Space
from fakecf.state.table import Table

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def org(name, **fields):
    return Organization(guid=name, created_at=THEN, name=name, **fields)


def names(table):
    return [row.name for row in table]


def test_a_table_keeps_the_order_of_insertion():
    table = Table().put(org("b")).put(org("a"))
    assert names(table) == ["b", "a"]


def test_a_replaced_record_keeps_its_place():
    table = Table().put(org("a")).put(org("b"))
    replaced = table.put(org("a", status="suspended"))
    assert names(replaced) == ["a", "b"]
    assert replaced.get("a").status == "suspended"


def test_a_table_does_not_see_what_was_added_to_it_later():
    before = Table().put(org("a"))
    after = before.put(org("b"))
    assert names(before) == ["a"]
    assert before.get("b") is None
    assert "b" not in before
    assert names(after) == ["a", "b"]


def test_two_tables_that_grew_from_one_never_see_each_others_records():
    root = Table().put(org("a"))
    left, right = root.put(org("left")), root.put(org("right"))
    assert (names(left), names(right)) == (["a", "left"], ["a", "right"])
    assert left.get("right") is None
    assert right.get("left") is None


def test_two_tables_that_grew_from_one_may_use_the_same_guid():
    root = Table().put(org("a"))
    replaced = root.put(org("a", status="suspended"))
    first = root.put(org("b")).put(org("c"))
    second = replaced.put(org("c"))
    assert first.get("c") is not second.get("c")
    assert names(second) == ["a", "c"]


def test_a_table_without_some_records_keeps_the_rest_in_order():
    table = Table().put(org("a")).put(org("b")).put(org("c"))
    assert names(table.without({"b"})) == ["a", "c"]


def test_where_finds_by_any_field_in_order_and_follows_changes():
    table = Table().put(org("a", status="suspended")).put(org("b")).put(org("c", status="suspended"))
    assert [row.guid for row in table.where("status", "suspended")] == ["a", "c"]
    assert table.where("status", "deleting") == ()
    assert [row.guid for row in table.put(org("a")).where("status", "suspended")] == ["c"]


def test_nothing_is_found_for_no_guid():
    assert Table().get(None) is None


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_the_length_is_what_the_table_holds(size):
    table = Table()
    for n in range(size):
        table = table.put(Space(guid=str(n), created_at=THEN, name=str(n), organization_guid="o"))
    assert len(table) == size
    assert sum(1 for _ in table) == size
