"""The foundation that the options name: is it there, is it of our version, what time does it have, who trusts it."""

import os
import shlex
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from fakecf.cli.checkups.finding import Finding, note, ok, problem, warning
from fakecf.client import Client, ClientError, NotRunningError
from fakecf.version import __version__
from fakecf.words import moment

_SAME_TIME = 5.0
_TRUSTING = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


def check_foundation(client: Client) -> tuple[list[Finding], dict[str, Any] | None]:
    """What there is to say of it, and its document where it is there."""
    try:
        document = client.foundation(patience=2.0)
    except NotRunningError:
        says = f"nothing answers at {client.url}"
        return [warning("foundation", says, "fakecf serve -d")], None
    except ClientError as error:
        says = f"what answers at {client.url} says: {error}"
        token = error.problem is not None and error.problem.get("status") == 401  # noqa: PLR2004
        then = "fakecf doctor --control-token TOKEN" if token else "fakecf serve -d --control-port 0"
        return [problem("foundation", says, then)], None
    if "api_url" not in document:
        says = f"what answers at {client.url} is no fakecf"
        return [problem("foundation", says, "fakecf serve -d --control-port 0")], None
    return [_version(client, document), _clock(client), *_trust(client, document, os.environ)], document


def _version(client: Client, document: Mapping[str, Any]) -> Finding:
    serving = document.get("version", "older than this one")
    if serving != __version__:
        says = f"the one at {client.url} is {serving}, this command is {__version__}"
        return warning("foundation", says, "fakecf stop && fakecf serve -d")
    return ok("foundation", f"ready at {client.url}, version {serving} like this command")


def _clock(client: Client) -> Finding:
    status = client.clock()
    apart = (moment(status["now"]) - datetime.now(UTC)).total_seconds()
    if status["frozen"]:
        return warning("clock", f"the foundation's stands still at {status['now']}", "fakecf clock live")
    if abs(apart) > _SAME_TIME:
        says = f"the foundation's is {apart:+.0f} s from this machine's; tokens are judged by it"
        return warning("clock", says, "fakecf clock live")
    return ok("clock", "the foundation's is this machine's")


def _trust(client: Client, document: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Finding]:
    """Only where something speaks TLS."""
    if not any(str(value).startswith("https:") for name, value in document.items() if name.endswith("_url")):
        return
    try:
        pem = client.ca()
    except ClientError:
        yield note("trust", "TLS is spoken with a certificate of your own; clients must trust it")
        return
    save = f"curl -so fakecf-ca.pem {shlex.quote(f'{client.url}/v1/ca.pem')}"
    trusting = {name: environ[name] for name in _TRUSTING if environ.get(name)}
    if not trusting:
        says = f"TLS is spoken, and none of {', '.join(_TRUSTING)} is set, so that clients do not trust it"
        yield problem("trust", says, f"{save} && export SSL_CERT_FILE=$PWD/fakecf-ca.pem")
    for name, path in trusting.items():
        if _holds(path, pem):
            yield ok("trust", f"{name} names a file with the foundation's CA")
        else:
            says = f"{name} names {path}, which does not hold the foundation's CA"
            yield problem("trust", says, f"{save} && export {name}=$PWD/fakecf-ca.pem")


def _holds(path: str, pem: str) -> bool:
    """Whether the CAs in the file are ours too."""
    wanted = ssl.PEM_cert_to_DER_cert(pem)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(path)
    except OSError:
        return False
    return wanted in context.get_ca_certs(binary_form=True)
