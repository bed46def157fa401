"""A blob that is gone when its redirect is followed: `downloads vanish`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Vanish(Fault, frozen=True, kw_only=True):
    """Lets the blobstore answer `NoSuchKey`, after its own checks of signature and expiry."""

    examples = ("vanish",)
    failures = ("vanish",)
    listeners = ("blobstore",)

    @property
    def touches_body(self) -> bool:
        return True

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.vanished"] = True
        return None
