"""Waiting for bytes and for a client to leave, with and without the kernel's help."""

import socket

import pytest

from fakecf.server.waiting import (
    departed_by_hangup,
    departed_by_peeking,
    readable_by_poll,
    readable_by_select,
    writable_by_poll,
    writable_by_select,
)

FOREVER = float("inf")


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def stop():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


both = pytest.mark.parametrize("wait", [departed_by_hangup, departed_by_peeking])


@both
def test_nothing_happens_in_no_time(wait, pair, stop):
    assert wait(pair[0], [stop[0]], 0) == set()
    assert wait(pair[0], [stop[0]], 0.01) == set()


@both
def test_a_client_that_leaves_ends_the_wait(wait, pair, stop):
    pair[1].close()
    assert wait(pair[0], [stop[0]], FOREVER) == {pair[0].fileno()}


@both
def test_another_socket_that_can_be_read_ends_the_wait(wait, pair, stop):
    stop[1].send(b"x")
    assert wait(pair[0], [stop[0]], FOREVER) == {stop[0].fileno()}
    stop[1].close()
    assert wait(pair[0], [stop[0]], FOREVER) == {stop[0].fileno()}


@both
def test_a_client_that_says_more_has_not_left(wait, pair, stop):
    pair[1].send(b"more")
    assert wait(pair[0], [stop[0]], 0.01) == set()


def test_a_client_that_leaves_behind_unread_bytes_is_seen_with_the_kernel_s_help(pair, stop):
    pair[1].send(b"more")
    pair[1].close()
    assert departed_by_hangup(pair[0], [stop[0]], FOREVER) == {pair[0].fileno()}


def test_a_reset_is_a_departure(stop):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
        with ours:
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            theirs.close()
            assert departed_by_hangup(ours, [stop[0]], FOREVER) == {ours.fileno()}
            assert departed_by_peeking(ours, [stop[0]], FOREVER) == {ours.fileno()}


@pytest.mark.parametrize("readable", [readable_by_poll, readable_by_select])
def test_only_what_can_be_read_is_named(readable, pair, stop):
    assert readable([pair[0], stop[0]], -1) == set()
    pair[1].send(b"x")
    assert readable([pair[0], stop[0]], FOREVER) == {pair[0].fileno()}
    stop[1].close()
    assert readable([pair[0], stop[0]], FOREVER) == {pair[0].fileno(), stop[0].fileno()}


@pytest.mark.parametrize("writable", [writable_by_poll, writable_by_select])
def test_only_a_client_that_reads_can_be_written_to(writable, pair):
    assert writable(pair[0], FOREVER)
    pair[0].setblocking(False)
    while writable(pair[0], 0):
        pair[0].send(bytes(65536))
    assert not writable(pair[0], 0.01)
    pair[1].close()
    assert writable(pair[0], FOREVER)
