"""An error by its number: `502`, or `{"status": 502, "shape": "nginx"}`."""

from typing import Annotated, Self

from msgspec import Meta

from fakecf.faults.problems import wrong
from fakecf.faults.refusal import MAX_TEXT, Refusal
from fakecf.faults.trouble import Trouble


class Status(Refusal, frozen=True, kw_only=True):
    """Answers with *status* and what its listener would say to it."""

    examples = ("502", '{"status": 502, "shape": "nginx"}')
    failures = (
        "401",
        "403",
        "404",
        "422",
        "429",
        "500",
        "502",
        {"status": 502, "shape": "wrapped"},
        {"status": 502, "shape": "gorouter"},
        {"status": 502, "shape": "nginx"},
        "503",
        "504",
    )

    status: Annotated[int, Meta(description="The status of the answer.", ge=400, le=599)]
    title: (
        Annotated[str, Meta(description="CC's `title`, UAA's `error`, AWS's `Code`.", max_length=MAX_TEXT)] | None
    ) = None
    code: Annotated[int | None, Meta(description="Cloud Controller's number of the error.")] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, value in (("title", self.title), ("code", self.code)):
            if value is not None and self.shape in ("gorouter", "nginx"):
                raise wrong(f"/{name}", f"{self.shape}'s error has no {name}", ["flat", "wrapped"])

    @classmethod
    def from_word(cls, word: str) -> Self | None:
        if not (word.isascii() and word.isdigit() and len(word) == 3):  # noqa: PLR2004 - digits of a status
            return None
        if not 400 <= int(word) <= 599:  # noqa: PLR2004
            raise wrong("", f"{word} is not the status of an error", ["400 to 599"])
        return cls(status=int(word))

    def trouble(self, resource: str | None) -> Trouble:
        return Trouble(
            status=self.status,
            resource=resource,
            shape=self.shape,
            title=self.title,
            code=self.code,
            detail=self.detail,
        )
