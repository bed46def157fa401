"""How much one client may ask of a listener."""

import msgspec

KIB = 1024
MIB = 1024 * KIB


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bounds of a listener, in bytes and seconds (reliability 1.3).

    `header_timeout` covers a whole head from its first byte, `body_idle` and `write_stall` one piece of a body;
    up to `unread_body` of what an application left unread is read to keep the connection, up to `linger` seconds
    are spent on letting a client see its answer before the connection is closed.
    """

    header_bytes: int = 64 * KIB
    header_fields: int = 200
    header_timeout: float = 10
    body_idle: float = 60
    keep_alive: float = 100
    write_stall: float = 60
    handshake: float = 5
    linger: float = 1
    unread_body: int = MIB
    connections: int = 2048
