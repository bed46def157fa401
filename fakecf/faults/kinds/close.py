"""Hanging up without a word: `close`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, Hangup


class Close(Fault, frozen=True, kw_only=True):
    """Reads the request and closes the connection with a FIN, no answer sent."""

    examples = ("close",)
    failures = ("close",)
    needs_socket = True

    def intercept(self, _: Passing) -> Answer | None:
        raise Hangup("close")
