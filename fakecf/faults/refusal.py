"""The family of faults that answer with an error in place of the listener."""

import re
from typing import Annotated, Literal

from msgspec import Meta

from fakecf import proxies
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.problems import wrong
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer

Shape = Literal["flat", "wrapped", "gorouter", "nginx"]
CLOUD_CONTROLLER_SHAPES = ("flat", "wrapped")
MAX_TEXT = 8192

# RFC 9110 5.6.2 and 5.5: a name is a token, a value carries no control characters but the tab (reliability T-20)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8192}")
_FRAMING = ("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Refusal(Fault, frozen=True, kw_only=True):
    """Answers with an error; *shape* says whose, unless the listener's own is wanted."""

    shape: Annotated[Shape | None, Meta(description="Whose error: `flat` and `wrapped` are Cloud Controller's.")] = None
    detail: Annotated[str, Meta(description="What the error says.", max_length=MAX_TEXT)] | None = None
    headers: Annotated[dict[str, str], Meta(description="Further headers; they replace the answer's own.")] = {}

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            _check_header(name, value)
        if self.detail and _LONE_SURROGATE.search(self.detail):
            raise wrong("/detail", "holds half of a surrogate pair, which is no character")
        if self.detail is not None and self.shape == "nginx":
            raise wrong("/detail", "nginx's page has no place for a detail", ["flat", "wrapped", "gorouter"])

    def can_strike(self, listener: str) -> bool:
        return listener == "api" or self.shape not in CLOUD_CONTROLLER_SHAPES

    def trouble(self, resource: str | None) -> Trouble:
        """What to say of *resource*; every kind of refusal answers this."""
        raise NotImplementedError

    def before(self, passing: Passing) -> Answer:
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


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name):
        raise wrong("/headers", f"{name!r} is no header name: letters, digits and !#$%&'*+.^_`|~- are allowed")
    if name.lower() in _FRAMING:
        raise wrong(f"/headers/{name}", "says where a message ends, which is the server's to say")
    if not _HEADER_VALUE.fullmatch(value):
        raise wrong(f"/headers/{name}", f"{value[:60]!r} is no header value: no control characters, at most 8 KiB")
