"""The sockets: an HTTP/1.1 server of our own, and a foundation behind it."""

from fakecf.server.listener import Listener
from fakecf.server.ports import ListenError
from fakecf.server.server import Server, serve

__all__ = ["ListenError", "Listener", "Server", "serve"]
