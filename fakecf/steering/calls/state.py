"""What is true."""

from typing import Any, cast

from fakecf.steering.calls.asking import Asking, query, segment


class StateCalls(Asking):
    """The state as a whole and thing by thing."""

    def state(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/state"))

    def replace_state(self, document: dict[str, Any]) -> None:
        self._call("PUT", "/v1/state", document)

    def records(self, plural: str, **fields: Any) -> list[dict[str, Any]]:
        """The records of a type (`apps`, `droplets`) that have these *fields*, of those that hold a single value."""
        wanted = query({name: "" if value is None else value for name, value in fields.items()})
        return cast("list[dict[str, Any]]", self._call("GET", f"/v1/state/{segment(plural)}?{wanted}"))

    def record(self, plural: str, guid: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", _one(plural, guid)))

    def force(self, plural: str, guid: str, **fields: Any) -> dict[str, Any]:
        """Make any fields of a record what is wanted, impossible worlds included."""
        return cast("dict[str, Any]", self._call("PATCH", _one(plural, guid), fields))

    def bits(self, plural: str, guid: str) -> bytes:
        """The bytes of one of `droplets` or `packages`."""
        with self._answer("GET", f"/v1/{segment(plural)}/{segment(guid)}/bits") as answer:
            return answer.read()

    def add(self, document: Any) -> list[dict[str, str]]:
        """Add what a fixture document says to what is there: the path, type and guid of each record that was made."""
        return cast("list[dict[str, str]]", self._call("POST", "/v1/seeds", document))

    def snapshots(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/snapshots"))

    def save_snapshot(self, name: str) -> dict[str, Any]:
        """Keep the present moment under a name: state, blobs, faults and their counters, time."""
        return cast("dict[str, Any]", self._call("POST", _snapshot(name), {}))

    def restore_snapshot(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("POST", f"{_snapshot(name)}/restore", {}))

    def remove_snapshot(self, name: str) -> None:
        self._call("DELETE", _snapshot(name))

    def reset(self, *scope: str) -> None:
        self._call("POST", "/v1/reset", {"scope": list(scope)} if scope else {})


def _one(plural: str, guid: str) -> str:
    return f"/v1/state/{segment(plural)}/{segment(guid)}"


def _snapshot(name: str) -> str:
    return f"/v1/snapshots/{segment(name)}"
