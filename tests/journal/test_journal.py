import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec
import pytest

from fakecf.journal import Search
from fakecf.web import Answer, Hangup

PRESIGNED = f"/cc-droplets/dr/op/droplet?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature={'5ig0' * 16}"


class Who:
    claims = {"user_name": "alice", "user_id": "u-1", "client_id": "cf"}


def chunks(environ, start_response):
    start_response("200 OK", [("Content-Length", "6")])
    return iter([b"abc", b"def"])


def test_an_exchange_holds_all_that_was_asked_and_answered(world):
    def app(environ, start_response):
        environ |= {"fakecf.operation": "apps.list", "fakecf.who": Who(), "fakecf.fault": "f_1"}
        return Answer(200, [("X-A", "b")], b"fine")(environ, start_response)

    sent = [("Host", "localhost"), ("Accept", "*/*")]
    world.raw("api", app, "/v3/apps?page=2", **{"fakecf.headers": sent, "REMOTE_ADDR": "10.0.0.7"})
    assert msgspec.to_builtins(world.last()) == {
        "id": 1,
        "flow": 1,
        "listener": "api",
        "method": "GET",
        "path": "/v3/apps",
        "query": "page=2",
        "request_headers": (("Host", "localhost"), ("Accept", "*/*")),
        "started_at": "2026-01-01T00:00:00Z",
        "scheme": "http",
        "address": "10.0.0.7",
        "operation": "apps.list",
        "user": "alice",
        "client": "cf",
        "fault": "f_1",
        "status": 200,
        "response_headers": (("X-A", "b"), ("content-length", "4")),
        "content_length": 4,
        "bytes_sent": 4,
        "duration": 1.0,
        "abandoned": False,
        "token_relayed": False,
        "token_in_query": False,
        "expired_token_used": False,
        "retried": False,
        "retry_of": None,
        "unknown": False,
        "unserved": False,
        "uncaught": False,
        "unread": (),
    }


def test_under_another_server_the_headers_come_from_the_environ(world):
    world.ask("api", "/v3/apps", headers={"User-Agent": "cf/8"})
    assert ("User-Agent", "cf/8") in world.last().request_headers


def test_an_exchange_is_known_once_its_answer_begins(world):
    body = world.raw("api", chunks)
    exchange = world.last()
    assert (exchange.status, exchange.bytes_sent, exchange.duration) == (200, 0, None)
    assert b"".join(body) == b"abcdef"
    assert (exchange.bytes_sent, exchange.duration, exchange.abandoned) == (6, 1.0, False)


def test_an_application_that_corrects_its_head_is_written_down_once(world):
    def app(environ, start_response):
        start_response("200 OK", [])
        start_response("500 Oh", [], (ValueError, ValueError(), None))
        return [b""]

    world.raw("api", app)
    assert [exchange.status for exchange in world.journal.exchanges()] == [500]


def test_the_redirect_and_the_fetching_of_its_blob_are_one_flow(world):
    world.ask("api", "/v3/apps")
    location = world.redirect().headers["location"]
    world.ask("blobstore", PRESIGNED)
    (first, second) = world.journal.flows()
    assert (first.id, [each.listener for each in first.exchanges]) == (1, ["api"])
    assert (second.id, [each.listener for each in second.exchanges]) == (2, ["api", "blobstore"])
    assert location.endswith(PRESIGNED)


def test_a_second_fetch_of_the_same_url_belongs_to_the_same_flow(world):
    world.redirect()
    for _ in range(2):
        world.ask("blobstore", PRESIGNED)
    assert [len(flow.exchanges) for flow in world.journal.flows()] == [3]


@pytest.mark.parametrize(
    "path",
    [PRESIGNED.replace("droplet?", "other?"), PRESIGNED[:-4] + "aaaa", "/cc-droplets/dr/op/droplet"],
)
def test_another_blob_or_signature_is_another_flow(world, path):
    world.redirect()
    world.ask("blobstore", path)
    assert [len(flow.exchanges) for flow in world.journal.flows()] == [1, 1]


@pytest.mark.parametrize(
    ("handed_out", "fetched"),
    [  # SigV2 and secure_link sign as well (blobstore 3.2); a client may escape otherwise than we did
        ("/b/k?AWSAccessKeyId=x&Signature=a%2Bb%3D&Expires=1", "/b/k?Expires=1&Signature=a%2bb%3d&AWSAccessKeyId=x"),
        ("/read/k?md5=abc&expires=1", "/read/k?md5=abc&expires=1"),
        ("/b/a%20%C3%A9?X-Amz-Signature=ab", "/b/a%20%c3%a9?X-Amz-Signature=ab"),
    ],
)
def test_flows_join_whatever_signed_the_url(world, handed_out, fetched):
    world.redirect(f"http://blobs.example{handed_out}")
    world.ask("blobstore", fetched)
    assert [len(flow.exchanges) for flow in world.journal.flows()] == [2]


