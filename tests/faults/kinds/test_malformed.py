import pytest

HEADS = {
    "garbage": b"\x01\x02\x03",
    "status-line": b"HTTP/1.1 abc Nonsense\r\n",
    "header": b"HTTP/1.1 200 OK\r\nthis line has no colon\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
    "chunk-size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\nok\r\n",
    "unended-head": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Le",
}


@pytest.mark.parametrize("how", HEADS)
def test_what_is_no_http_comes_and_then_a_fin(wire, how):
    connection = wire.connect()
    when = {} if wire.number == 1 else {"nth": wire.number}
    wire.foundation.faults.add({"on": wire.on(), "do": {"malformed": how}, "when": when})
    for _ in range(wire.number - 1):
        assert wire.ask(connection).end == "kept"
    connection.send(wire.request())
    said = b""
    while more := connection.receive(5):
        said += more
    assert said.startswith(HEADS[how])


def test_a_thousand_interim_answers_come_before_the_true_one(wire):
    truth = wire.truth()
    wire.foundation.faults.add({"on": wire.on(), "do": "malformed=continues"})
    connection = wire.connect()
    connection.send(wire.request())
    said = b""
    while not said.endswith(truth.raw):
        more = connection.receive(5)
        assert more
        said += more
    assert said.startswith(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + truth.status_line.encode())
