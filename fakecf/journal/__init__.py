"""What happened: every exchange at every listener, redacted, bounded, joined into flows."""

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.export import FORMATS
from fakecf.journal.journal import Journal
from fakecf.journal.near_misses import NearMiss
from fakecf.journal.search import Search
from fakecf.journal.verification import NotVerifiedError, Times
from fakecf.journal.waiting import NotFoundInTimeError, WaitEndedError

__all__ = [
    "FORMATS",
    "Exchange",
    "Flow",
    "Journal",
    "NearMiss",
    "NotFoundInTimeError",
    "NotVerifiedError",
    "Search",
    "Times",
    "WaitEndedError",
]
