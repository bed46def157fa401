"""What the call about coverage takes and gives."""

from typing import Annotated

from msgspec import Meta

from fakecf.control.payloads import Given, Payload
from fakecf.foundation import Covered


class CoverageQuery(Payload, frozen=True, kw_only=True):
    """Which routes are told of."""

    operation: Annotated[str | None, Meta(description="Those of an operation, or a glob: `apps.*`.")] = None
    served: Annotated[bool | None, Meta(description="Whether fakecf serves them.")] = None
    asked: Annotated[bool | None, Meta(description="Whether they were asked without that a fault struck.")] = None


class Coverage(Given, frozen=True, kw_only=True):
    """Routes, and a summary of all that `operation` names, whether or not they are told of."""

    operations: Annotated[list[Covered], Meta(description="One for each route.")]
    known: Annotated[int, Meta(description="How many routes there are.")]
    served: Annotated[int, Meta(description="How many of them fakecf serves.")]
    asked: Annotated[int, Meta(description="How many of them were asked without that a fault struck.")]
