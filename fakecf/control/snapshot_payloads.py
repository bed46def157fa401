"""What the calls about snapshots give."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from fakecf.control.payloads import Given


class SnapshotStatus(Given, frozen=True, kw_only=True):
    """A moment that is kept."""

    name: str
    moment: Annotated[datetime, Meta(description="What time it was for the foundation.")]
    records: Annotated[int, Meta(description="How many records there were.")]
