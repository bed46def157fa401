"""How UAA answers: its headers, its JSON, and its errors (cc-surface 5.3, 5.5)."""

import json
import re

from fakecf.web import Answer, Headers, WSGIEnvironment

# as recorded from UAAs behind gorouter, which sorts them; only https adds Strict-Transport-Security
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "script-src 'self'"),
    ("Content-Type", "application/json;charset=UTF-8"),
    ("Pragma", "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Xss-Protection", "1; mode=block"),
)
_NOT_FOR_A_HEADER = re.compile(r"[^\x20-\x7e]")


def headers() -> Headers:
    """The headers of every answer, in wire order."""
    return list(_HEADERS)


def answer(status: int, document: object, *more: tuple[str, str]) -> Answer:
    """*document* as Jackson writes it: compact, nothing escaped that need not be."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Answer(status, [*headers(), *more], body)


def bodiless(status: int, *more: tuple[str, str]) -> Answer:
    """An answer that says nothing, and so is of no type."""
    return Answer(status, [*(header for header in _HEADERS if header[0] != "Content-Type"), *more])


class UaaError(Exception):
    """An error on its way to the caller: `error` and `error_description`, then *more*.

    *realm* is the challenge of the filter that refused; without one it was the endpoint itself, which
    challenges only a 401 or a lack of scope.
    """

    def __init__(self, status: int, error: str, description: str, *, realm: str | None = None, **more: str) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.document = {"error": error, "error_description": description, **more}
        self.realm = realm

    def answer(self) -> Answer:
        challenge = self._challenge()
        more = [("WWW-Authenticate", _NOT_FOR_A_HEADER.sub("?", challenge))] if challenge else []
        return answer(self.status, self.document, *more)

    def _challenge(self) -> str | None:
        explained = self.status == 401 or self.document["error"] == "insufficient_scope"  # noqa: PLR2004
        if self.realm is None:
            return f"Bearer {self._summary()}" if explained else None
        return f"{self.realm}, {self._summary()}" if explained else self.realm

    def _summary(self) -> str:
        return ", ".join(f'{name}="{value}"' for name, value in self.document.items())


CLIENT_REALM = 'Basic realm="UAA/client"'
RESOURCE_REALM = 'Bearer realm="UAA/oauth"'


class BadCredentialsError(UaaError):
    """A wrong user, client, password or secret; the header still says what older UAAs said in the body as well."""

    def __init__(self, description: str = "Bad credentials") -> None:
        super().__init__(401, "invalid_client", description, realm=CLIENT_REALM)

    def _summary(self) -> str:
        return 'error="unauthorized", error_description="Bad credentials"'


class ExpiredTokenError(UaaError):
    """A token of ours that was presented after its time."""

    def __init__(self, description: str, *, realm: str | None = None) -> None:
        super().__init__(401, "invalid_token", description, realm=realm)


def invalid_scope(description: str, allowed: tuple[str, ...] = (), *, realm: str | None = None) -> UaaError:
    """A scope that cannot be had; *allowed* is named where UAA names it."""
    more = {"scope": " ".join(allowed)} if allowed else {}
    return UaaError(400, "invalid_scope", description, realm=realm, **more)


def unauthorized(description: str, realm: str) -> UaaError:
    """A caller that did not say who it is, or not where it belongs."""
    return UaaError(401, "unauthorized", description, realm=realm)


def uaa_error(status: int, error: str, description: str, _: WSGIEnvironment) -> Answer:
    """Any error as UAA's token endpoint words it."""
    realm = CLIENT_REALM if status == 401 else None  # noqa: PLR2004
    return UaaError(status, error, description, realm=realm).answer()
