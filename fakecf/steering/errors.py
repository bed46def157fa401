"""What the control API refused, as an exception in full sentences."""

import json
from typing import Any

_UNMET = (408, 409)


class ClientError(Exception):
    """A call that was refused, in full sentences: what was wrong, what is allowed, what was meant.

    `problem` is the problem document that says so, where there is one.
    """

    def __init__(self, sentences: str, problem: dict[str, Any] | None = None) -> None:
        super().__init__(sentences)
        self.problem = problem


class NotRunningError(ClientError):
    """Nothing answers at the control URL."""


class UnmetError(ClientError, AssertionError):
    """Something did not happen as often, in the order, or within the time that was wanted.

    Its `problem` says how often it did (`found`) and what came nearest (`near_misses`).
    """


def refused(said: bytes, status: int) -> ClientError:
    """A problem document, a line for each wrong place; what is none of ours is told as it came."""
    try:
        problem = json.loads(said)
        kind = UnmetError if status in _UNMET and "found" in problem else ClientError
        return kind("\n".join(map(_line, problem.get("errors") or [problem])), problem)
    except (ValueError, AttributeError, KeyError, TypeError):
        return ClientError(f"{status}: {said.decode('utf-8', 'replace').strip()}")


def _line(error: dict[str, Any]) -> str:
    where = f"{error['pointer']}: " if error.get("pointer") else ""
    meant = f"; did you mean {error['did_you_mean']!r}?" if error.get("did_you_mean") else ""
    allowed = f"; allowed: {', '.join(error['allowed'])}" if error.get("allowed") else ""
    return f"{where}{error['detail']}{meant}{allowed}"
