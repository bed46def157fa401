import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from fakecf.server import Server

NOPE = {"match": {"path": "/v3/nope"}}


@pytest.fixture
def cf(server):
    server.foundation.reset()
    return server


def post(cf, call, document):
    return requests.post(f"{cf.control_url}/v1/flows/{call}", json=document, timeout=20)


def ask(cf, path="/v3/nope"):
    return requests.get(f"{cf.api_url}{path}", timeout=10)


def begun(cf, document):
    """A wait that has been asked for, on a socket of its own."""
    host, port = cf.control_url.removeprefix("http://").split(":")
    sock = socket.create_connection((host, int(port)), timeout=10)
    body = json.dumps(document).encode()
    head = (
        f"POST /v1/flows/wait HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    )
    sock.sendall(head.encode() + b"\r\n\r\n" + body)
    return sock


def test_a_wait_gives_whole_flows_as_soon_as_they_are_there(cf):
    with ThreadPoolExecutor() as others:
        waiting = others.submit(post, cf, "wait", {**NOPE, "times": 2})
        ask(cf)
        ask(cf, "/v3")
        ask(cf)
        answer = waiting.result(20)
    assert (answer.status_code, [flow["exchanges"][0]["path"] for flow in answer.json()]) == (200, ["/v3/nope"] * 2)
    assert answer.json()[0]["exchanges"][0]["duration"] is not None


def test_a_wait_in_vain_is_408_with_near_misses(cf):
    ask(cf, "/v3")
    answer = post(cf, "wait", {"match": {"path": "/v3/nope", "method": "GET"}, "timeout": "0s"})
    document = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (408, "application/problem+json")
    assert document["found"] == 0
    assert document["detail"].startswith("found 0 of 1 exchanges within 0 s\n")
    (miss,) = document["near_misses"]
    assert miss["criteria"] == [
        {"criterion": "method", "wanted": "GET", "found": "GET", "held": True},
        {"criterion": "path", "wanted": "/v3/nope", "found": "/v3", "held": False},
    ]


def test_a_client_that_leaves_waits_no_longer(cf):
    """It has only ended its own side here, so that it can still hear what it is told."""
    sock = begun(cf, {**NOPE, "timeout": "1h"})
    sock.shutdown(socket.SHUT_WR)
    said = sock.recv(65536)
    sock.close()
    assert said.startswith(b"HTTP/1.1 503 ")


def test_a_server_that_stops_ends_every_wait():
    with Server("default") as cf:
        sock = begun(cf, {**NOPE, "timeout": "1h"})
        ready = post(cf, "wait", {"timeout": "0s"})
        assert ready.status_code == 408
    said = b""
    while more := sock.recv(65536):
        said += more
    sock.close()
    assert said == b"" or b" 503 " in said


@pytest.mark.parametrize(
    ("call", "document", "pointer", "meant"),
    [
        ("wait", {"mach": {}}, "/mach", "match"),
        ("wait", {"match": {"statuss": 404}}, "/match/statuss", "status"),
        ("wait", {"match": {"listener": "apii"}}, "/match/listener", "api"),
        ("wait", {"match": {"status": "404"}}, "/match/status", None),
        ("wait", {"times": 0}, "/times", None),
        ("wait", {"timeout": "soon"}, "/timeout", None),
        ("wait", {"timeout": "-1s"}, "/timeout", None),
        ("verify", {}, "", None),
        ("verify", {"match": {}, "order": [{}]}, "", None),
        ("verify", {"order": []}, "/order", None),
        ("verify", {"order": [{}], "times": 1}, "/times", None),
        ("verify", {"order": [{}, {"flag": "retired"}]}, "/order/1/flag", "retried"),
        ("verify", {"order": [{"staus": 1}]}, "/order/0/staus", "status"),
        ("verify", {"match": {}, "times": -1}, "/times", None),
        ("verify", {"match": {}, "times": {"mni": 1}}, "/times/mni", "min"),
        ("verify", {"match": {}, "times": {"min": 2, "max": 1}}, "/times/max", None),
    ],
)
def test_a_wrong_place_is_named(cf, call, document, pointer, meant):
    answer = post(cf, call, document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)


def test_what_happened_as_often_as_wanted_is_verified(cf):
    for _ in range(2):
        ask(cf)
    for times in (2, {"min": 1, "max": 3}, {"min": 2}):
        answer = post(cf, "verify", {**NOPE, "times": times})
        assert (answer.status_code, answer.json()["found"], len(answer.json()["exchanges"])) == (200, 2, 2)
    assert post(cf, "verify", NOPE).status_code == 200


def test_what_did_not_is_409_with_near_misses(cf):
    ask(cf)
    answer = post(cf, "verify", {**NOPE, "times": 3})
    assert (answer.status_code, answer.json()["found"], answer.json().get("near_misses")) == (409, 1, None)
    assert answer.json()["detail"] == "found 1 exchange where exactly 3 are wanted"
    answer = post(cf, "verify", {"match": {"path": "/v3/nope", "status": 200}})
    assert [each["held"] for each in answer.json()["near_misses"][0]["criteria"]] == [False, True]


def test_an_order_is_verified(cf):
    ask(cf, "/v3")
    ask(cf)
    first, second = {"path": "/v3"}, {"path": "/v3/nope"}
    assert post(cf, "verify", {"order": [first, second]}).json()["found"] == 2
    answer = post(cf, "verify", {"order": [second, first]})
    assert (answer.status_code, answer.json()["found"]) == (409, 1)
