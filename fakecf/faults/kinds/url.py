"""A presigned URL that leads nowhere: `url=expired`."""

import re
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.web import Answer

_AGO = timedelta(days=1)
_V4_DATE = re.compile(r"(?<=X-Amz-Date=)\w+")
_V2_END = re.compile(r"(?<=[?&]Expires=)\d+")
_SIGNATURE = re.compile(r"(?<=[?&])((?:X-Amz-)?Signature|md5)=([^&]*)")
_NOWHERE = {"unknown-host": "blobstore.invalid", "refused": "127.0.0.1:1"}


class Url(Fault, frozen=True, kw_only=True):
    """Redirects to a presigned URL that is of no use."""

    examples = ("url=expired",)
    failures = ("url=expired",)
    main = "how"
    listeners = ("api",)

    how: Annotated[
        Literal["expired", "tampered", "unknown-host", "refused"],
        Meta(
            description="`expired`: signed a day ago; `tampered`: the signature is another; `unknown-host`: a name "
            "that nobody resolves; `refused`: a port where nobody listens."
        ),
    ] = "expired"

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.body == "none"

    def alter(self, passing: Passing, answer: Answer) -> Answer:
        location = answer.header("location")
        if location is not None:
            answer.set_header("Location", self._spoilt(passing, urlsplit(location)))
        return answer

    def _spoilt(self, passing: Passing, url: SplitResult) -> str:
        if self.how in _NOWHERE:
            return url._replace(netloc=_NOWHERE[self.how]).geturl()
        if self.how == "tampered":
            return url._replace(query=_SIGNATURE.sub(_other_signature, "?" + url.query)[1:]).geturl()
        then = passing.clock.now() - _AGO
        query = _V4_DATE.sub(f"{then:%Y%m%dT%H%M%SZ}", "?" + url.query)
        return url._replace(query=_V2_END.sub(str(int(then.timestamp())), query)[1:]).geturl()


def _other_signature(found: re.Match[str]) -> str:
    """Its first character another one: it still looks like a signature."""
    first = "1" if found[2][:1] == "0" else "0"
    return f"{found[1]}={first}{found[2][1:]}"
