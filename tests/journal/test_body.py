"""How a body, or an answer without one, came to its end."""

import pytest

from fakecf.web import BodyError, GoneError, Hangup


def chunks(environ, start_response):
    start_response("200 OK", [("Content-Length", "6")])
    return iter([b"abc", b"def"])


def test_a_client_that_leaves_before_the_end_abandons(world):
    body = world.raw("blobstore", chunks)
    next(body)
    body.close()
    assert (world.last().bytes_sent, world.last().abandoned) == (3, True)


def test_a_body_that_was_sent_whole_is_not_abandoned_though_nobody_asked_for_more(world):
    body = world.raw("blobstore", chunks)
    next(body), next(body)
    body.close()
    assert (world.last().bytes_sent, world.last().abandoned) == (6, False)


def test_head_abandons_nothing(world):
    world.raw("blobstore", chunks, REQUEST_METHOD="HEAD").close()
    assert not world.last().abandoned


def test_closing_reaches_the_body_and_counts_once(world):
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"a"])

        def close(self):
            closed.append(True)

    def app(environ, start_response):
        start_response("200 OK", [])
        return Body()

    body = world.raw("api", app)
    assert list(body) == [b"a"]
    body.close()
    assert (closed, world.last().bytes_sent, world.last().abandoned) == ([True], 1, False)


def test_an_answer_that_we_cut_short_is_not_the_clients_leaving(world):
    def cutting():
        yield b"ab"
        raise Hangup

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "6")])
        return cutting()

    body = world.raw("blobstore", app)
    assert next(body) == b"ab"
    with pytest.raises(Hangup):
        next(body)
    body.close()
    assert (world.last().bytes_sent, world.last().abandoned) == (2, False)


@pytest.mark.parametrize("ending", [Hangup(), BodyError(408, "too slow"), GoneError()])
def test_a_connection_that_ends_without_an_answer_is_written_down(world, ending):
    def app(environ, start_response):
        environ["fakecf.fault"] = "f_1"
        raise ending

    with pytest.raises(type(ending)):
        world.raw("api", app)
    assert (world.last().status, world.last().fault, world.last().duration) == (None, "f_1", 1.0)
    assert not world.last().uncaught


def test_an_error_that_escapes_an_application_is_noticed_and_answered_500_by_every_server(world):
    def app(environ, start_response):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError):
        world.raw("api", app)
    assert (world.last().status, world.last().uncaught, world.last().settled) == (500, True, True)


def test_an_error_in_the_middle_of_a_body_is_noticed_when_it_is_over(world):
    def failing():
        yield b"ab"
        raise RuntimeError("boom")

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "6")])
        return failing()

    body = world.raw("api", app)
    assert next(body) == b"ab"
    with pytest.raises(RuntimeError):
        next(body)
    assert (world.last().status, world.last().bytes_sent, world.last().uncaught) == (200, 2, True)
