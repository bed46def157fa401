from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from fakecf.faults import FaultRule, read_rule
from fakecf.state.document import DocumentError, from_document, to_document

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def exported(world):
    return msgspec.json.decode(msgspec.json.encode(to_document(world.store.state)))


def record(text, hits=0):
    return FaultRule(guid="f_1", created_at=NOW, rule=read_rule(text), hits=hits)


@pytest.mark.parametrize(
    ("text", "hits", "after", "standing", "remaining"),
    [
        ("downloads 502", 10, 0, "armed", None),
        ("downloads 502 x2", 1, 0, "armed", 1),
        ("downloads 502 x2", 2, 0, "spent", 0),
        ("downloads 503,503,ok", 1, 0, "armed", 2),
        ("downloads 503,503,ok", 3, 0, "spent", 0),
        ("downloads 502 for 5s", 0, 4, "armed", None),
        ("downloads 502 for 5s", 0, 5, "expired", None),
        ("downloads 502 x1 for 5s", 1, 5, "spent", 0),
    ],
)
def test_a_rule_is_armed_spent_or_expired(text, hits, after, standing, remaining):
    rule = record(text, hits)
    assert (rule.standing(NOW + timedelta(seconds=after)), rule.remaining) == (standing, remaining)


def test_a_snapshot_holds_rules_and_their_counters(world):
    world.engine.add("downloads 502 x3")
    world.download()
    kept = world.store.state
    world.download()
    world.engine.add("apps.list 500")
    world.store.restore(kept)
    assert [(rule.guid, rule.hits) for rule in world.engine.rules()] == [("f_1", 1)]
    assert [world.download().status_code for _ in range(3)] == [502, 502, 200]
    assert world.engine.add("apps.list 500").guid == "f_2"


def test_the_state_document_takes_rules_back(world):
    world.engine.add({"on": "downloads", "match": {"app": "web"}, "do": [503, "ok", {"error": "CF-OrgSuspended"}]})
    world.facts = {"app": ("web",)}
    world.download()
    document = exported(world)
    records = from_document(document)
    before = world.engine.rules()
    with world.store.change() as change:
        change.clear(FaultRule)
        change.put(*records)
    assert world.engine.rules() == before
    assert exported(world) == document
    assert [world.download().status_code for _ in range(3)] == [200, 403, 200]


def test_a_state_document_with_a_wrong_effect_is_refused_at_its_place(world):
    world.engine.add("downloads 502")
    document = exported(world)
    document["records"]["fault_rules"][0]["rule"]["do"][0]["status"] = 99
    with pytest.raises(DocumentError) as refused:
        from_document(document)
    assert refused.value.problems[0].pointer == "/records/fault_rules/0/rule/do/0/status"


def test_a_rule_of_a_state_document_that_can_never_strike_is_kept_and_harmless(world):
    with world.store.change() as change:
        change.put(record("nothing.here 502"))
    assert world.download().status_code == 200
    assert [rule.guid for rule in world.engine.rules()] == ["f_1"]


def test_a_rule_may_outlive_the_calendar(world):
    world.engine.add("downloads 502 for 9999999d")
    assert world.download().status_code == 502
