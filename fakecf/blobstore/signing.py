"""Presigned download URLs, in the form that each era of the Cloud Controller made them (blobstore 3.2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from fakecf.blobstore.signatures import (
    ALGORITHM,
    LONG_DATE,
    UNSIGNED_PAYLOAD,
    Scope,
    Signable,
    encoded,
    signature,
    signature_v2,
    string_to_sign,
)

Profile = Literal["storage-cli", "fog-v4", "fog-v2"]

LIFETIME = 3600
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Credentials(NamedTuple):
    """A key pair and the region that it is used in."""

    access_key_id: str
    secret_access_key: str
    region: str


class _Get(NamedTuple):
    path: str
    host: str
    credentials: Credentials
    now: datetime

    def signed(self, parameters: dict[str, str]) -> dict[str, str]:
        """The parameters in their order and the version 4 signature last."""
        credentials = self.credentials
        moment = parameters["X-Amz-Date"]
        scope = Scope(moment[:8], credentials.region)
        request = Signable("GET", self.path, tuple(parameters.items()), {"host": self.host})
        text = string_to_sign(moment, scope, request.canonical(["host"], UNSIGNED_PAYLOAD))
        return {**parameters, "X-Amz-Signature": signature(credentials.secret_access_key, scope, text)}

    @property
    def moment(self) -> str:
        return self.now.strftime(LONG_DATE)

    @property
    def credential(self) -> str:
        return f"{self.credentials.access_key_id}/{Scope(self.moment[:8], self.credentials.region)}"


def _storage_cli(get: _Get) -> dict[str, str]:
    return get.signed(
        {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Checksum-Mode": "ENABLED",
            "X-Amz-Credential": get.credential,
            "X-Amz-Date": get.moment,
            "X-Amz-Expires": str(LIFETIME),
            "X-Amz-SignedHeaders": "host",
            "x-id": "GetObject",
        }
    )


def _fog_v4(get: _Get) -> dict[str, str]:
    return get.signed(
        {
            "X-Amz-Expires": str(LIFETIME),
            "X-Amz-Date": get.moment,
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": get.credential,
            "X-Amz-SignedHeaders": "host",
        }
    )


def _fog_v2(get: _Get) -> dict[str, str]:
    expires = str(int(get.now.timestamp()) + LIFETIME)
    text = Signable("GET", get.path, (), {}).string_to_sign_v2(expires)
    return {
        "AWSAccessKeyId": get.credentials.access_key_id,
        "Signature": signature_v2(get.credentials.secret_access_key, text),
        "Expires": expires,
    }


_PROFILES: dict[Profile, Callable[[_Get], dict[str, str]]] = {
    "storage-cli": _storage_cli,
    "fog-v4": _fog_v4,
    "fog-v2": _fog_v2,
}


def _host(base_url: str) -> str:
    """The Host header that a client sends for *base_url*: without the port that the scheme implies."""
    scheme, netloc, *_ = urlsplit(base_url)
    return netloc.removesuffix(_DEFAULT_PORTS.get(scheme, "")) if scheme in _DEFAULT_PORTS else netloc


def download_url(profile: Profile, base_url: str, path: str, credentials: Credentials, now: datetime) -> str:
    """A URL good for GET of `/<bucket>/<key>` for an hour, signed for the host in *base_url*."""
    get = _Get(quote(path, safe="/-_.~"), _host(base_url), credentials, now)
    query = "&".join(f"{name}={encoded(value)}" for name, value in _PROFILES[profile](get).items())
    return f"{base_url.rstrip('/')}{get.path}?{query}"
