"""A foundation elsewhere: its control API over HTTP, with nothing but the standard library."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import Self
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

from fakecf.steering import Calls, ClientError, CloudFoundry, NotRunningError

__all__ = ["USUAL_URL", "Client", "ClientError", "Connected", "NotRunningError", "connect"]

USUAL_URL = "http://localhost:9021"
_FURTHER = "/v1/foundations/"


class HttpTransport:
    """Calls the control API at *url*, of the server itself or of one foundation in it; off loopback it wants *token*.

    Raises ClientError for a URL or a token that cannot be one.
    """

    def __init__(self, url: str, token: str | None) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ClientError(f"{url!r} is not the URL of a control API; write it like {USUAL_URL}")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise ClientError("the control token holds characters that no header can carry")
        self.url = url.rstrip("/")
        self._token = token
        # only what is added: no proxy of the environment, and no redirect that would take the token elsewhere
        self._opener = OpenerDirector()
        for handler in (HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    @contextmanager
    def send(self, method: str, path: str, body: bytes | None, *, patience: float) -> Iterator[HTTPResponse]:
        request = Request(self._target(path), body, self._headers(body), method=method)  # noqa: S310 - see __init__
        try:
            with self._opener.open(request, timeout=patience) as answer:
                yield answer
        except HTTPException as error:
            raise ClientError(f"what answers at {self.url} does not speak HTTP ({error!r})") from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise NotRunningError(f"nothing answers at {self.url} ({reason}); start one with: fakecf serve") from None

    def _target(self, path: str) -> str:
        """Below the URL of a further foundation the calls stand without their `/v1`."""
        return self.url + (path.removeprefix("/v1") if _FURTHER in self.url else path)

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        return headers if self._token is None else {**headers, "Authorization": f"Bearer {self._token}"}


class Client(Calls):
    """The control API at *url*, a method a call; *foundation* names a further one in the same server.

    Raises ClientError, here for a URL or a token that cannot be one.
    """

    def __init__(self, url: str = USUAL_URL, token: str | None = None, foundation: str | None = None) -> None:
        whose = url if foundation is None else f"{url.rstrip('/')}{_FURTHER}{foundation}"
        super().__init__(HttpTransport(whose, token))


class Connected(CloudFoundry):
    """A fake Cloud Foundry that runs elsewhere; in a `with` block, one that is removed or reset by nobody but you."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(url: str = USUAL_URL, token: str | None = None, foundation: str | None = None) -> Connected:
    """The fake Cloud Foundry whose control API is at *url*: a container, or another process.

    Off loopback it wants the control *token*; *foundation* names a further one in the same server. Raises
    NotRunningError where nothing answers.
    """
    return Connected(Client(url, token, foundation))
