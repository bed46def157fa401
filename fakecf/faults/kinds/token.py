"""Tokens that are no good: `uaa.token token=expired`, `{"token": {"how": "short-lived", "lifetime": "30s"}}`."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from msgspec import Meta

from fakecf.faults.amounts import readable, seconds
from fakecf.faults.documents import change
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.passing import Mint
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer

_EXPIRED = "The token expired, was revoked, or the token ID is incorrect."


class Token(Fault, frozen=True, kw_only=True):
    """Grants a token that the Cloud Controller refuses, or refuses to refresh one."""

    examples = ("token=expired",)
    failures = ("token=expired", "token=refresh-refused")
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
        if self.how != "refresh-refused" and answer.status == HTTPStatus.OK:
            change(passing, answer, lambda granted: self._spoilt(granted, passing.mint))
        return answer

    def _spoilt(self, granted: dict[str, Any], mint: Mint) -> dict[str, Any]:
        if self.how != "short-lived":
            return {**granted, "access_token": mint(granted["access_token"], self.how)}
        lifetime = seconds(self.lifetime)
        token = mint(granted["access_token"], self.how, lifetime)
        return {**granted, "access_token": token, "expires_in": max(0, int(lifetime) - 1)}
