"""Warnings in `X-Cf-Warnings`: `warnings=deprecated`, or `{"warnings": ["100% full"], "escaped": false}`."""

from typing import Annotated
from urllib.parse import quote_plus

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.headers import check_value
from fakecf.web import Answer


class Warnings(Fault, frozen=True, kw_only=True):
    """Answers truly and warns, as the Cloud Controller does: form-escaped, with commas between."""

    examples = ("warnings=deprecated",)
    listeners = ("api",)

    warnings: Annotated[str | tuple[str, ...], Meta(description="A text, or several.")]
    escaped: Annotated[bool, Meta(description="False sends the texts as they are, so that `%` trips a decoder.")] = True

    def __post_init__(self) -> None:
        check_value("/warnings", self._header)

    @property
    def _header(self) -> str:
        texts = (self.warnings,) if isinstance(self.warnings, str) else self.warnings
        return ",".join(map(quote_plus, texts) if self.escaped else texts)

    def alter(self, _: Passing, answer: Answer) -> Answer:
        answer.set_header("X-Cf-Warnings", self._header)
        return answer
