"""Another way to the blob: `downloads redirect=same-host`, `{"redirect": "3 hops"}`."""

import re
from typing import Annotated

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.problems import wrong
from fakecf.web import Answer

_TOPOLOGIES = ("other-host", "same-host", "subdomain", "same-origin")
_HOPS = re.compile(r"([1-9]|1\d|20) ?hops?")


class Redirect(Fault, frozen=True, kw_only=True):
    """Redirects to the blob along another topology than the foundation's."""

    examples = ("redirect=same-host",)
    listeners = ("api",)

    redirect: Annotated[
        str, Meta(description="`other-host`, `same-host`, `subdomain`, `same-origin`, or `3hops` (1 to 20).")
    ]

    def __post_init__(self) -> None:
        if self.redirect not in _TOPOLOGIES and not _HOPS.fullmatch(self.redirect):
            raise wrong("/redirect", f"{self.redirect!r} is no topology", [*_TOPOLOGIES, "3 hops"], self.redirect)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.body == "none"

    def intercept(self, passing: Passing) -> Answer | None:
        hops = _HOPS.fullmatch(self.redirect)
        passing.environ["fakecf.topology"] = f"{hops[1]} hops" if hops else self.redirect
        return None
