"""TLS without preparation: a certificate of our own making, or one that the user has (reliability 1.3)."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

from fakecf.config import Config

# OpenSSL takes no wildcard for a top-level name, so what is usual below localhost is named; others follow `*`.
_BELOW_LOCALHOST = ("api", "uaa", "login", "blobstore", "s3", "blobstore.api", "*", "*.blobstore", "*.s3")
_ALWAYS = ("localhost", *(f"{label}.localhost" for label in _BELOW_LOCALHOST), "127.0.0.1", "::1")
_NO_NAMES = ("", "0.0.0.0", "::", "*")  # noqa: S104 - not bound but left out


class CertificateError(ValueError):
    """A certificate or a key that cannot be used; says which file and why."""


class Tls(NamedTuple):
    """What listeners need to speak TLS, and the CA by which clients can trust them, where we made one."""

    context: ssl.SSLContext | None
    ca_pem: str | None


def prepare(config: Config) -> Tls:
    """TLS with the files that *config* names, or else with what is made now; raises CertificateError."""
    if config.tls_cert is not None and config.tls_key is not None:
        return Tls(_context(Path(config.tls_cert), Path(config.tls_key)), None)
    from fakecf.server.certificates import make  # cryptography takes its time

    made = make(names(config))
    with TemporaryDirectory(prefix="fakecf-tls-") as folder:  # Python's ssl reads keys from files only
        path = Path(folder, "pair.pem")
        path.touch(mode=0o600)
        path.write_bytes(made.pair)
        return Tls(_context(path, path), made.ca)


def names(config: Config) -> list[str]:
    """What clients may call a listener, as far as it is known: a certificate is for these."""
    public = [urlsplit(url).hostname or "" for url in config.advertise.values()]
    allowed = [name for each in config.allowed_hosts for name in _below(each)]
    chosen = [config.host, *public, *allowed, *config.blobstore_names, *config.blobstore_names.values()]
    return list(dict.fromkeys([*_ALWAYS, *(name for name in chosen if name not in _NO_NAMES)]))


def _below(allowed: str) -> Iterator[str]:
    """`.example.org` stands for itself and all below it, of which a wildcard names one level."""
    name = allowed.removeprefix(".").removesuffix(".").strip("[]").lower()
    yield name
    if allowed.startswith("."):
        yield f"*.{name}"
        yield f"blobstore.{name}"  # where OpenSSL takes no wildcard: a single label, such as a compose service


def _context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])  # never h2, which we do not speak
    for path in (certificate, key):
        _check_is_there(path)
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except ssl.SSLError as error:
        why = (error.reason or "they are no PEM files").replace("_", " ").lower()
        raise CertificateError(f"cannot use the certificate {certificate} with the key {key}: {why}") from None
    return context


def _check_is_there(path: Path) -> None:
    """OpenSSL does not say which file it could not read."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise CertificateError(f"cannot read {path}: {error.strerror}") from None


def _no_password() -> str:
    raise CertificateError("the key is encrypted: give one without a password")
