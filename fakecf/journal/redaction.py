"""Secrets taken out of what is kept: nobody can read them, but equal ones can be told to be equal."""

import re
import secrets
from collections.abc import Iterable
from hashlib import blake2b
from urllib.parse import unquote_plus

Pairs = tuple[tuple[str, str], ...]

REDACTED = "<redacted>"
_CREDENTIALS = {"authorization", "proxy-authorization"}
_SECRET_HEADERS = {"cookie", "set-cookie", "x-amz-security-token", "x-auth-token"}
_LINKS = {"location", "referer"}
_SENSITIVE = _CREDENTIALS | _SECRET_HEADERS | _LINKS
_SECRET_PARAMETERS = {
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "id_token",
    "md5",
    "passcode",
    "password",
    "refresh_token",
    "signature",
    "token",
    "x-amz-security-token",
    "x-amz-signature",
}
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
_FINGERPRINT_BYTES = 4


class Redaction:
    """Takes secrets out; the key of its fingerprints is its own, so that they say nothing to anybody else."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def fingerprint(self, secret: str, size: int = _FINGERPRINT_BYTES) -> str:
        """The same few digits for the same secret."""
        return blake2b(secret.encode("utf-8", "surrogatepass"), key=self._key, digest_size=size).hexdigest()

    def headers(self, headers: Iterable[tuple[str, str]]) -> Pairs:
        """The same headers; what is harmless, most of them, is not even copied."""
        return tuple(
            [
                header
                if header[0].lower() not in _SENSITIVE and "eyJ" not in header[1]
                else (header[0], self._header(header[0].lower(), header[1]))
                for header in headers
            ]
        )

    def _header(self, name: str, value: str) -> str:
        if name in _CREDENTIALS:
            return self._credentials(value)
        if name in _SECRET_HEADERS:
            return REDACTED
        return link(value) if name in _LINKS else text(value)

    def _credentials(self, value: str) -> str:
        """`bearer <redacted 5f0c9a1e>`: the scheme, and whether it is the same token as elsewhere."""
        scheme, space, secret = value.partition(" ")
        if not space:
            return f"<redacted {self.fingerprint(value)}>"
        return f"{scheme} <redacted {self.fingerprint(secret.strip())}>"


def text(value: str) -> str:
    """*value* without JSON web tokens."""
    return _JWT.sub(REDACTED, value) if "eyJ" in value else value


def query(value: str) -> str:
    """A query string or form without the values of secret parameters."""
    return "&".join([_parameter(part) for part in value.split("&")]) if value else value


def link(url: str) -> str:
    """A URL whose query and fragment hold no secrets."""
    path, mark, rest = url.partition("?")
    if mark:
        return f"{path}?{query(rest)}"
    path, mark, rest = url.partition("#")
    return f"{path}#{query(rest)}" if mark else url


def _parameter(part: str) -> str:
    name, equals, value = part.partition("=")
    plain = unquote_plus(name) if "%" in name or "+" in name else name
    if plain.lower() in _SECRET_PARAMETERS:
        return f"{name}={REDACTED}"
    return name + equals + text(value)
