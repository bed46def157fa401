"""The sockets: an HTTP/1.1 server of our own, and a foundation behind it."""

from fakecf.server.listener import Listener
from fakecf.server.ports import ListenError
from fakecf.server.server import Server, serve
from fakecf.server.tls import CertificateError

__all__ = ["CertificateError", "ListenError", "Listener", "Server", "serve"]
