"""Nobody at the port: `blobstore refuse for 10s`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, Hangup


class Refuse(Fault, frozen=True, kw_only=True):
    """Refuses every connection to the listener; those that are open are reset at their next request."""

    examples = ("refuse",)
    needs_socket = True
    counted = False

    def intercept(self, _: Passing) -> Answer | None:
        raise Hangup
