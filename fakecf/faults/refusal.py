"""The family of faults that answer with an error in place of the listener."""

import re
from typing import Annotated, Literal

from msgspec import Meta

from fakecf import proxies
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.headers import check_headers
from fakecf.faults.operations import Operation
from fakecf.faults.problems import wrong
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer

Shape = Literal["flat", "wrapped", "gorouter", "nginx"]
CLOUD_CONTROLLER_SHAPES = ("flat", "wrapped")
MAX_TEXT = 8192

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Refusal(Fault, frozen=True, kw_only=True):
    """Answers with an error; *shape* says whose, unless the listener's own is wanted."""

    shape: Annotated[Shape | None, Meta(description="Whose error: `flat` and `wrapped` are Cloud Controller's.")] = None
    detail: Annotated[str, Meta(description="What the error says.", max_length=MAX_TEXT)] | None = None
    headers: Annotated[dict[str, str], Meta(description="Further headers; they replace the answer's own.")] = {}

    def __post_init__(self) -> None:
        check_headers(self.headers)
        if self.detail and _LONE_SURROGATE.search(self.detail):
            raise wrong("/detail", "holds half of a surrogate pair, which is no character")
        if self.detail is not None and self.shape == "nginx":
            raise wrong("/detail", "nginx's page has no place for a detail", ["flat", "wrapped", "gorouter"])

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and (
            operation.listener == "api" or self.shape not in CLOUD_CONTROLLER_SHAPES
        )

    def trouble(self, resource: str | None) -> Trouble:
        """What to say of *resource*; every kind of refusal answers this."""
        raise NotImplementedError

    def intercept(self, passing: Passing) -> Answer:
        answer = self._worded(passing)
        for name, value in self.headers.items():
            answer.set_header(name, value)
        return answer

    def _worded(self, passing: Passing) -> Answer:
        trouble = self.trouble(passing.subject.resource)
        now = passing.clock.now()
        if self.shape == "nginx":
            return proxies.nginx(trouble.status, now)
        if self.shape == "gorouter":
            return proxies.gorouter(trouble.status, self.detail, passing.environ.get("HTTP_HOST", ""), now)
        return passing.dialect.error(trouble, passing.environ)
