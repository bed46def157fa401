"""Waiting on sockets: for bytes, for a server that stops, for a client that leaves."""

import math
import select
import socket
import time
from collections.abc import Iterable
from typing import Protocol


class HasFileno(Protocol):
    """Anything that can be watched."""

    def fileno(self) -> int: ...


_LONGEST = 2_000_000.0  # seconds: poll counts milliseconds in an int


def readable_by_poll(watched: Iterable[HasFileno], seconds: float) -> set[int]:
    """The file numbers among *watched* that have something to read, or have ended, within *seconds*."""
    poller = select.poll()
    for each in watched:
        poller.register(each, select.POLLIN)
    return {number for number, _ in poller.poll(_milliseconds(seconds))}


def readable_by_select(watched: Iterable[HasFileno], seconds: float) -> set[int]:
    """The same where there is no poll."""
    ready, _, _ = select.select(list(watched), [], [], max(0.0, min(seconds, _LONGEST)))
    return {each.fileno() for each in ready}


readable = readable_by_poll if hasattr(select, "poll") else readable_by_select


def departed_by_hangup(client: socket.socket, others: Iterable[HasFileno], seconds: float) -> set[int]:
    """As `readable`, but *client* is among them only when it has left, and then also behind unread bytes."""
    poller = select.poll()
    poller.register(client, select.POLLRDHUP)
    for other in others:
        poller.register(other, select.POLLIN)
    return {number for number, _ in poller.poll(_milliseconds(seconds))}


def departed_by_peeking(client: socket.socket, others: Iterable[HasFileno], seconds: float) -> set[int]:
    """The same where the kernel reports no hang-up: a client that has sent unread bytes is not seen leaving."""
    others = list(others)
    deadline = time.monotonic() + min(seconds, _LONGEST)
    ready = readable([client, *others], seconds)
    if client.fileno() in ready and not _at_end(client):
        return readable(others, deadline - time.monotonic())
    return ready


def _at_end(client: socket.socket) -> bool:
    try:
        return not socket.socket.recv(client, 1, socket.MSG_PEEK)
    except OSError:
        return True


departed = departed_by_hangup if hasattr(select, "POLLRDHUP") else departed_by_peeking


def _milliseconds(seconds: float) -> int:
    return math.ceil(max(0.0, min(seconds, _LONGEST)) * 1000)
