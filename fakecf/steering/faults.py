"""Faults from Python: where they strike, what goes wrong, and whether they did."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from fakecf.steering.calls import Calls

Effects = int | str | dict[str, Any] | Sequence[int | str | dict[str, Any]]


class ArmedFault:
    """A fault rule that was armed; at the end of a `with` block it is removed."""

    def __init__(self, calls: Calls, status: dict[str, Any]) -> None:
        self._calls = calls
        self._status = status
        self._removed = False

    @property
    def id(self) -> str:
        return str(self._status["id"])

    @property
    def status(self) -> dict[str, Any]:
        """The rule as it stands, or stood when it was removed; as `GET /v1/faults/{id}` gives it."""
        if not self._removed:
            self._status = self._calls.get_fault(self.id)
        return self._status

    @property
    def hits(self) -> int:
        """How many requests it has struck."""
        return int(self.status["hits"])

    def wait_for(self, hits: int = 1, timeout: float = 5.0) -> None:
        """Return once it has struck so many requests; raises UnmetError after *timeout* seconds."""
        self._calls.wait_for_hits(self.id, hits, timeout)

    def remove(self) -> None:
        """Let requests through again; whoever waits under the rule goes on. Once is enough, twice does no harm."""
        if not self._removed:
            self._status, self._removed = self.status, True
            self._calls.remove_fault(self.id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def __repr__(self) -> str:
        parts = " ".join(
            f"{name}={self._status[name]!r}" for name in ("on", "match", "when", "do") if name in self._status
        )
        return f"<{self.id} {parts}>"


class Gate(ArmedFault):
    """Holds requests until it is released; at the end of a `with` block it is."""

    def release(self) -> None:
        """Let those that wait go on, and all others through."""
        self.remove()


class SwitchedOn:
    """A preset that was switched on; at the end of a `with` block it is switched off."""

    def __init__(self, calls: Calls, name: str) -> None:
        self._calls = calls
        self.name = name

    def remove(self) -> None:
        self._calls.switch_off(self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Target:
    """Requests that something may be done to: those of an operation, a route or a listener, about *match* alone."""

    def __init__(self, arm: Callable[[dict[str, Any]], ArmedFault], on: str, match: dict[str, Any]) -> None:
        self._arm = arm
        self._rule = {"on": on, **({"match": match} if match else {})}

    def fail(self, effects: Effects = 502, /, **when: Any) -> ArmedFault:
        """Let something go wrong: `502`, `"reset@64KiB"`, `{"latency": "200ms"}`, or a list, one after the other.

        *when* are the keys of a rule's `when`: `times=2`, `nth=3`, `every=2`, `after=1`, `probability="10%"`, `seed=7`,
        `for_="30s"`.
        """
        conditions = {name.rstrip("_"): value for name, value in when.items()}
        written = effects if isinstance(effects, int | str | dict) else list(effects)
        return self._arm({**self._rule, "do": written, **({"when": conditions} if conditions else {})})
