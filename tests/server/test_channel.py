"""A client's socket where the system does not help."""

import socket

from fakecf.server.channel import Channel


def test_a_reset_does_not_wait_where_the_system_cannot_tell_what_is_on_its_way():
    """As on Windows; a listening socket has no queue of bytes to ask for."""
    stop, other = socket.socketpair()
    with stop, other, socket.create_server(("127.0.0.1", 0)) as sock:
        Channel(sock, stop, 1).reset()
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER) == 1
