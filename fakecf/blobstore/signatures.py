"""AWS signatures, versions 4 and 2: what is signed, and the signature of it."""

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
LONG_DATE = "%Y%m%dT%H%M%SZ"

Query = tuple[tuple[str, str | None], ...]

_SUBRESOURCES = frozenset(
    """
    accelerate acl analytics cors defaultObjectAcl delete encryption inventory lifecycle location logging metrics
    notification partNumber policy replication requestPayment response-cache-control response-content-disposition
    response-content-encoding response-content-language response-content-type response-expires restore storageClass
    tagging torrent uploadId uploads versionId versioning versions website websiteConfig
    """.split()  # noqa: SIM905 - a word a line would drown the rest
)

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


class Scope(NamedTuple):
    """What a version 4 credential is good for; `day` is written 20261123."""

    day: str
    region: str
    service: str = "s3"
    terminal: str = "aws4_request"

    def __str__(self) -> str:
        return "/".join(self)


def encoded(text: str) -> str:
    """*text* as version 4 wants it in a query: everything but the unreserved characters escaped."""
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="-_.~")


def encoded_path(path: str) -> str:
    """A path as sent with its escapes made uniform; an escaped slash stays one, for it names another path."""
    return "/".join(encoded(unquote(segment)) for segment in path.split("/"))


def canonical_query(query: Query) -> str:
    """The query of a version 4 canonical request: escaped uniformly, then sorted."""
    pairs = sorted((encoded(name), encoded(value or "")) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in pairs)


class Signable(NamedTuple):
    """The parts of a request that a signature covers; header names are lower-case, the path is percent-encoded."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]

    def canonical(self, signed: Iterable[str], payload: str) -> str:
        """The canonical request of version 4 over the *signed* headers in the order given."""
        names = list(signed)
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names)
        parts = [self.method, encoded_path(self.path), canonical_query(self.query), headers, ";".join(names), payload]
        return "\n".join(parts)

    def string_to_sign_v2(self, date: str) -> str:
        """What version 2 signs; *date* is the Date header, or the Expires parameter of a presigned URL."""
        amz = {name: value.strip() for name, value in self.headers.items() if name.startswith("x-amz-")}
        amz |= {name.lower(): value or "" for name, value in self.query if name.lower().startswith("x-amz-")}
        lines = [self.method, self.headers.get("content-md5", ""), self.headers.get("content-type", ""), date]
        lines += [f"{name}:{value}" for name, value in sorted(amz.items())]
        return "\n".join([*lines, self._resource()])

    def _resource(self) -> str:
        named = sorted((name, value) for name, value in self.query if name in _SUBRESOURCES)
        query = "&".join(name if value is None else f"{name}={value}" for name, value in named)
        return f"{self.path}?{query}" if query else self.path


def string_to_sign(moment: str, scope: Scope, canonical: str) -> str:
    """What version 4 signs; *moment* is written 20261123T135251Z."""
    return "\n".join([ALGORITHM, moment, str(scope), hashlib.sha256(canonical.encode()).hexdigest()])


def signature(secret: str, scope: Scope, text: str) -> str:
    """The version 4 signature of *text*, in hexadecimal."""
    return hmac.digest(_signing_key(secret, scope), text.encode(), "sha256").hex()


@functools.lru_cache(maxsize=32)
def _signing_key(secret: str, scope: Scope) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def signature_v2(secret: str, text: str) -> str:
    """The version 2 signature of *text*, in base64."""
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()
