"""What happened: every exchange at every listener, redacted, bounded, joined into flows."""

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.export import FORMATS
from fakecf.journal.journal import MAX_READERS, Journal
from fakecf.journal.links import is_presigned
from fakecf.journal.near_misses import NearMiss
from fakecf.journal.search import Search
from fakecf.journal.stream import Stream
from fakecf.journal.tally import Kind, Tally
from fakecf.journal.verification import NotVerifiedError, Times
from fakecf.journal.waiting import NotFoundInTimeError, WaitEndedError

__all__ = [
    "FORMATS",
    "MAX_READERS",
    "Exchange",
    "Flow",
    "Journal",
    "Kind",
    "NearMiss",
    "NotFoundInTimeError",
    "NotVerifiedError",
    "Search",
    "Stream",
    "Tally",
    "Times",
    "WaitEndedError",
    "is_presigned",
]
