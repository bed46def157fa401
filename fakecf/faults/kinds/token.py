"""Tokens that are no good: `uaa.token token=expired`, `{"token": {"how": "short-lived", "lifetime": "30s"}}`."""

import json
from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.amounts import readable, seconds
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer

_EXPIRED = "The token expired, was revoked, or the token ID is incorrect."


class Token(Fault, frozen=True, kw_only=True):
    """Grants a token that the Cloud Controller refuses, or refuses to refresh one."""

    examples = ("token=expired",)
    main = "how"
    listeners = ("uaa",)

    how: Annotated[
        Literal["expired", "wrong-key", "alg-none", "truncated", "refresh", "refresh-refused", "short-lived"],
        Meta(
            description="`refresh` hands out a refresh token for an access token; `refresh-refused` is 401 for the "
            "refresh grant alone; `short-lived` tokens live as long as `lifetime` says."
        ),
    ] = "expired"
    lifetime: Annotated[str, Meta(description="Of a short-lived token, `expires_in` says it too.")] = "30s"

    def __post_init__(self) -> None:
        readable("/lifetime", seconds, self.lifetime)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.name == "uaa.token"

    def intercept(self, passing: Passing) -> Answer | None:
        if self.how == "refresh-refused" and "refresh_token" in passing.subject.facts.get("grant", ()):
            return passing.dialect.error(Trouble(status=401, title="invalid_token", detail=_EXPIRED), passing.environ)
        return None

    def alter(self, passing: Passing, answer: Answer) -> Answer:
        if self.how != "refresh-refused" and isinstance(answer.body, list) and answer.status == 200:  # noqa: PLR2004
            document = json.loads(b"".join(answer.body))
            lifetime = seconds(self.lifetime) if self.how == "short-lived" else None
            document["access_token"] = passing.mint(document["access_token"], self.how, lifetime)
            if lifetime is not None:
                document["expires_in"] = max(0, int(lifetime) - 1)
            answer.replace_body(passing.dialect.encode(document))
        return answer
