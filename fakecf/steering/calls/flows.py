"""The journal."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast, overload

from fakecf.steering.calls.asking import LONGEST_WAIT, Asking, given, query, segment

_LONGEST_SILENCE = 40.0  # a stream says something every 15 s


class FlowCalls(Asking):
    """What was asked."""

    def flows(self, **filters: Any) -> list[dict[str, Any]]:
        """Flows, oldest first; filters are those of `GET /v1/flows`."""
        return cast("list[dict[str, Any]]", self._call("GET", f"/v1/flows?{query(filters)}"))

    @overload
    def flow(self, number: int) -> dict[str, Any]: ...
    @overload
    def flow(self, number: int, as_: str) -> str: ...
    def flow(self, number: int, as_: str | None = None) -> dict[str, Any] | str:
        """One flow, or the text that another tool reads *as_*: curl, har, pytest, yaml."""
        path = f"/v1/flows/{segment(str(number))}"
        if as_ is None:
            return cast("dict[str, Any]", self._call("GET", path))
        with self._answer("GET", f"{path}?{query({'as': as_})}") as answer:
            return answer.read().decode()

    def wait_for_flows(
        self, match: Mapping[str, Any] | None = None, times: int = 1, timeout: float = 5.0, *, settled: bool = True
    ) -> list[dict[str, Any]]:
        """The flows that *times* exchanges belong to, once there are so many that *match*, past ones included.

        An exchange counts when it is *settled*, or else as soon as its answer begins. Raises ClientError after
        *timeout* seconds: its `problem` holds what came nearest.
        """
        wanted = {"match": dict(match or {}), "times": times, "timeout": f"{timeout:f}s", "settled": settled}
        found = self._call("POST", "/v1/flows/wait", wanted, patience=timeout + LONGEST_WAIT)
        return cast("list[dict[str, Any]]", found)

    def verify_flows(
        self,
        match: Mapping[str, Any] | None = None,
        times: int | Mapping[str, int] | None = None,
        *,
        order: Sequence[Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """How many exchanges *match*, if that is as often as wanted: at least once unless *times* says otherwise.

        Or those that came in this *order*. Raises ClientError when it was not so: its `problem` says what came nearest.
        """
        wanted = given({"match": match, "times": times, "order": order})
        return cast("dict[str, Any]", self._call("POST", "/v1/flows/verify", wanted))

    def follow(
        self, since: int | None = None, *, dropped: Callable[[int], None] = lambda _: None, **filters: Any
    ) -> Iterator[dict[str, Any]]:
        """Exchanges as they are settled, from the first `next` on, or all *since* one; ends when the server stops.

        *dropped* is told how many were missed by a reader that was too slow.
        """
        path = f"/v1/flows/stream?{query({'since': since, **filters})}"
        with self._answer("GET", path, patience=_LONGEST_SILENCE) as answer:
            for kind, data in _events(answer):
                if kind == "exchange":
                    yield json.loads(data)
                elif kind == "dropped":
                    dropped(json.loads(data)["count"])

    def coverage(self, **filters: Any) -> dict[str, Any]:
        """Every route and how often it was asked, and a summary; filters are those of `GET /v1/coverage`."""
        return cast("dict[str, Any]", self._call("GET", f"/v1/coverage?{query(filters)}"))

    def clear_flows(self) -> None:
        self._call("DELETE", "/v1/flows")


def _events(answer: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The kind and the data of each server-sent event; ours have one line of data."""
    fields: dict[str, str] = {}
    for line in answer:
        text = line.decode().rstrip("\n")
        if text:
            name, _, value = text.partition(": ")
            fields[name] = value
        elif fields:
            yield fields.get("event", ""), fields.get("data", "")
            fields = {}
