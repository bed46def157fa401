"""What the control API says when it refuses: RFC 9457, with the place, the allowed values and the nearest word."""

from collections.abc import Iterable
from http import HTTPStatus

import msgspec

from fakecf.checking import Problem, problem
from fakecf.foundation import UnknownNameError
from fakecf.journal import NearMiss, NotFoundInTimeError, NotVerifiedError
from fakecf.web import Answer, Headers

TYPE = "application/problem+json"


class ProblemDocument(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal as it is sent; `errors` names every wrong place.

    `found` and `near_misses` say how many exchanges were found of too few or too many, and which came nearest.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Problem, ...] = ()
    found: int | None = None
    near_misses: tuple[NearMiss, ...] = ()


class Refusal(Exception):  # noqa: N818 - what it is
    """A refusal on its way to the caller."""

    def __init__(
        self, status: int, detail: str, problems: Iterable[Problem] = (), headers: Headers | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.problems = tuple(problems)
        self.headers = headers or []

    def answer(self) -> Answer:
        return Answer(self.status, [("Content-Type", TYPE), *self.headers], msgspec.json.encode(self._document()))

    def _document(self) -> ProblemDocument:
        return ProblemDocument(
            type="about:blank",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            errors=self.problems,
        )


class Unmet(Refusal):
    """Something did not happen as often as wanted, but so often as was *found*."""

    def __init__(self, status: int, detail: str, found: int, near_misses: tuple[NearMiss, ...] = ()) -> None:
        super().__init__(status, detail)
        self._found = found
        self._near_misses = near_misses

    def _document(self) -> ProblemDocument:
        return msgspec.structs.replace(super()._document(), found=self._found, near_misses=self._near_misses)


def missed(status: int, error: NotFoundInTimeError | NotVerifiedError) -> Unmet:
    """Too few exchanges were found, or too many."""
    return Unmet(status, str(error), error.found, error.near_misses)


class WaitEnded(Refusal):
    """Whoever waited need not wait any longer: nothing will come."""

    def __init__(self) -> None:
        super().__init__(503, "the wait ended because the server stops")


def invalid(*problems: Problem) -> Refusal:
    """422 for wrong places."""
    return Refusal(422, problems[0].detail, problems)


def wrong(pointer: str, detail: str, allowed: Iterable[str] = (), word: str | None = None) -> Refusal:
    """422 for one wrong place; *word* is what was written, for the nearest allowed one."""
    return invalid(problem(pointer, detail, allowed, word))


def unknown_name(error: UnknownNameError) -> Refusal:
    """422 for a user or client that the foundation does not have."""
    pointer = "/user" if error.kind == "user" else "/client_id"
    return wrong(pointer, f"there is no {error.kind} {error.name!r}", error.allowed, error.name)
