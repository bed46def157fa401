"""What of seeds is state: the documents that have been read."""

from fakecf.state import Record


class SeedDocument(Record, frozen=True, kw_only=True):
    """A document that has been read, and is not read again; its guid is a shipped seed's name, or the file's path."""

    plural = "seed_documents"
