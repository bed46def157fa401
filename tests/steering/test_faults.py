import threading

import pytest

from fakecf import UnmetError


def test_requests_are_held_until_they_are_released(cf, download):
    answers = []
    with cf.hold("downloads", app="web") as gate:
        asking = threading.Thread(target=lambda: answers.append(download()))
        asking.start()
        gate.wait_for(1)
        assert answers == []
        gate.release()
        asking.join()
    assert (answers, gate.hits) == ([200], 1)


def test_waiting_for_a_rule_to_strike_ends_in_time(cf):
    rule = cf.fault("downloads 502")
    with pytest.raises(UnmetError, match=f"{rule.id} struck 0 of 2 requests within 0.010000s") as missed:
        rule.wait_for(2, timeout=0.01)
    assert missed.value.problem["found"] == 0
