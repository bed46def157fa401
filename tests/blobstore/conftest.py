import html
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

from fakecf.blobstore import DROPLETS, Blobstore
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.signatures import (
    ALGORITHM,
    LONG_DATE,
    UNSIGNED_PAYLOAD,
    Scope,
    Signable,
    signature,
    string_to_sign,
)
from fakecf.clock import Clock
from fakecf.guids import Guids

NOW = datetime(2026, 11, 23, 13, 52, 51, tzinfo=UTC)
BASE = "http://127.0.0.1:9024"
KEY = "ABcd1234-0000-4000-8000-000000000001/0a4d55a8d778e5022fab701977c5d840bbc486d0"
BITS = b"0123456789" * 50


@dataclass
class Setting:
    frozen_at: datetime | None = NOW
    ahead: float = 0


@pytest.fixture
def setting() -> Setting:
    return Setting()


@pytest.fixture
def make_blobs(setting: Setting) -> Iterator[Callable[..., Blobstore]]:
    made = []

    def make(seed: int = 1, **options: Any) -> Blobstore:
        made.append(Blobstore(Clock(lambda: setting), Guids(seed), **options))
        return made[-1]

    yield make
    for blobs in made:
        blobs.close()


@pytest.fixture
def blobs(make_blobs: Callable[..., Blobstore]) -> Blobstore:
    made = make_blobs()
    made.put(DROPLETS, KEY, Body.of(BITS))
    return made


Ask = Callable[..., TestResponse]


def asking(blobs: Blobstore) -> Ask:
    """Send a request whose target is kept as it is written, and read the whole answer."""

    def ask(method: str, url: str, headers: dict[str, str] | None = None, data: bytes = b"") -> TestResponse:
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        builder = EnvironBuilder(
            path=target,
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=method,
            headers=list((headers or {}).items()),
            data=data,
        )
        environ = builder.get_environ()
        environ["CONTENT_LENGTH"] = (headers or {}).get("Content-Length", str(len(data)))
        environ["RAW_URI"] = environ["REQUEST_URI"] = target
        return TestResponse(*run_wsgi_app(blobs.application, environ, buffered=True), request=Request(environ))

    return ask


@pytest.fixture
def ask(blobs: Blobstore) -> Ask:
    return asking(blobs)


@pytest.fixture
def url(blobs: Blobstore) -> str:
    return blobs.download_url(DROPLETS, KEY, BASE)


def refused(answer: TestResponse) -> tuple[int, str]:
    """Status and body of a refusal, its ids checked against the headers and left out."""
    ids = f"<RequestId>{answer.headers['x-amz-request-id']}</RequestId><HostId>{answer.headers['x-amz-id-2']}</HostId>"
    before, found, after = answer.text.partition(ids)
    assert found
    assert after == "</Error>"
    return answer.status_code, before.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n<Error>')


def said(code: str, message: str, **extras: object) -> str:
    elements = {"Code": code, "Message": message, **extras}
    return "".join(f"<{name}>{html.escape(str(text), quote=False)}</{name}>" for name, text in elements.items())


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[Blobstore], str]]:
    """Put a blobstore behind a socket; gives the root of its URLs."""
    servers = []

    def start(blobs: Blobstore) -> str:
        server = make_server("127.0.0.1", 0, blobs.application, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


class Signed:
    """Asks as a client that holds the keys: version 4 in the Authorization header, at the foundation's time."""

    def __init__(self, blobs: Blobstore, now: datetime = NOW) -> None:
        self._ask = asking(blobs)
        self._credentials = blobs.credentials
        self._now = now

    def __call__(
        self, method: str, target: str, headers: dict[str, str] | None = None, data: bytes = b"", base: str = BASE
    ) -> TestResponse:
        moment = self._now.strftime(LONG_DATE)
        path, _, query = target.partition("?")
        sent = {"x-amz-date": moment, "x-amz-content-sha256": UNSIGNED_PAYLOAD, **(headers or {})}
        lower = {name.lower(): value for name, value in sent.items()} | {"host": urlsplit(base).netloc}
        pairs = tuple((name, value) for name, value in parse_qsl(query, keep_blank_values=True))
        signed = sorted(name for name in lower if name == "host" or name.startswith("x-amz-"))
        canonical = Signable(method, path, pairs, lower).canonical(signed, lower["x-amz-content-sha256"])
        scope = Scope(moment[:8], self._credentials.region)
        made = signature(self._credentials.secret_access_key, scope, string_to_sign(moment, scope, canonical))
        credential = f"{self._credentials.access_key_id}/{scope}"
        sent["Authorization"] = (
            f"{ALGORITHM} Credential={credential}, SignedHeaders={';'.join(signed)}, Signature={made}"
        )
        return self._ask(method, base + target, sent, data)


@pytest.fixture
def signed(blobs: Blobstore) -> Signed:
    return Signed(blobs)
