"""Where something stands in a document, and what is wrong there."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from fakecf.words import pointer

_SHOWN = 25
_LISTED = 40


class Origin(NamedTuple):
    """A document: what to call it in a message, and the folder that its relative paths start from.

    One that was sent from elsewhere has no folder: it can name no file of this machine.
    """

    label: str
    folder: Path | None


class Place(NamedTuple):
    """A position in a document, counted from 1, or the path of what came without text; neither is all of it."""

    origin: Origin
    line: int = 0
    column: int = 0
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        if self.line:
            return f"{self.origin.label}:{self.line}:{self.column}"
        return "/".join(map(str, self.path)) or self.origin.label

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointer(*self.path)


class Problem(NamedTuple):
    """One thing wrong with a document, with what would be right where that can be listed."""

    place: Place
    what: str
    allowed: Sequence[str] = ()
    meant: str | None = None

    def __str__(self) -> str:
        more = ", ..." if len(self.allowed) > _LISTED else ""
        allowed = f"; allowed: {', '.join(self.allowed[:_LISTED])}{more}" if self.allowed else ""
        meant = f"; did you mean {self.meant!r}?" if self.meant else ""
        return f"{self.place}: {self.what}{allowed}{meant}"


class SeedError(ValueError):
    """Documents that cannot become a foundation; one line for each problem, `file:line:column: what, what is allowed`.

    `problems` holds all of them; the message shows the first 25.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"... and {len(self.problems) - _SHOWN} more")
        super().__init__("\n".join(lines))


def refusal(place: Place, what: str, allowed: Sequence[str] = (), meant: str | None = None) -> SeedError:
    """The error that consists of one problem."""
    return SeedError([Problem(place, what, allowed, meant)])
