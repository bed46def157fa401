"""The key that signs tokens, and how it is shown to those who verify them."""

import functools
import hashlib
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KID = "key-1"

_BITS = 2048


class Keys:
    """One RSA key pair, made when it is first needed or ahead of that by `begin`; never stored anywhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: RSAPrivateKey | None = None

    @classmethod
    @functools.cache
    def shared(cls) -> "Keys":
        """The pair that all foundations of this process may use, so that many of them cost one key."""
        return cls()

    def begin(self) -> None:
        """Make the key and import what uses it in a thread that ends by itself.

        OpenSSL works without the interpreter's lock, so the rest of the start goes on meanwhile. A process that ends
        sooner waits for it: the interpreter's end under a thread that imports or makes a key aborts it.
        """
        threading.Thread(target=lambda: self.jwk, name="fakecf-uaa-key").start()

    @property
    def private_key(self) -> "RSAPrivateKey":
        with self._lock:
            if self._made is None:
                self._made = _new_key()
            return self._made

    @functools.cached_property
    def stranger(self) -> "RSAPrivateKey":
        """A key that nobody trusts, for tokens that must be refused."""
        return _new_key()

    @functools.cached_property
    def public_pem(self) -> str:
        """The public key as PEM without a final newline, as UAA writes it (cc-surface 5.4)."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self.private_key.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().strip()

    @property
    def jwk(self) -> dict[str, Any]:
        """The public key as `/token_keys` lists it, keys in UAA's order (cc-surface 5.4)."""
        from jwt.algorithms import RSAAlgorithm

        numbers = RSAAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        return {
            "kty": "RSA",
            "e": numbers["e"],
            "use": "sig",
            "kid": KID,
            "alg": "RS256",
            "value": self.public_pem,
            "n": numbers["n"],
        }

    @property
    def etag(self) -> str:
        """Bare digits, as UAA's (the milliseconds at which its keys last changed); another key, another value."""
        return str(int(hashlib.sha256(self.public_pem.encode()).hexdigest()[:10], 16))


def _new_key() -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
