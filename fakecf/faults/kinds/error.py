"""A Cloud Controller error by its name: `CF-NotAuthorized`, or `{"error": "CF-OrgSuspended"}`."""

from collections.abc import Iterable
from typing import Annotated, Self

from msgspec import Meta

from fakecf.errors import catalogue, kind
from fakecf.faults.problems import wrong
from fakecf.faults.refusal import Refusal
from fakecf.faults.trouble import Trouble


class Error(Refusal, frozen=True, kw_only=True):
    """Answers with the error that the Cloud Controller calls *error*, under its own status."""

    examples = ("CF-NotAuthorized", '{"error": "CF-NotAuthorized"}')
    failures = ("CF-InvalidAuthToken", "CF-RateLimitExceeded", "CF-ServiceUnavailable")
    listeners = ("api",)

    error: Annotated[str, Meta(description="The error's name, as its title has it.")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.error.removeprefix("CF-") not in catalogue():
            raise wrong("/error", f"no Cloud Controller error is called {self.error!r}", self.words(), self.error)

    @classmethod
    def from_word(cls, word: str) -> Self | None:
        return cls(error=word) if word in cls.words() else None

    @classmethod
    def words(cls) -> Iterable[str]:
        return [known.title for known in catalogue().values()]

    def trouble(self, resource: str | None) -> Trouble:
        known = kind(self.error)
        return Trouble(status=known.status, resource=resource, error=known.name, shape=self.shape, detail=self.detail)
