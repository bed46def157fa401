"""What counts as asking again: the same thing, by the same caller, after a failure."""

import contextlib

import pytest

from fakecf.journal import Search
from fakecf.web import Answer, Hangup

FINE = Answer(200, [], b"fine")
DEV = {"Authorization": "bearer dev", "User-Agent": "cf/8"}


@pytest.fixture
def asked_again(world):
    """Whether the second of two requests counts as a retry of the first."""

    def pair(first, second, listener="api", **options):
        for path, answer, headers in (first, second):
            world.ask(listener, path, answer, headers=headers, **options)
        last = world.last()
        assert last.retry_of == (1 if last.retried else None)
        return last.retried

    return pair


@pytest.mark.parametrize(
    ("status", "retried"),
    [(200, False), (302, False), (304, False), (400, True), (401, True), (429, True), (502, True)],
)
def test_what_was_answered_with_a_failure_is_asked_again(asked_again, status, retried):
    assert asked_again(("/v3/apps", Answer(status), DEV), ("/v3/apps", FINE, DEV)) is retried


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v3/spaces", DEV),
        ("/v3/apps?page=2", DEV),
        ("/v3/apps", DEV | {"Authorization": "bearer other"}),
        ("/v3/apps", DEV | {"User-Agent": "curl/8"}),
        ("/v3/apps", {}),
    ],
)
def test_another_thing_or_another_caller_is_no_retry(asked_again, path, headers):
    assert not asked_again(("/v3/apps", Answer(502), DEV), (path, FINE, headers))


def test_another_method_or_listener_is_no_retry(world):
    world.ask("api", "/x", Answer(502))
    world.ask("api", "/x", method="DELETE")
    world.ask("uaa", "/x")
    assert [each.retried for each in world.journal.exchanges()] == [False] * 3


SIGV4 = "/b/k?versionId=1&X-Amz-Date=20260101T0000{}Z&X-Amz-Signature=s{}"
SIGV2 = "/b/k?AWSAccessKeyId=a&Signature={}&Expires={}"
SECURE_LINK = "/read/k?md5={}&expires={}"


@pytest.mark.parametrize("link", [SIGV4, SIGV2, SECURE_LINK])
def test_the_same_blob_by_another_link_is_a_retry(asked_again, link):
    first, second = link.format("01", "1"), link.format("02", "2")
    assert asked_again((first, Answer(503), {}), (second, FINE, {}), listener="blobstore")


def test_another_version_of_a_blob_is_no_retry(asked_again):
    other = SIGV4.replace("versionId=1", "versionId=2")
    assert not asked_again((SIGV4, Answer(503), {}), (other, FINE, {}), listener="blobstore")


def test_a_request_signed_anew_is_a_retry(asked_again):
    header = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/r/s3/aws4_request, SignedHeaders=host, Signature={}"
    first, second = ({"Authorization": header.format(signature)} for signature in ("aa", "bb"))
    assert asked_again(("/b/k", Answer(503), first), ("/b/k", FINE, second), listener="blobstore")


def test_a_retry_is_one_of_the_last_failure(world):
    for _ in range(3):
        world.ask("api", "/", Answer(502))
    assert [each.retry_of for each in world.journal.exchanges()] == [None, 1, 2]


def test_after_a_success_nothing_is_a_retry(world):
    for status in (502, 200, 200):
        world.ask("api", "/", Answer(status))
    assert [each.retry_of for each in world.journal.exchanges()] == [None, 1, None]


def test_no_answer_is_a_failure(world):
    def app(environ, start_response):
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app)
    world.raw("api", FINE)
    assert world.last().retry_of == 1


def sends(blocks, ending=None, headers=()):
    def body():
        yield from blocks
        if ending is not None:
            raise ending

    def app(environ, start_response):
        start_response("200 OK", list(headers))
        return body()

    return app


@pytest.mark.parametrize(
    ("app", "retried"),
    [
        (sends([b"abc", b"def"], headers=[("Content-Length", "6")]), False),
        (sends([b"abc"], headers=[("Content-Length", "6")]), True),
        (sends([b"abc", b"def"]), False),
        (sends([b"abc"], Hangup()), True),
    ],
    ids=["whole", "short of its length", "of no length", "torn"],
)
def test_an_answer_that_was_cut_short_is_a_failure(world, app, retried):
    body = world.raw("blobstore", app)
    with contextlib.suppress(Hangup):
        list(body)
    world.raw("blobstore", FINE)
    assert world.last().retried is retried


def test_an_answer_that_the_client_left_is_a_failure(world):
    body = world.raw("blobstore", sends([b"abc", b"def"], headers=[("Content-Length", "6")]))
    next(body)
    body.close()
    world.raw("blobstore", FINE)
    assert world.last().retry_of == 1


def test_a_failure_that_the_journal_forgot_is_none(world_of):
    world = world_of(exchanges=2)
    world.ask("api", "/", Answer(502))
    for number in range(2):
        world.ask("api", f"/{number}")
    world.ask("api", "/")
    assert not world.last().retried
    world.ask("api", "/", Answer(502))
    world.journal.clear()
    world.ask("api", "/")
    assert not world.last().retried


def test_retries_can_be_looked_for(world):
    for path in ("/a", "/b", "/a"):
        world.ask("api", path, Answer(502))
    assert [each.id for each in world.journal.exchanges(Search(flag="retried"))] == [3]


def test_only_so_many_failures_are_remembered(world_of):
    world = world_of(exchanges=3)
    for number in range(10):
        world.ask("api", f"/{number}", Answer(502))
    assert len(world.journal._retries._failed) == 3
