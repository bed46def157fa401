"""The control API from Python, with nothing but the standard library."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import Any, cast, overload
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

_LONGEST_WAIT = 30.0
_SHORTEST_WAIT = 1.0
_LONGEST_SILENCE = 40.0  # a stream says something every 15 s
_BETWEEN_TRIES = 0.05
_REFUSED = 300


class ClientError(Exception):
    """A call that was refused, in full sentences: what was wrong, what is allowed, what was meant.

    `problem` is the problem document that says so, where there is one.
    """

    def __init__(self, sentences: str, problem: dict[str, Any] | None = None) -> None:
        super().__init__(sentences)
        self.problem = problem


class NotRunningError(ClientError):
    """Nothing answers at the control URL."""


class Client:
    """Steers the foundation whose control listener is at *url*; off loopback it wants the control *token*.

    Raises ClientError, here for a URL or a token that cannot be one.
    """

    def __init__(self, url: str = "http://localhost:9021", token: str | None = None) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ClientError(f"{url!r} is not the URL of a control API; write it like http://localhost:9021")
        if token is not None and not (token.isascii() and token.isprintable()):
            raise ClientError("the control token holds characters that no header can carry")
        self.url = url.rstrip("/")
        self._token = token
        # only what is added: no proxy of the environment, and no redirect that would take the token elsewhere
        self._opener = OpenerDirector()
        for handler in (HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

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
        self._call("DELETE", f"/v1/faults/{quote(guid, safe='')}")

    def clear_faults(self) -> None:
        self._call("DELETE", "/v1/faults")

    def explain(self, path: str, method: str = "GET", **how: Any) -> list[dict[str, Any]]:
        """Which rules would strike such a request, and why; *how* are the other keys of `POST /v1/faults/explain`."""
        request = {"path": path, "method": method, **_given(how)}
        return cast("list[dict[str, Any]]", self._call("POST", "/v1/faults/explain", request))

    def presets(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/presets"))

    def switch_on(self, preset: str, lifetime: str | None = None) -> dict[str, Any]:
        """Arm the rules of a preset, for ever or for so long (`30s`)."""
        wanted = _given({"for": lifetime})
        return cast("dict[str, Any]", self._call("PUT", f"/v1/presets/{quote(preset, safe='')}", wanted))

    def switch_off(self, preset: str) -> None:
        self._call("DELETE", f"/v1/presets/{quote(preset, safe='')}")

    def flows(self, **filters: Any) -> list[dict[str, Any]]:
        """Flows, oldest first; filters are those of `GET /v1/flows`."""
        return cast("list[dict[str, Any]]", self._call("GET", f"/v1/flows?{_query(filters)}"))

    @overload
    def flow(self, number: int) -> dict[str, Any]: ...
    @overload
    def flow(self, number: int, as_: str) -> str: ...
    def flow(self, number: int, as_: str | None = None) -> dict[str, Any] | str:
        """One flow, or the text that another tool reads *as_*: curl, har, pytest, yaml."""
        path = f"/v1/flows/{quote(str(number), safe='')}"
        if as_ is None:
            return cast("dict[str, Any]", self._call("GET", path))
        with self._answer("GET", f"{path}?{_query({'as': as_})}") as answer:
            return answer.read().decode()

    def wait_for_flows(
        self, match: Mapping[str, Any] | None = None, times: int = 1, timeout: float = 5.0, *, settled: bool = True
    ) -> list[dict[str, Any]]:
        """The flows that *times* exchanges belong to, once there are so many that *match*, past ones included.

        An exchange counts when it is *settled*, or else as soon as its answer begins. Raises ClientError after
        *timeout* seconds: its `problem` holds what came nearest.
        """
        wanted = {"match": dict(match or {}), "times": times, "timeout": f"{timeout:f}s", "settled": settled}
        found = self._call("POST", "/v1/flows/wait", wanted, patience=timeout + _LONGEST_WAIT)
        return cast("list[dict[str, Any]]", found)

    def verify_flows(
        self,
        match: Mapping[str, Any] | None = None,
        times: int | Mapping[str, int] | None = None,
        *,
        order: Sequence[Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """How many exchanges *match*, if that is as often as wanted: at least once unless *times* says otherwise.

        Or those that came in this *order*. Raises ClientError when it was not so: its `problem` says what came nearest.
        """
        wanted = {"match": match, "times": times, "order": order}
        given = {name: value for name, value in wanted.items() if value is not None}
        return cast("dict[str, Any]", self._call("POST", "/v1/flows/verify", given))

    def follow(
        self, since: int | None = None, *, dropped: Callable[[int], None] = lambda _: None, **filters: Any
    ) -> Iterator[dict[str, Any]]:
        """Exchanges as they are settled, from the first `next` on, or all *since* one; ends when the server stops.

        *dropped* is told how many were missed by a reader that was too slow.
        """
        query = _query({"since": since, **filters})
        with self._answer("GET", f"/v1/flows/stream?{query}", patience=_LONGEST_SILENCE) as answer:
            for kind, data in _events(answer):
                if kind == "exchange":
                    yield json.loads(data)
                elif kind == "dropped":
                    dropped(json.loads(data)["count"])

    def coverage(self, **filters: Any) -> dict[str, Any]:
        """Every route and how often it was asked, and a summary; filters are those of `GET /v1/coverage`."""
        return cast("dict[str, Any]", self._call("GET", f"/v1/coverage?{_query(filters)}"))

    def clear_flows(self) -> None:
        self._call("DELETE", "/v1/flows")

    def token(self, user: str | None = None, **how: Any) -> dict[str, Any]:
        """A minted token; *how* are the other keys of `POST /v1/tokens`."""
        return cast("dict[str, Any]", self._call("POST", "/v1/tokens", _given({"user": user, **how})))

    def state(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/state"))

    def replace_state(self, document: dict[str, Any]) -> None:
        self._call("PUT", "/v1/state", document)

    def reset(self, *scope: str) -> None:
        self._call("POST", "/v1/reset", {"scope": list(scope)} if scope else {})

    def clock(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/clock"))

    def set_clock(self, **how: Any) -> dict[str, Any]:
        """`freeze=True` or a moment, `set=` a moment, or `live=True`."""
        return cast("dict[str, Any]", self._call("PUT", "/v1/clock", how))

    def advance_clock(self, by: str) -> dict[str, Any]:
        """Let a time span (`15m`) pass at once."""
        return cast("dict[str, Any]", self._call("POST", "/v1/clock/advance", {"by": by}))

    def lifecycles(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._call("GET", "/v1/lifecycles"))

    def set_lifecycle(self, plural: str, guid: str, timing: Any, ending: str | None = None) -> dict[str, Any]:
        """Put one of `builds`, `packages`, `droplets`, `jobs` under way, or change when and how it ends."""
        wanted = {"timing": timing} if ending is None else {"timing": timing, "ending": ending}
        return cast("dict[str, Any]", self._call("PUT", _lifecycle(plural, guid), wanted))

    def release(self, plural: str, guid: str, ending: str | None = None) -> dict[str, Any]:
        """End what is under way now, with another *ending* if one is given."""
        how = {} if ending is None else {"as": ending}
        return cast("dict[str, Any]", self._call("POST", f"{_lifecycle(plural, guid)}/release", how))

    def ready(self, timeout: float = 0.0) -> bool:
        """Whether the foundation serves, or does so within about *timeout* seconds."""
        end = time.monotonic() + timeout
        while True:
            try:
                self._call("GET", "/v1/health/ready", patience=max(_SHORTEST_WAIT, end - time.monotonic()))
            except ClientError:
                if time.monotonic() >= end:
                    return False
                time.sleep(_BETWEEN_TRIES)
            else:
                return True

    def _call(self, method: str, path: str, document: Any = None, *, patience: float = _LONGEST_WAIT) -> Any:
        with self._answer(method, path, document, patience=patience) as answer:
            said = answer.read()
        return self._document(said)

    @contextmanager
    def _answer(
        self, method: str, path: str, document: Any = None, *, patience: float = _LONGEST_WAIT
    ) -> Iterator[HTTPResponse]:
        """What is answered, yet to be read, unless it is a refusal."""
        body = None if document is None else json.dumps(document).encode()
        request = Request(f"{self.url}{path}", body, self._headers(body), method=method)  # noqa: S310 - see __init__
        try:
            with self._opener.open(request, timeout=patience) as answer:
                if answer.status >= _REFUSED:
                    raise _refused(answer.read(), answer.status)
                yield answer
        except HTTPException as error:
            raise ClientError(f"what answers at {self.url} does not speak HTTP ({error!r})") from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise NotRunningError(f"nothing answers at {self.url} ({reason}); start one with: fakecf serve") from None

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        return headers if self._token is None else {**headers, "Authorization": f"Bearer {self._token}"}

    def _document(self, said: bytes) -> Any:
        try:
            return json.loads(said) if said else None
        except ValueError:
            raise ClientError(f"what answers at {self.url} is no control API: it does not speak JSON") from None


def _lifecycle(plural: str, guid: str) -> str:
    return f"/v1/lifecycles/{quote(plural, safe='')}/{quote(guid, safe='')}"


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value is not None}


def _word(value: Any) -> Any:
    """A filter as the query writes it: `true` rather than Python's `True`."""
    return str(value).lower() if isinstance(value, bool) else value


def _query(filters: Mapping[str, Any]) -> str:
    return urlencode({name: _word(value) for name, value in filters.items() if value is not None})


def _events(answer: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The kind and the data of each server-sent event; ours have one line of data."""
    fields: dict[str, str] = {}
    for line in answer:
        text = line.decode().rstrip("\n")
        if text:
            name, _, value = text.partition(": ")
            fields[name] = value
        elif fields:
            yield fields.get("event", ""), fields.get("data", "")
            fields = {}


def _refused(said: bytes, status: int) -> ClientError:
    """A problem document, a line for each wrong place; what is none of ours is told as it came."""
    try:
        problem = json.loads(said)
        return ClientError("\n".join(map(_line, problem.get("errors") or [problem])), problem)
    except (ValueError, AttributeError, KeyError):
        return ClientError(f"{status}: {said.decode('utf-8', 'replace').strip()}")


def _line(error: dict[str, Any]) -> str:
    where = f"{error['pointer']}: " if error.get("pointer") else ""
    meant = f"; did you mean {error['did_you_mean']!r}?" if error.get("did_you_mean") else ""
    allowed = f"; allowed: {', '.join(error['allowed'])}" if error.get("allowed") else ""
    return f"{where}{error['detail']}{meant}{allowed}"