@pytest.mark.parametrize(
    ("listener", "authorization", "relayed"),
    [
        ("blobstore", "bearer abc", True),
        ("blobstore", "Bearer abc", True),
        ("blobstore", "AWS4-HMAC-SHA256 Credential=x", False),
        ("blobstore", "", False),
        ("api", "bearer abc", False),
    ],
)
def test_a_bearer_token_at_the_blobstore_was_relayed(world, listener, authorization, relayed):
    world.ask(listener, "/b/k", headers={"Authorization": authorization})
    assert world.last().token_relayed is relayed


@pytest.mark.parametrize(("path", "flagged"), [("/v3/apps?access_token=abc", True), ("/v3/apps?page=1", False)])
def test_a_token_in_a_query_is_flagged(world, path, flagged):
    world.ask("api", path)
    assert world.last().token_in_query is flagged


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, [1, 2, 4]),
        ({"operation": "droplets.download"}, [2]),
        ({"operation": "droplets.*"}, [2]),
        ({"operation": "apps.list"}, []),
        ({"status": 302}, [2]),
        ({"listener": "blobstore"}, [2]),
        ({"fault": "f_7"}, [4]),
        ({"fault": "*"}, [4]),
        ({"relayed": True}, [2]),
        ({"since": 3}, [4]),
        ({"since": 2}, [2, 4]),
        ({"status": 302, "relayed": True}, []),
        ({"method": "GET"}, [1, 2, 4]),
        ({"method": "POST"}, []),
        ({"path": "/v3/*"}, [2, 4]),
        ({"path": "/v3"}, []),
        ({"user": "alice"}, [4]),
        ({"user": "bob"}, []),
        ({"client": "cf"}, [4]),
        ({"flag": "token_relayed"}, [2]),
        ({"flag": "abandoned"}, []),
    ],
)
def test_flows_are_found_by_an_exchange_that_meets_every_criterion(world, search, found):
    def app_of(answer, **left):
        def app(environ, start_response):
            environ |= left
            return answer(environ, start_response)

        return app

    location = [("Location", f"http://b{PRESIGNED}")]
    world.ask("uaa", "/oauth/token")
    world.ask(
        "api", "/v3/droplets/d/download", app_of(Answer(302, location), **{"fakecf.operation": "droplets.download"})
    )
    world.ask("blobstore", PRESIGNED, headers={"Authorization": "bearer t"})
    world.ask("api", "/v3/apps", app_of(Answer(503), **{"fakecf.fault": "f_7", "fakecf.who": Who()}))
    assert [flow.id for flow in world.journal.flows(Search(**search))] == found


def test_clearing_forgets_exchanges_and_links_and_numbers_go_on(world):
    world.redirect()
    world.journal.clear()
    world.ask("blobstore", PRESIGNED)
    assert [(flow.id, len(flow.exchanges)) for flow in world.journal.flows()] == [(2, 1)]


def test_the_oldest_go_when_there_are_too_many(world_of):
    world = world_of(exchanges=3)
    for _ in range(5):
        world.ask("api", "/v3/apps")
    assert [exchange.id for exchange in world.journal.exchanges()] == [3, 4, 5]


def test_the_oldest_go_when_they_weigh_too_much(world_of):
    world = world_of(size=100_000)
    for number in range(20):
        world.ask("api", f"/v3/apps?page={number}", headers={"X-Long": "x" * 30_000})
    assert [exchange.id for exchange in world.journal.exchanges()] == [18, 19, 20]
    assert world.journal.weight < 100_000


def test_bodies_are_not_kept(world):
    # reliability T-45: 100k exchanges of 1 MB bodies
    megabyte = b"x" * 2**20

    def app(environ, start_response):
        start_response("200 OK", [("X-Long", "y" * 1000)])
        return iter([megabyte])

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v3/apps", "fakecf.headers": [("Host", "h")]}
    wrapped = world.journal.wrap("api", app)
    for _ in range(100_000):
        for _ in wrapped(environ.copy(), lambda *_: None):
            pass
    kept = world.journal.exchanges()
    assert (len(kept), kept[-1].id, kept[-1].bytes_sent) == (1000, 100_000, 2**20)
    held = sum(sys.getsizeof(text) for each in kept for header in each.response_headers for text in header)
    assert held < world.journal.weight < 4 * 2**20


def test_many_clients_write_at_once(world):
    with ThreadPoolExecutor(32) as clients:
        list(clients.map(lambda n: world.ask("api", f"/v3/apps?n={n}"), range(500)))
    assert sorted(exchange.id for exchange in world.journal.exchanges()) == list(range(1, 501))


def test_a_path_cannot_forge_a_line(world):
    # reliability T-27
    world.ask("api", "/%1b[2J%0aINJECT%c3%a9", headers={"User-Agent": "\x1b]0;x\x07"})
    assert str(world.last()) == "1 api GET /\\x1b[2J\\nINJECT\\xe9 -> 200"
    assert "\x1b" not in world.dump()
    assert "\n" not in world.dump()


def test_a_line_names_the_query_the_fault_and_the_lack_of_an_answer(world):
    def app(environ, start_response):
        environ["fakecf.fault"] = "f_1"
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app, "/v3/apps?page=1")
    assert str(world.last()) == "1 api GET /v3/apps?page=1 -> no answer by f_1"


def test_moments_are_the_foundations(world):
    world.ask("api", "/")
    assert world.last().started_at == datetime(2026, 1, 1, tzinfo=UTC)
