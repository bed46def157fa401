"""A connection that looks alive until it is used again: `stale`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Stale(Fault, frozen=True, kw_only=True):
    """Answers truly and keeps the connection, then resets it when the next request arrives on it."""

    examples = ("stale",)
    needs_socket = True

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.stale"] = True
        return None
