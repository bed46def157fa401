"""Rules strike exactly as often as they say, whoever asks at the same time (reliability R-18)."""

import http.client
import itertools
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from fakecf.blobstore.blobstore import DROPLETS
from fakecf.faults import FaultRule
from fakecf.state.records import Droplet

CLIENTS = 64
EACH = 5
ALL = CLIENTS * EACH


class Crowd:
    """64 clients with a connection each, let go at the same moment; and what the rules counted meanwhile."""

    def __init__(self, fakecf):
        self.fakecf = fakecf
        self.droplet = next(each for each in fakecf.foundation.store.state[Droplet] if each.blobstore_key)
        self.headers = {"Authorization": f"bearer {fakecf.token('admin')}"}
        self.struck = {}
        fakecf.foundation.store.watch(self.heard)

    def heard(self, before, after):
        """The numbers of the requests that each rule struck, as the store saw them."""
        for rule in after[FaultRule]:
            known = before[FaultRule].get(rule.guid)
            if known is not None and known.rule is rule.rule and rule.hits > known.hits:
                self.struck.setdefault(rule.guid, []).append(rule.seen)

    def ask(self, target=None, each=EACH):
        """Every status of *each* requests of every client."""
        target = target or f"{self.fakecf.api_url}/v3/droplets/{self.droplet.guid}/download"
        url, barrier = urlsplit(target), threading.Barrier(CLIENTS)

        def client(_):
            connection = http.client.HTTPConnection(url.netloc, timeout=60)
            connection.connect()
            barrier.wait(60)
            statuses = []
            for _ in range(each):
                connection.request("GET", f"{url.path}?{url.query}", headers=self.headers_at(target))
                answer = connection.getresponse()
                answer.read()
                statuses.append(answer.status)
            connection.close()
            return statuses

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(itertools.chain(*pool.map(client, range(CLIENTS))))

    def headers_at(self, target):
        return self.headers if target.startswith(self.fakecf.api_url) else {}

    def presigned(self):
        url, key = self.fakecf.blobstore_url, self.droplet.blobstore_key
        return self.fakecf.foundation.blobs.download_url(DROPLETS, key, url)

    def assert_counts(self, guid, *, seen, hits):
        """What the rule has counted, and what the journal says that it struck."""
        record = self.fakecf.foundation.faults.rule(guid)
        assert (record.seen, record.hits) == (seen, hits)
        assert sum(each.fault == guid for each in self.fakecf.foundation.journal.exchanges()) == hits


@pytest.fixture
def crowd(fakecf):
    return Crowd(fakecf)


@pytest.fixture
def restless():
    """Threads take turns as often as they can, so that whatever can come between comes between."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("times", [1, 3, 100])
def test_a_rule_fails_so_many_of_the_next_requests(crowd, times):
    guid = crowd.fakecf.fault(f"downloads 502 x{times}").id
    statuses = crowd.ask()
    assert (statuses.count(502), statuses.count(302)) == (times, ALL - times)
    crowd.assert_counts(guid, seen=times, hits=times)
    assert crowd.struck[guid] == list(range(1, times + 1))


CONDITIONS = [
    ({"every": 5}, range(5, ALL + 1, 5)),
    ({"every": 5, "times": 3}, [5, 10, 15]),
    ({"after": 7}, range(8, ALL + 1)),
    ({"after": 7, "every": 3, "times": 10}, range(10, 40, 3)),
    ({"nth": 1}, [1]),
    ({"nth": [2, 64, 65, 320]}, [2, 64, 65, 320]),
]


@pytest.mark.parametrize(("when", "numbers"), CONDITIONS)
def test_the_requests_that_are_struck_are_those_of_the_right_numbers(crowd, when, numbers):
    guid = crowd.fakecf.fault({"on": "downloads", "when": when, "do": 502}).id
    statuses = crowd.ask()
    assert (statuses.count(502), statuses.count(302)) == (len(numbers), ALL - len(numbers))
    assert crowd.struck[guid] == list(numbers)
    crowd.assert_counts(guid, seen=numbers[-1], hits=len(numbers))


def test_counts_are_exact_though_threads_take_turns_all_the_time(crowd, restless):
    first = crowd.fakecf.fault("downloads 502 every 5 x20").id
    second = crowd.fakecf.fault("downloads 503 x50").id
    statuses = crowd.ask()
    assert [statuses.count(status) for status in (502, 503, 302)] == [20, 50, ALL - 70]
    assert crowd.struck == {first: list(range(5, 101, 5)), second: list(range(1, 51))}
    crowd.assert_counts(first, seen=100, hits=20)
    crowd.assert_counts(second, seen=50, hits=50)


def test_chance_with_a_seed_strikes_the_same_requests_whoever_comes_first(crowd):
    rule = {"on": "downloads", "when": {"probability": "30%", "seed": 7}, "do": 502}
    faults, drawn = crowd.fakecf.foundation.faults, []
    for _ in range(2):
        faults.replace("by-chance", rule)
        crowd.struck.clear()
        assert crowd.ask().count(502) == len(crowd.struck["by-chance"])
        drawn.append(crowd.struck["by-chance"])
    assert drawn[0] == drawn[1]
    assert 0.2 < len(drawn[0]) / ALL < 0.4
    faults.replace("by-chance", {**rule, "when": {"probability": "30%", "seed": 8}})
    crowd.struck.clear()
    crowd.ask()
    assert crowd.struck["by-chance"] != drawn[0]


def test_a_sequence_is_gone_through_once_in_order(crowd):
    guid = crowd.fakecf.fault("downloads 503,502,ok").id
    statuses = crowd.ask()
    assert [statuses.count(status) for status in (503, 502, 302)] == [1, 1, ALL - 2]
    crowd.assert_counts(guid, seen=3, hits=3)


def test_a_sequence_counts_both_hops_of_a_download_together(crowd):
    """A redirect and the fetching of its blob are two requests of `downloads`."""
    guid = crowd.fakecf.fault("downloads 503,503,ok x96").id
    hops = [f"{crowd.fakecf.api_url}/v3/droplets/{crowd.droplet.guid}/download", crowd.presigned()]
    with ThreadPoolExecutor(2) as pool:
        at_api, at_blobstore = pool.map(lambda hop: crowd.ask(hop, 2), hops)
    assert at_api.count(503) + at_blobstore.count(503) == 64
    assert at_api.count(302) + at_blobstore.count(200) == 256 - 64
    assert {503, 302} >= set(at_api)
    assert {503, 200} >= set(at_blobstore)
    crowd.assert_counts(guid, seen=96, hits=96)
    assert crowd.struck[guid] == list(range(1, 97))


def test_no_rule_strikes_a_request_that_another_has_struck(crowd):
    guids = [crowd.fakecf.fault(f"downloads {status} x40").id for status in (500, 502, 503, 504)]
    statuses = crowd.ask()
    assert [statuses.count(status) for status in (500, 502, 503, 504, 302)] == [40, 40, 40, 40, ALL - 160]
    for guid in guids:
        crowd.assert_counts(guid, seen=40, hits=40)
