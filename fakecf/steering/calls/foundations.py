"""Further foundations in the same server."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fakecf.steering.calls.asking import Asking, given, segment


class FoundationCalls(Asking):
    """Asked of the server's own foundation, not of a further one."""

    def foundations(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/foundations"))

    def add_foundation(
        self, seeds: Sequence[Any] = (), name: str | None = None, settings: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Start a foundation from shipped seeds by name, and from documents; its `control_url` is where to steer it.

        *settings* stand in the place of those in the `foundation:` blocks of the seeds.
        """
        wanted = given({"id": name, "seeds": list(seeds) or None, "foundation": dict(settings or {}) or None})
        return cast("dict[str, Any]", self._call("POST", "/v1/foundations", wanted))

    def remove_foundation(self, name: str) -> None:
        self._call("DELETE", f"/v1/foundations/{segment(name)}")
