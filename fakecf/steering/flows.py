"""The journal from Python: what was asked, what is waited for, what is expected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fakecf.steering.calls import Calls
from fakecf.words import duration

if TYPE_CHECKING:
    from fakecf.journal import Exchange, Flow

Seconds = float | str | timedelta


class Flows:
    """What was asked of a foundation, hop by hop; iterating gives every flow, oldest first.

    Criteria are those of `GET /v1/flows`: `operation` (the first argument), `status`, `method`, `path`, `listener`,
    `since`, `fault`, `user`, `client`, `flag`, `relayed`.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def all(self, operation: str | None = None, **criteria: Any) -> "list[Flow]":
        """Whole flows of which an exchange meets the criteria."""
        return _read(self._calls.flows(operation=operation, **criteria))

    def __iter__(self) -> "Iterator[Flow]":
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._calls.flows())

    @property
    def last(self) -> "Flow":
        """The latest flow; raises LookupError where nothing was asked."""
        flows = self.all()
        if not flows:
            raise LookupError("nothing was asked yet")
        return flows[-1]

    def wait_for(
        self,
        operation: str | None = None,
        *,
        times: int = 1,
        timeout: Seconds = 5.0,
        settled: bool = True,
        **criteria: Any,
    ) -> "list[Flow]":
        """The flows of *times* exchanges, once there are so many, past ones included; raises UnmetError.

        One counts when it is *settled*, or else as soon as its answer begins. A *timeout* without unit is in seconds.
        """
        wanted = _match(operation, criteria)
        return _read(self._calls.wait_for_flows(wanted, times, _seconds(timeout), settled=settled))

    def verify(
        self, operation: str | None = None, *, times: int | dict[str, int] | None = None, **criteria: Any
    ) -> int:
        """How many exchanges there were, if as often as wanted: once at least unless *times* says otherwise.

        *times* is a number or `{"min": 1, "max": 3}`. Raises UnmetError.
        """
        return int(self._calls.verify_flows(_match(operation, criteria), times)["found"])

    def verify_order(self, *operations: str | dict[str, Any]) -> None:
        """Check that each was asked after the one before it, others between them or not; raises UnmetError."""
        order = [{"operation": each} if isinstance(each, str) else each for each in operations]
        self._calls.verify_flows(order=order)

    def written(self, number: int, as_: str) -> str:
        """A flow for another tool: `curl`, `har`, `pytest`, `yaml`."""
        return self._calls.flow(number, as_)

    def follow(self, since: int | None = None, **criteria: Any) -> "Iterator[Exchange]":
        """Exchanges as they are settled, until the server stops."""
        from msgspec import convert

        from fakecf.journal import Exchange

        return (convert(each, Exchange) for each in self._calls.follow(since, **criteria))

    def clear(self) -> None:
        """Forget everything; ids go on."""
        self._calls.clear_flows()


class Expectation:
    """Something that is to happen before the test is over."""

    def __init__(
        self, flows: Flows, operation: str, times: int | dict[str, int] | None, criteria: dict[str, Any]
    ) -> None:
        self._flows = flows
        self._wanted = operation, times, criteria

    def verify(self) -> int:
        """How often it happened; raises UnmetError where that is not as often as expected."""
        operation, times, criteria = self._wanted
        return self._flows.verify(operation, times=times, **criteria)

    def __str__(self) -> str:
        operation, times, criteria = self._wanted
        often = "at least once" if times is None else f"{times} times"
        return " ".join([operation, *(f"{name}={value!r}" for name, value in criteria.items()), often])


def _match(operation: str | None, criteria: dict[str, Any]) -> dict[str, Any]:
    return criteria if operation is None else {"operation": operation, **criteria}


def _seconds(timeout: Seconds) -> float:
    if isinstance(timeout, timedelta):
        return timeout.total_seconds()
    return duration(timeout).total_seconds() if isinstance(timeout, str) else timeout


def _read(flows: list[dict[str, Any]]) -> "list[Flow]":
    from msgspec import convert

    from fakecf.journal import Flow

    return convert(flows, list[Flow])
