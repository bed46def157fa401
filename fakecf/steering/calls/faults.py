"""Fault rules and presets."""

from typing import Any, cast

from fakecf.steering.calls.asking import LONGEST_WAIT, Asking, given, segment


class FaultCalls(Asking):
    """What goes wrong."""

    def faults(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/faults"))

    def get_fault(self, guid: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", f"/v1/faults/{segment(guid)}"))

    def add_fault(self, rule: Any) -> dict[str, Any]:
        """Arm a rule, an object or its one-line form."""
        return cast("dict[str, Any]", self._call("POST", "/v1/faults", rule))

    def remove_fault(self, guid: str) -> None:
        self._call("DELETE", f"/v1/faults/{segment(guid)}")

    def wait_for_hits(self, guid: str, hits: int = 1, timeout: float = 5.0) -> dict[str, Any]:
        """The rule once it has struck so many requests; raises UnmetError after *timeout* seconds."""
        wanted = {"hits": hits, "timeout": f"{timeout:f}s"}
        found = self._call("POST", f"/v1/faults/{segment(guid)}/wait", wanted, patience=timeout + LONGEST_WAIT)
        return cast("dict[str, Any]", found)

    def clear_faults(self) -> None:
        self._call("DELETE", "/v1/faults")

    def explain(self, path: str, method: str = "GET", **how: Any) -> list[dict[str, Any]]:
        """Which rules would strike such a request, and why; *how* are the other keys of `POST /v1/faults/explain`."""
        request = {"path": path, "method": method, **given(how)}
        return cast("list[dict[str, Any]]", self._call("POST", "/v1/faults/explain", request))

    def presets(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/presets"))

    def switch_on(self, preset: str, lifetime: str | None = None) -> dict[str, Any]:
        """Arm the rules of a preset, for ever or for so long (`30s`)."""
        wanted = given({"for": lifetime})
        return cast("dict[str, Any]", self._call("PUT", f"/v1/presets/{segment(preset)}", wanted))

    def switch_off(self, preset: str) -> None:
        self._call("DELETE", f"/v1/presets/{segment(preset)}")
