"""JSON web tokens: claims signed with our key, and back."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakecf.uaa.keys import KID, Keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Claims = dict[str, Any]

_THREE_PARTS = re.compile(r"(?:[\w\\=-]*\.){2}[\w\\=-]*", re.ASCII)
_LONGEST = 64 * 1024


class InvalidToken(ValueError):  # noqa: N818 - UAA's own name for it
    """A token that does not count; the message is UAA's error_description."""


class Signer:
    """Signs claims with the foundation's key and reads back only what that key signed."""

    def __init__(self, keys: Keys, issuer: Callable[[], str]) -> None:
        self._keys = keys
        self.issuer = issuer

    def sign(self, claims: Claims) -> str:
        return self._encode(claims, self._keys.private_key, "RS256")

    def forge(self, claims: Claims) -> str:
        """A token that names our key and is signed by another."""
        return self._encode(claims, self._keys.stranger, "RS256")

    def leave_unsigned(self, claims: Claims) -> str:
        return self._encode(claims, "", "none")

    def _encode(self, claims: Claims, key: "RSAPrivateKey | str", algorithm: str) -> str:
        """Below PyJWT's claims API, which refuses the wrong claims that people want to test with.

        PyJWT sorts the header: alg, jku, kid, typ (cc-surface 5.4).
        """
        from jwt import api_jws

        payload = json.dumps(claims, separators=(",", ":")).encode()
        return api_jws.encode(payload, key, algorithm=algorithm, headers={"jku": self._key_url, "kid": KID})

    @property
    def _key_url(self) -> str:
        return self.issuer().removesuffix("/oauth/token") + "/token_keys"

    def read(self, token: str) -> Claims:
        """The claims of *token* if our key signed it with RS256, whatever its header says of keys elsewhere.

        Raises InvalidToken; says nothing about expiry, audience or issuer.
        """
        import jwt
        from jwt import api_jws

        if len(token) > _LONGEST or not _THREE_PARTS.fullmatch(token):
            raise InvalidToken("The token expired, was revoked, or the token ID is incorrect.")
        try:
            claims = json.loads(api_jws.decode(token, self._keys.private_key.public_key(), algorithms=["RS256"]))
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise InvalidToken("Could not verify token signature.") from None
        if not isinstance(claims, dict):
            raise InvalidToken("Could not verify token signature.")
        return claims
