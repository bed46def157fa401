import pytest

from fakecf.journal.search import FLAGS
from fakecf.journal.tally import Kind
from fakecf.web import Answer, Hangup


def about(operation=None, status=200, fault=None, **left):
    """An application that leaves that in the environ."""

    def app(environ, start_response):
        found = {"operation": operation, "fault": fault, **left}
        environ |= {f"fakecf.{name}": value for name, value in found.items() if value is not None}
        return Answer(status, [], b"fine")(environ, start_response)

    return app


def test_exchanges_are_counted_by_what_was_asked_and_answered(world):
    for app in (about("apps.list"), about("apps.list", 404), about("apps.list", 404), about("apps.list", fault="f_1")):
        world.raw("api", app)
    assert world.journal.tally.kinds() == {
        Kind("api", "apps.list", "GET", struck=False, status=200): 1,
        Kind("api", "apps.list", "GET", struck=False, status=404): 2,
        Kind("api", "apps.list", "GET", struck=True, status=200): 1,
    }


def test_head_counts_as_get(world):
    for method in ("HEAD", "GET"):
        world.raw("api", about("apps.list"), REQUEST_METHOD=method)
    assert list(world.journal.tally.kinds().values()) == [2]


def test_a_route_that_is_not_served_counts_by_its_rule(world):
    world.raw("api", about(unserved="/v3/x/<guid>", status=501), "/v3/x/1", REQUEST_METHOD="POST")
    assert world.journal.tally.kinds() == {Kind("api", "/v3/x/<guid>", "POST", struck=False, status=501): 1}


def test_whatever_clients_ask_for_there_are_few_kinds(world):
    for number in range(50):
        world.raw("api", about(status=404, unknown=True), f"/{number}", REQUEST_METHOD=f"X{number}")
    assert world.journal.tally.kinds() == {Kind("api", "", "", struck=False, status=404): 50}


def test_what_ended_without_an_answer_counts(world):
    def app(environ, start_response):
        environ["fakecf.operation"] = "apps.list"
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app)
    assert world.journal.tally.kinds() == {Kind("api", "apps.list", "GET", struck=False, status=None): 1}


def test_what_the_ring_has_forgotten_still_counts(world_of):
    world = world_of(exchanges=3)
    for _ in range(10):
        world.raw("api", about("apps.list"))
    assert len(world.journal.exchanges()) == 3
    assert list(world.journal.tally.kinds().values()) == [10]


def test_every_flag_is_counted_once_its_exchange_is_over(world):
    def chunks(environ, start_response):
        environ["fakecf.unread"] = ("/x", "?y")
        start_response("200 OK", [("Content-Length", "6")])
        return iter([b"abc", b"def"])

    body = world.raw("api", chunks)
    next(body)
    assert world.journal.tally.flags() == dict.fromkeys(FLAGS, 0)
    body.close()
    assert world.journal.tally.flags() == {**dict.fromkeys(FLAGS, 0), "abandoned": 1, "unread": 1}


def test_it_goes_with_the_journal(world):
    world.raw("api", about("apps.list", unknown=True))
    world.journal.clear()
    assert (world.journal.tally.kinds(), set(world.journal.tally.flags().values())) == ({}, {0})
