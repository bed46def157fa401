"""Another way to the blob: `downloads redirect=same-host`, `{"redirect": "3 hops"}`."""

import re
from typing import Annotated

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.problems import wrong
from fakecf.topology import TOPOLOGY
from fakecf.web import Answer

_TOPOLOGIES = ("other-host", "same-host", "subdomain", "same-origin", "3 hops")
_NO_SPACE = re.compile(r"(?<=\d)(?=hops?$)")


class Redirect(Fault, frozen=True, kw_only=True):
    """Redirects to the blob along another topology than the foundation's."""

    examples = ("redirect=same-host",)
    listeners = ("api",)

    redirect: Annotated[
        str, Meta(description="`other-host`, `same-host`, `subdomain`, `same-origin`, or `3hops` (1 to 20).")
    ]

    def __post_init__(self) -> None:
        if not re.match(TOPOLOGY, self.topology):
            raise wrong("/redirect", f"{self.redirect!r} is no topology", _TOPOLOGIES, self.redirect)

    @property
    def topology(self) -> str:
        """As seeds write it; a word in a rule has no space."""
        return _NO_SPACE.sub(" ", self.redirect)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.body == "none"

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.topology"] = self.topology
        return None
