"""The connections that clients have open, as a foundation's server tells of them."""

from typing import Annotated

import msgspec
from msgspec import Meta


class OpenConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that neither side has ended."""

    listener: str
    address: Annotated[str, Meta(description="Where the client is: `127.0.0.1:50412`.")]
    asked: Annotated[int, Meta(description="How many requests came over it.")]
    answering: Annotated[bool, Meta(description="Whether an answer is under way that was not read to its end.")]
