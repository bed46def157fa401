"""The Cloud Controller's errors, sent through its own exit."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal, Protocol

from fakecf import proxies
from fakecf.clock import Clock
from fakecf.config import RateLimiter
from fakecf.errors import CfError, UnknownError, flat
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer, Headers, WSGIEnvironment, reason_phrase

# What CC most often means by a number; of other numbers it says nothing, and nginx speaks (cc-droplets 4, 1.4)
_USUAL = {
    400: "InvalidRequest",
    401: "InvalidAuthToken",
    403: "NotAuthorized",
    404: "ResourceNotFound",
    422: "UnprocessableEntity",
    429: "RateLimitExceeded",
    500: None,
    502: "BlobstoreUnavailable",
    503: "ServiceUnavailable",
}
# Refused before Rails is reached, under these limits an hour (cc-droplets 10.4)
_USUAL_LIMITS = RateLimiter()
_LIMITS = {
    "RateLimitExceeded": _USUAL_LIMITS.general_limit,
    "IPBasedRateLimitExceeded": _USUAL_LIMITS.unauthenticated_limit,
}
_WINDOW = _USUAL_LIMITS.reset_interval_in_minutes * 60


class Exit(Protocol):
    """The Cloud Controller's last step: an answer with the headers of Rails on it, or only those of Rack."""

    def rails(self, answer: Answer, environ: WSGIEnvironment) -> Answer: ...

    def rack(self, answer: Answer, environ: WSGIEnvironment) -> Answer: ...


class CloudControllerDialect:
    """Errors of the api listener. *answer* is JSON as CC sends it; *bad_gateway* is the shape of every 502."""

    def __init__(
        self,
        exit_: Exit,
        answer: Callable[[int, Any], Answer],
        clock: Clock,
        bad_gateway: Literal["flat", "wrapped"] | None = None,
    ) -> None:
        self._exit = exit_
        self._answer = answer
        self._clock = clock
        self._bad_gateway = bad_gateway or "flat"

    def error(self, trouble: Trouble, environ: WSGIEnvironment) -> Answer:
        if trouble.status not in _USUAL and not (trouble.error or trouble.title or trouble.detail or trouble.shape):
            return proxies.nginx(trouble.status, self._clock.now())
        error = _error(trouble)
        answer = self._answer(trouble.status, self._shaped(trouble, _document(error, trouble)))
        limit = _LIMITS.get(error.kind.name)
        if limit is None:
            return self._exit.rails(answer, environ)
        answer.headers = self._limit_headers(limit)
        return self._exit.rack(answer, environ)

    def encode(self, document: Any) -> bytes:
        body = self._answer(HTTPStatus.OK, document).body
        return body if isinstance(body, bytes) else b"".join(body)

    def _shaped(self, trouble: Trouble, document: Mapping[str, object]) -> Mapping[str, object]:
        """CC's envelope, or the flat body of the published page."""
        shape = trouble.shape or (self._bad_gateway if trouble.status == 502 else "wrapped")  # noqa: PLR2004
        return flat(document) if shape == "flat" else {"errors": [document]}

    def _limit_headers(self, limit: int) -> Headers:
        """Nothing remains until the window ends; in CC's order, over a body that only claims to be text."""
        now = int(self._clock.timestamp())
        reset = (now // _WINDOW + 1) * _WINDOW
        return [
            ("x-ratelimit-limit", str(limit)),
            ("x-ratelimit-reset", str(reset)),
            ("x-ratelimit-remaining", "0"),
            ("retry-after", str(reset - now)),
            ("content-type", "text/plain; charset=utf-8"),
        ]


def _error(trouble: Trouble) -> CfError:
    name = trouble.error or _USUAL.get(trouble.status)
    if name is None:
        return UnknownError()
    if name == "ResourceNotFound" and trouble.resource is None:
        return CfError("NotFound")
    return CfError(name, *_details(CfError(name), trouble))


def _details(error: CfError, trouble: Trouble) -> list[str]:
    """Words for the holes of the template, where CC has usual ones."""
    usual = {"ResourceNotFound": f"{trouble.resource} not found", "ServiceUnavailable": "Database connection failure"}
    word = usual.get(error.kind.name) or reason_phrase(trouble.status)
    return [word] * error.kind.template.count("%s")


def _document(error: CfError, trouble: Trouble) -> dict[str, object]:
    """CC's error object, what the rule says put in the places of its own."""
    said = {"detail": trouble.detail, "title": trouble.title, "code": trouble.code}
    return error.as_json() | {key: value for key, value in said.items() if value is not None}
