"""What happened: every exchange at every listener, redacted, bounded, joined into flows."""

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.journal import Journal
from fakecf.journal.search import Search

__all__ = ["Exchange", "Flow", "Journal", "Search"]
