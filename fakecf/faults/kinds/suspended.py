"""A suspended organization or space: `api suspended=org`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.state import State
from fakecf.state.records import Organization, Space
from fakecf.web import Answer


class Suspended(Fault, frozen=True, kw_only=True):
    """Shows the request a world whose organizations, or spaces, are suspended: CC then refuses what would write."""

    examples = ("suspended=org",)
    failures = ("suspended=org",)
    listeners = ("api",)

    suspended: Annotated[Literal["org", "space"], Meta(description="What is suspended.")] = "org"

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.view"] = self._view
        return None

    def _view(self, state: State) -> State:
        kind: type[Organization | Space] = Organization if self.suspended == "org" else Space
        return state.seen(kind, lambda record: msgspec.structs.replace(record, status="suspended"))
