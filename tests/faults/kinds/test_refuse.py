import socket

import pytest

from fakecf.faults import RuleError, read_rule


def test_nobody_can_connect_while_it_is_armed_and_everybody_at_once_afterwards(wire):
    kept = wire.connect()
    for _ in range(wire.number):
        assert wire.ask(kept).end == "kept"
    wire.foundation.faults.add(f"{wire.listener} refuse")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", wire.port), 5)
    wire.foundation.faults.clear()
    assert wire.truth().end == "kept"


def test_an_open_connection_is_reset_at_its_next_request(wire):
    connection = wire.connect()
    for _ in range(wire.number - 1):
        assert wire.ask(connection).end == "kept"
    wire.foundation.faults.add(f"{wire.listener} refuse")
    assert wire.ask(connection).end == "RST"


def test_it_ends_by_itself_when_its_time_is_over(wire):
    wire.foundation.faults.add(f"{wire.listener} refuse for 5m")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", wire.port), 5)
    wire.foundation.clock.advance("5m")
    assert wire.truth().end == "kept"


def test_the_port_stays_ours_meanwhile(wire):
    wire.foundation.faults.add(f"{wire.listener} refuse")
    with socket.socket() as thief, pytest.raises(OSError, match="in use"):
        thief.bind(("127.0.0.1", wire.port))


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ("blobstore refuse x2", "/when"),
        ("blobstore refuse p10%", "/when"),
        ("blobstore refuse,ok", "/when"),
        ("blobstore.get refuse", "/on"),
        ("downloads refuse", "/on"),
        ("blobstore refuse app=web", "/match"),
    ],
)
def test_what_no_request_decides_cannot_depend_on_one(rule, pointer):
    with pytest.raises(RuleError) as refused:
        read_rule(rule)
    assert refused.value.problems[0].pointer == pointer
