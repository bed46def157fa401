"""What a client that was sent a code must prove of itself (RFC 7636, UAA's PkceValidationService)."""

import base64
import hashlib
import re

from fakecf.uaa.answers import UaaError
from fakecf.uaa.expiring_codes import ExpiringCode

METHODS = ("S256", "plain")
_ALLOWED = re.compile(r"[\w\-.~]{43,128}", re.ASCII)
_LETTERS = "length must between 43 and 128 and use only [A-Z],[a-z],[0-9],_,.,-,~ characters."


def require_challenge(challenge: str | None, method: str) -> None:
    """A challenge need not be given, but must be right where it is; raises UaaError."""
    if challenge is None:
        return
    if not _ALLOWED.fullmatch(challenge):
        raise UaaError(400, "invalid_request", f"Code challenge {_LETTERS}")
    if method not in METHODS:
        listed = ", ".join(METHODS)
        raise UaaError(400, "invalid_request", f"Unsupported code challenge method. Supported: [{listed}]")


def require_well_formed(verifier: str | None) -> None:
    """Nor need a verifier be given; raises UaaError."""
    if verifier is not None and not _ALLOWED.fullmatch(verifier):
        raise UaaError(400, "invalid_request", f"Code verifier {_LETTERS}")


def require_proof(code: ExpiringCode, verifier: str | None) -> None:
    """That *verifier* is what the challenge of *code* was made from; raises UaaError."""
    if code.code_challenge is None and verifier is None:
        return
    if code.code_challenge is None:
        raise _broken("PKCE error: Code verifier not required for this authorization code.")
    if verifier is None:
        raise _broken("PKCE error: Code verifier must be provided for this authorization code.")
    if _transformed(verifier, code.code_challenge_method) != code.code_challenge:
        raise _broken(f"Invalid code verifier: {verifier}")


def _transformed(verifier: str, method: str) -> str:
    if method == "plain":
        return verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _broken(description: str) -> UaaError:
    return UaaError(400, "invalid_grant", description)
