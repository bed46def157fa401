"""What a reader of the stream gets, with the passing of time played by the test."""

import json
import re

import pytest

from fakecf.journal import Search, Stream
from fakecf.journal.stream import HEARTBEAT
from fakecf.web import Answer


@pytest.fixture
def reader(world):
    """`reader(search, *doings)`: all that is sent while the pauses do what *doings* do, until the reader leaves."""

    def read(search, *doings):
        left = list(doings)

        def pause(seconds, bell):
            assert 0 < seconds <= HEARTBEAT
            if not left:
                return True
            left.pop(0)()
            return False

        return b"".join(Stream(world.journal, search, pause, closed=lambda: None))

    return read


def ids(sent):
    return [int(number) for number in re.findall(rb"^id: (\d+)$", sent, re.MULTILINE)]


def test_an_event_is_one_line_of_json_with_the_id_of_its_exchange(world, reader):
    sent = reader(Search(), lambda: world.ask("api", "/v3/nope%0a%0aevent: forged", Answer(404)))
    number, kind, data, end, rest = sent.split(b"\n")
    assert (number, kind, end, rest) == (b"id: 1", b"event: exchange", b"", b"")
    exchange = json.loads(data.removeprefix(b"data: "))
    assert (exchange["id"], exchange["status"], exchange["duration"]) == (1, 404, 1.0)
    assert exchange["path"] == "/v3/nope\n\nevent: forged"


def test_without_since_the_past_is_not_told(world, reader):
    world.ask("api", "/")
    assert ids(reader(Search(), lambda: world.ask("api", "/"))) == [2]


def test_an_exchange_is_told_when_it_is_settled(world, reader):
    def chunks(environ, start_response):
        start_response("200 OK", [])
        return iter([b"a"])

    bodies = []

    def begin():
        bodies.append(world.raw("api", chunks))

    sent = reader(Search(), begin, lambda: world.ask("api", "/"), lambda: list(bodies[0]))
    assert ids(sent) == [2, 1]


def test_a_reader_that_comes_back_misses_nothing_that_settled_out_of_turn(world, reader):
    slow = world.raw("api", lambda _, start: start("200 OK", []) and iter([b"a"]))
    world.ask("api", "/")
    assert ids(reader(Search(since=0))) == [2]
    list(slow)
    assert ids(reader(Search(since=2))) == [1]
    assert ids(reader(Search(since=1))) == []


def test_a_reader_that_comes_back_too_late_is_given_what_is_left(world, reader):
    for _ in range(3):
        world.ask("api", "/")
    world.journal.clear()
    for _ in range(2):
        world.ask("api", "/")
    assert ids(reader(Search(since=2))) == [4, 5]
    assert ids(reader(Search(since=99))) == []


def test_only_what_is_looked_for_is_told(world, reader):
    def three():
        for status in (200, 404, 200):
            world.ask("api", "/", Answer(status))

    assert ids(reader(Search(status=404), three)) == [2]
    assert ids(reader(Search(status=404, since=0))) == [2]


def test_what_left_the_ring_before_it_was_read_is_counted(world_of):
    world = world_of(exchanges=3)

    def many(seconds, bell):
        if world.journal.exchanges():
            return True
        for _ in range(10):
            world.ask("api", "/")
        return False

    sent = b"".join(Stream(world.journal, Search(), many, closed=lambda: None))
    assert sent.startswith(b'event: dropped\ndata: {"count":7}\n\n')
    assert ids(sent) == [8, 9, 10]


def test_a_comment_is_sent_when_there_was_nothing_to_send_for_long(world, reader):
    def seconds(count):
        return lambda: [world.journal.clock.stopwatch() for _ in range(count)]

    assert reader(Search(status=404), seconds(5)) == b""
    assert reader(Search(status=404), seconds(20)) == b":\n\n"
    nothing_wanted = [lambda: world.ask("api", "/")] * 5  # four looks each
    assert b":\n\n" in reader(Search(status=404), *nothing_wanted)


def test_the_seat_is_given_back_once(world):
    given = []
    stream = Stream(world.journal, Search(), lambda *_: True, closed=lambda: given.append(True))
    stream.close()
    stream.close()
    assert given == [True]
