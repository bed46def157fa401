"""Where everything is, who may log in, and whether it is there at all."""

import time
from typing import Any, cast

from fakecf.steering.calls.asking import LONGEST_WAIT, Asking, given, query
from fakecf.steering.errors import ClientError

_SHORTEST_WAIT = 1.0
_BETWEEN_TRIES = 0.05


class AboutCalls(Asking):
    """What a client must know."""

    def foundation(self, *, patience: float = LONGEST_WAIT) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "/v1/foundation", patience=patience))

    def env(self, client: str, ca_file: str | None = None) -> dict[str, str]:
        """What a client needs in its environment; *ca_file* is where you keep what `GET /v1/ca.pem` answers."""
        return cast("dict[str, str]", self._call("GET", f"/v1/env?{query({'client': client, 'ca_file': ca_file})}"))

    def ca(self) -> str:
        """The PEM of the CA that a client must trust; refused where nothing speaks TLS."""
        with self._answer("GET", "/v1/ca.pem") as answer:
            return answer.read().decode()

    def connections(self, *, answering: bool | None = None, within: float | None = None) -> list[dict[str, Any]]:
        """The connections that clients have open at its listeners, or still have after *within* seconds.

        *answering* asks for those alone with an answer under way, or without one.
        """
        span = None if within is None else f"{within:f}s"
        filters = query({"answering": answering, "within": span})
        return cast("list[dict[str, Any]]", self._call("GET", f"/v1/connections?{filters}"))

    def token(self, user: str | None = None, **how: Any) -> dict[str, Any]:
        """A minted token; *how* are the other keys of `POST /v1/tokens`."""
        return cast("dict[str, Any]", self._call("POST", "/v1/tokens", given({"user": user, **how})))

    def stop(self) -> int:
        """End the process that `fakecf serve` started; its number."""
        return int(self._call("POST", "/v1/stop", {})["pid"])

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
