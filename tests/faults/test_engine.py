from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from fakecf.faults import FaultRule, RuleError
from fakecf.faults.engine import MAX_RULES


def statuses(world, count):
    return [world.download().status_code for _ in range(count)]


def test_a_rule_strikes_as_often_as_it_says(world):
    world.engine.add("downloads 502 x2")
    assert statuses(world, 4) == [502, 502, 200, 200]


def test_a_rule_without_an_end_strikes_for_ever(world):
    world.engine.add("downloads 502")
    assert statuses(world, 4) == [502, 502, 502, 502]


def test_a_sequence_steps_with_every_hit_and_ends(world):
    rule = world.engine.add("downloads 503,502,ok")
    assert statuses(world, 5) == [503, 502, 200, 200, 200]
    assert world.engine.rule(rule.guid).hits == 3


def test_a_sequence_with_more_times_than_steps_begins_again(world):
    world.engine.add("downloads 503,ok x5")
    assert statuses(world, 6) == [503, 200, 503, 200, 503, 200]


def test_a_rule_lives_as_long_as_it_says_on_the_foundations_clock(world):
    rule = world.engine.add("downloads 502 for 30s")
    assert statuses(world, 1) == [502]
    world.wait_until(rule.created_at + timedelta(seconds=29))
    assert statuses(world, 1) == [502]
    world.wait_until(rule.created_at + timedelta(seconds=30))
    assert statuses(world, 1) == [200]
    world.wait_until(rule.created_at)
    assert statuses(world, 1) == [502]


def test_the_first_rule_that_is_armed_strikes_alone(world):
    world.engine.add("downloads 503 x1")
    world.engine.add("droplets.* 502")
    assert statuses(world, 2) == [503, 502]
    assert [rule.hits for rule in world.engine.rules()] == [1, 1]


@pytest.mark.parametrize("times", [1, 7, 100])
def test_times_are_exact_under_64_clients(world, times):
    # reliability R-18
    world.engine.add({"on": "downloads", "when": {"times": times}, "do": 502})
    world.engine.add({"on": "downloads", "when": {"times": times}, "do": 503})
    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(lambda _: world.download().status_code, range(320)))
    assert (answers.count(502), answers.count(503)) == (times, times)
    assert [rule.hits for rule in world.engine.rules()] == [times, times]


def test_a_sequence_is_exact_under_64_clients(world):
    world.engine.add("downloads 503,502,404 x90")
    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(lambda _: world.download().status_code, range(192)))
    assert [answers.count(status) for status in (503, 502, 404, 200)] == [30, 30, 30, 102]


def test_nothing_is_described_while_no_rule_is_set_for_the_listener(world):
    world.engine.add("uaa.token 401")
    world.download()
    assert world.described == 0
    world.get("/oauth/token", "uaa", "POST")
    assert world.described == 1


def test_a_spent_rule_costs_no_description(world):
    world.engine.add("downloads 502 x1")
    statuses(world, 5)
    assert world.described == 1


def test_a_struck_request_does_not_reach_the_listener_and_says_which_rule_struck(world):
    rule = world.engine.add("downloads 502 x1")
    world.download()
    assert world.served == []
    assert (world.environ["fakecf.fault"], world.environ["fakecf.operation"]) == (rule.guid, "droplets.download")
    world.download()
    assert world.served == ["api"]
    assert "fakecf.fault" not in world.environ


def test_rules_are_numbered_and_no_number_is_given_twice(world):
    first, second = world.engine.add("downloads 502"), world.engine.add("downloads 503")
    assert (first.guid, second.guid) == ("f_1", "f_2")
    assert world.engine.remove("f_2")
    assert world.engine.add("downloads 504").guid == "f_3"
    world.engine.replace("f_4", "downloads 500")
    assert world.engine.add("downloads 504").guid == "f_5"


def test_rules_are_listed_in_the_order_in_which_they_are_asked(world):
    for text in ("downloads 502", "apps.list 503"):
        world.engine.add(text)
    assert [rule.guid for rule in world.engine.rules()] == ["f_1", "f_2"]
    assert world.engine.rule("f_9") is None


def test_a_replaced_rule_keeps_its_place_and_begins_again(world):
    world.engine.add("downloads 502 x1")
    world.engine.add("downloads 503")
    statuses(world, 1)
    world.engine.replace("f_1", "downloads 404 x1")
    assert [rule.guid for rule in world.engine.rules()] == ["f_1", "f_2"]
    assert statuses(world, 2) == [404, 503]


def test_a_rule_may_be_given_its_id(world):
    assert world.engine.replace("flaky-blobstore", "blobstore.get 503").guid == "flaky-blobstore"
    assert world.get("/b/k", "blobstore").status_code == 503


@pytest.mark.parametrize("guid", ["", "a b", "a/b", "x" * 65, "a\n"])
def test_an_id_is_letters_and_digits(world, guid):
    with pytest.raises(RuleError) as refused:
        world.engine.replace(guid, "downloads 502")
    assert refused.value.problems[0].pointer == "/id"


def test_a_removed_rule_strikes_no_more(world):
    world.engine.add("downloads 502")
    assert world.engine.remove("f_1")
    assert not world.engine.remove("f_1")
    assert statuses(world, 1) == [200]


def test_clearing_removes_every_rule(world):
    world.engine.add("downloads 502")
    world.engine.add("apps.list 502")
    world.engine.clear()
    assert world.engine.rules() == ()
    assert statuses(world, 1) == [200]
    assert world.engine.add("downloads 502").guid == "f_3"


def test_there_are_at_most_a_thousand_rules(world):
    # reliability 1.3
    with world.store.change() as change:
        rule = world.engine.check("apps.list ok x1")
        now = world.setting.created_at
        change.put(*(FaultRule(guid=f"r{n}", created_at=now, rule=rule) for n in range(MAX_RULES)))
    with pytest.raises(RuleError, match="there are 1000 rules already"):
        world.engine.add("downloads 502")
    world.engine.replace("r1", "downloads 502")
    assert statuses(world, 1) == [502]


def test_a_wrong_rule_changes_nothing(world):
    with pytest.raises(RuleError):
        world.engine.replace("f_1", "downloads 1")
    assert world.engine.rules() == ()


def test_an_effect_that_makes_no_sense_on_a_hop_waits_for_one_where_it_does(world):
    rule = world.engine.add({"on": "*", "do": ["CF-NotAuthorized", {"range": "ignored"}, 503]})
    assert world.get("/b/k", "blobstore").status_code == 200
    assert world.get("/v3/apps").status_code == 403
    assert world.get("/v3/apps").status_code == 200
    assert world.engine.rule(rule.guid).hits == 1
    assert world.get("/b/k", "blobstore").status_code == 200
    assert world.engine.rule(rule.guid).hits == 2
    assert world.get("/v3/apps").status_code == 503


def test_a_rule_on_a_listener_strikes_all_of_it_and_nothing_else(world):
    world.engine.add("api 503")
    assert world.get("/v3/nothing").status_code == 503
    assert world.get("/v3/apps").status_code == 503
    assert world.get("/b/k", "blobstore").status_code == 200


def test_who_minds_the_doors_hears_when_rules_or_time_change_but_not_of_every_hit(world):
    heard = []
    unwatch = world.engine.watch(lambda: heard.append(world.engine.refusing("api")))
    rule = world.engine.add("downloads 502")
    assert world.download().status_code == 502
    world.engine.add("api refuse")
    world.engine.remove(rule.guid)
    world.engine.clear()
    unwatch()
    world.engine.add("api refuse")
    assert heard == [0.0, float("inf"), float("inf"), 0.0]
