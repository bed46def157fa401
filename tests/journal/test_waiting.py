import threading

import pytest

from fakecf.journal import NotFoundInTimeError, Search, WaitEndedError
from fakecf.web import Answer

NOPE = Search(status=404)


def body_of_two(environ, start_response):
    start_response("200 OK", [("Content-Length", "6")])
    return iter([b"abc", b"def"])


def test_what_has_happened_already_is_found_at_once(world):
    world.ask("api", "/v3/nope", Answer(404))
    assert [each.id for each in world.journal.wait_for(NOPE, timeout=0)] == [1]


def test_what_happens_during_the_wait_ends_it(world):
    asked = []

    def pause(seconds, bell):
        asked.append(seconds)
        world.ask("api", "/v3/nope", Answer(404))
        return False

    found = world.journal.wait_for(NOPE, times=3, timeout=100, pause=pause)
    assert [each.id for each in found] == [1, 2, 3]
    assert len(asked) == 3


def test_a_wait_in_another_thread_ends_as_soon_as_it_happens(world):
    found = []
    waiting = threading.Thread(target=lambda: found.extend(world.journal.wait_for(NOPE, timeout=10_000)))
    waiting.start()
    world.ask("api", "/v3/nope", Answer(404))
    waiting.join(10)
    assert [each.id for each in found] == [1]


def test_every_exchange_rings_when_its_answer_begins_and_when_it_is_settled(world):
    def has_rung(bell):
        return world.journal.chime.bell() is not bell

    bell = world.journal.chime.bell()
    body = world.raw("blobstore", body_of_two)
    assert has_rung(bell)
    bell = world.journal.chime.bell()
    next(body)
    assert not has_rung(bell)
    list(body)
    assert has_rung(bell)


def test_an_answer_under_way_counts_when_it_is_over(world):
    body = world.raw("blobstore", body_of_two)
    assert len(world.journal.wait_for(Search(status=200), timeout=0, settled=False)) == 1
    with pytest.raises(NotFoundInTimeError, match="found 0 of 1 exchanges within 0 s, 1 more are under way"):
        world.journal.wait_for(Search(status=200), timeout=0)
    list(body)
    assert len(world.journal.wait_for(Search(status=200), timeout=0)) == 1


def test_when_time_is_up_it_tells_how_many_there_were_and_what_came_nearest(world):
    world.ask("api", "/v3/nope", Answer(404))
    world.ask("api", "/v3/apps")
    with pytest.raises(NotFoundInTimeError) as late:
        world.journal.wait_for(NOPE, times=2, timeout=0)
    assert str(late.value) == (
        "found 1 of 2 exchanges within 0 s\n  nearest: 2 api GET /v3/apps -> 200: status is 200, not 404"
    )
    assert (late.value.found, [miss.id for miss in late.value.near_misses]) == (1, [2])


def test_bells_without_a_match_do_not_lengthen_the_wait(world):
    """The stopwatch of this world ticks at every look."""

    def pause(seconds, bell):
        world.ask("api", "/v3/apps")
        return False

    with pytest.raises(NotFoundInTimeError):
        world.journal.wait_for(NOPE, timeout=20, pause=pause)
    assert len(world.journal.exchanges()) < 20


def test_who_has_left_waits_no_longer(world):
    with pytest.raises(WaitEndedError):
        world.journal.wait_for(NOPE, timeout=100, pause=lambda seconds, bell: True)
