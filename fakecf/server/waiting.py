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


def writable_by_poll(client: HasFileno, seconds: float) -> bool:
    """Whether *client* takes more bytes, or has ended, within *seconds*."""
    poller = select.poll()
    poller.register(client, select.POLLOUT)
    return bool(poller.poll(_milliseconds(seconds)))


def readable_by_select(watched: Iterable[HasFileno], seconds: float) -> set[int]:
    """As `readable_by_poll` where there is no poll."""
    ready, _, _ = select.select(list(watched), [], [], _bounded(seconds))
    return {each.fileno() for each in ready}


def writable_by_select(client: HasFileno, seconds: float) -> bool:
    """As `writable_by_poll` where there is no poll."""
    return bool(select.select([], [client], [], _bounded(seconds))[1])


_HAS_POLL = hasattr(select, "poll")
readable = readable_by_poll if _HAS_POLL else readable_by_select
writable = writable_by_poll if _HAS_POLL else writable_by_select


def departed_by_hangup(client: socket.socket, others: Iterable[HasFileno], seconds: float) -> set[int]:
    """As `readable_by_poll`, but *client* is among them only when it has left, and then also behind unread bytes."""
    poller = select.poll()
    poller.register(client, select.POLLRDHUP)
    for other in others:
        poller.register(other, select.POLLIN)
    return {number for number, _ in poller.poll(_milliseconds(seconds))}


def departed_by_peeking(client: socket.socket, others: Iterable[HasFileno], seconds: float) -> set[int]:
    """The same where the kernel reports no hang-up: a client that has sent unread bytes is not seen leaving."""
    others = list(others)
    deadline = time.monotonic() + _bounded(seconds)
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


def _bounded(seconds: float) -> float:
    return max(0.0, min(seconds, _LONGEST))


def _milliseconds(seconds: float) -> int:
    return math.ceil(_bounded(seconds) * 1000)
