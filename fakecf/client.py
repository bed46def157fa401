"""The control API from Python, with nothing but the standard library."""

import json
import time
from http.client import HTTPResponse
from typing import Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

_LONGEST_WAIT = 30
_BETWEEN_TRIES = 0.05


class ClientError(Exception):
    """A call that was refused, in full sentences: what was wrong, what is allowed, what was meant."""


class NotRunningError(ClientError):
    """Nothing answers at the control URL."""


class Client:
    """Steers the foundation whose control listener is at *url*; off loopback it wants the control *token*."""

    def __init__(self, url: str = "http://localhost:9021", token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        # no proxy of the environment stands between us and a listener of this machine
        self._opener = build_opener(ProxyHandler({}))

    def foundation(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/foundation"))

    def env(self, client: str) -> dict[str, str]:
        return cast("dict[str, str]", self._call("GET", f"/v1/env?{urlencode({'client': client})}"))

    def faults(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/faults"))

    def add_fault(self, rule: Any) -> dict[str, Any]:
        """Arm a rule, an object or its one-line form."""
        return cast("dict[str, Any]", self._call("POST", "/v1/faults", rule))

    def remove_fault(self, guid: str) -> None:
        self._call("DELETE", f"/v1/faults/{guid}")

    def clear_faults(self) -> None:
        self._call("DELETE", "/v1/faults")

    def flows(self, **filters: Any) -> list[dict[str, Any]]:
        """Flows, oldest first; filters are those of `GET /v1/flows`."""
        query = urlencode({name: value for name, value in filters.items() if value is not None})
        return cast("list[dict[str, Any]]", self._call("GET", f"/v1/flows?{query}"))

    def clear_flows(self) -> None:
        self._call("DELETE", "/v1/flows")

    def token(self, user: str | None = None, **how: Any) -> dict[str, Any]:
        """A minted token; *how* are the other keys of `POST /v1/tokens`."""
        wanted = {name: value for name, value in {"user": user, **how}.items() if value is not None}
        return cast("dict[str, Any]", self._call("POST", "/v1/tokens", wanted))

    def state(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/state"))

    def replace_state(self, document: dict[str, Any]) -> None:
        self._call("PUT", "/v1/state", document)

    def reset(self, *scope: str) -> None:
        self._call("POST", "/v1/reset", {"scope": list(scope)} if scope else {})

    def ready(self, timeout: float = 0.0) -> bool:
        """Whether the foundation serves, or does so within *timeout* seconds."""
        end = time.monotonic() + timeout
        while True:
            try:
                self._call("GET", "/v1/health/ready")
            except ClientError:
                if time.monotonic() >= end:
                    return False
                time.sleep(_BETWEEN_TRIES)
            else:
                return True

    def _call(self, method: str, path: str, document: Any = None) -> Any:
        body = None if document is None else json.dumps(document).encode()
        request = Request(f"{self.url}{path}", body, self._headers(body), method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=_LONGEST_WAIT) as answer:
                return _document(answer)
        except HTTPError as error:
            raise ClientError(_sentence(error.read(), error.code)) from None
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise NotRunningError(f"nothing answers at {self.url} ({reason}); start one with: fakecf serve") from None

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        return headers if self._token is None else {**headers, "Authorization": f"Bearer {self._token}"}


def _document(answer: HTTPResponse) -> Any:
    data = answer.read()
    return json.loads(data) if data else None


def _sentence(body: bytes, status: int) -> str:
    """A problem document in one sentence for each wrong place."""
    try:
        problem = json.loads(body)
    except ValueError:
        return f"{status}: {body.decode('utf-8', 'replace').strip()}"
    return "\n".join(map(_line, problem.get("errors") or [problem]))


def _line(error: dict[str, Any]) -> str:
    allowed = f"; allowed: {', '.join(error['allowed'])}" if error.get("allowed") else ""
    meant = f"; did you mean {error['did_you_mean']!r}?" if error.get("did_you_mean") else ""
    return f"{error['detail']}{allowed}{meant}"
