"""JSON as the Cloud Controller writes it: compact, in the given key order, with HTML's characters escaped."""

from typing import Any

import msgspec

from fakecf.web import Answer

JSON = "application/json; charset=utf-8"

# Oj in Rails mode with ActiveSupport's settings (cc-droplets 2)
_ESCAPES = (
    (b"&", b"\\u0026"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)

_encoder = msgspec.json.Encoder()


def encode(document: Any) -> bytes:
    """*document* as the body of an answer; the escaped characters can only stand inside strings."""
    body = _encoder.encode(document)
    for character, escape in _ESCAPES:
        if character in body:
            body = body.replace(character, escape)
    return body


def json_answer(status: int, document: Any) -> Answer:
    """*document* as Rails answers it."""
    return Answer(status, [("content-type", JSON)], encode(document))
