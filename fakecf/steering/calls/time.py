"""Time, and what takes time."""

from typing import Any, cast

from fakecf.steering.calls.asking import Asking, given, segment


class TimeCalls(Asking):
    """The clock, and what is under way."""

    def clock(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/clock"))

    def set_clock(self, **how: Any) -> dict[str, Any]:
        """`freeze=True` or a moment, `set=` a moment, or `live=True`."""
        return cast("dict[str, Any]", self._call("PUT", "/v1/clock", how))

    def advance_clock(self, by: str) -> dict[str, Any]:
        """Let a time span (`15m`) pass at once."""
        return cast("dict[str, Any]", self._call("POST", "/v1/clock/advance", {"by": by}))

    def lifecycles(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/lifecycles"))

    def set_lifecycle(self, plural: str, guid: str, timing: Any, ending: str | None = None) -> dict[str, Any]:
        """Put one of `builds`, `packages`, `droplets`, `jobs` under way, or change when and how it ends."""
        wanted = {"timing": timing, **given({"ending": ending})}
        return cast("dict[str, Any]", self._call("PUT", _lifecycle(plural, guid), wanted))

    def release(self, plural: str, guid: str, ending: str | None = None) -> dict[str, Any]:
        """End what is under way now, with another *ending* if one is given."""
        released = self._call("POST", f"{_lifecycle(plural, guid)}/release", given({"as": ending}))
        return cast("dict[str, Any]", released)


def _lifecycle(plural: str, guid: str) -> str:
    return f"/v1/lifecycles/{segment(plural)}/{segment(guid)}"
