"""What happened: every exchange at every listener, redacted, bounded, joined into flows."""

from fakecf.journal.exchange import Exchange, Flow, Search
from fakecf.journal.journal import Journal
from fakecf.journal.links import is_presigned

__all__ = ["Exchange", "Flow", "Journal", "Search", "is_presigned"]
