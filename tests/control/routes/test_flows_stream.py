import json
import time
from contextlib import ExitStack

import pytest
import requests

from fakecf.server import Server


@pytest.fixture
def cf():
    with Server("default") as server:
        yield server


def ask(cf, path="/v3/nope"):
    requests.get(f"{cf.api_url}{path}", timeout=10)


def opened(cf, query="", **headers):
    return requests.get(f"{cf.control_url}/v1/flows/stream{query}", headers=headers, stream=True, timeout=10)


def event(lines):
    """The next event: its fields."""
    fields = {}
    for line in lines:
        if not line:
            return fields
        name, _, value = line.partition(": ")
        fields[name] = value
    raise AssertionError("the stream has ended")


def test_exchanges_are_told_as_they_happen(cf):
    with opened(cf) as stream:
        assert (stream.status_code, stream.headers["Content-Type"]) == (200, "text/event-stream")
        lines = stream.iter_lines(chunk_size=1, decode_unicode=True)
        for number in (1, 2):
            ask(cf)
            told = event(lines)
            assert (told["id"], told["event"], json.loads(told["data"])["path"]) == (
                str(number),
                "exchange",
                "/v3/nope",
            )


def test_a_reader_goes_on_after_the_last_it_had(cf):
    for path in ("/v3", "/v3/nope", "/healthz", "/v3/nope"):
        ask(cf, path)
    for query, headers in (("?since=2&path=/v3*", {}), ("?since=0&path=/v3*", {"Last-Event-ID": "2"})):
        with opened(cf, query, **headers) as stream:
            assert event(stream.iter_lines(chunk_size=1, decode_unicode=True))["id"] == "4"


@pytest.mark.parametrize("last", ["x", "-1", "9" * 100])
def test_what_is_no_id_to_go_on_from_is_refused(cf, last):
    answer = opened(cf, **{"Last-Event-ID": last})
    assert (answer.status_code, "is the id of an exchange" in answer.json()["detail"]) == (400, True)


def test_a_wrong_filter_is_named(cf):
    (error,) = opened(cf, "?flag=retired").json()["errors"]
    assert (error["pointer"], error["did_you_mean"]) == ("/flag", "retried")


def test_head_sends_the_head_alone_and_takes_no_seat(cf):
    for _ in range(20):
        answer = requests.head(f"{cf.control_url}/v1/flows/stream", timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")


def test_there_are_16_seats_and_who_leaves_gives_one_back(cf):
    with ExitStack() as readers:
        first, *_ = [readers.enter_context(opened(cf)) for _ in range(16)]
        answer = opened(cf)
        assert (answer.status_code, answer.json()["detail"]) == (
            503,
            "16 streams are being read; end one of them first",
        )
        first.close()
        seats = cf.foundation.journal.seats
        assert seats.acquire(timeout=10)
        seats.release()
        assert readers.enter_context(opened(cf)).status_code == 200


def test_a_stream_ends_in_order_as_soon_as_the_server_stops():
    cf = Server("default").start()
    stream = opened(cf)
    begun = time.monotonic()
    cf.stop(grace=30)
    assert time.monotonic() - begun < 10
    assert stream.content == b""
