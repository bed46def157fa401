"""Foundations beside the server's own, as the control API steers them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fakecf.foundation import Foundation
from fakecf.seeds import Source


class Further(Protocol):
    """Starts and ends foundations with listeners of their own; a server has them."""

    def add(self, name: str | None, seeds: Sequence[Source], settings: Mapping[str, Any]) -> tuple[str, Foundation]:
        """One more, under the *name* or one of its own; raises Refusal, and SeedError for *seeds* and *settings*.

        The *seeds* were sent from elsewhere; the server's own where there are none.
        """
        ...

    def get(self, name: str) -> Foundation:
        """The one of that name; raises Refusal."""
        ...

    def all(self) -> dict[str, Foundation]:
        """All of them by name, in the order in which they were added."""
        ...

    def remove(self, name: str) -> None:
        """End it; raises Refusal."""
        ...
