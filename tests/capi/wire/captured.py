"""Captures of the real Cloud Controller's wire, as `captures.json` keeps them."""

import base64
import json
from pathlib import Path
from typing import Any, NamedTuple

# How the world was built up; a capture that helped to build it was made when it stood as far as it says.
STAGES = ("users", "org", "space", "members", "roles", "apps", "droplet", "all")


class Capture(NamedTuple):
    """One exchange: `request` and `answer` are lines of a head, `caller` says what token to send as `<token>`.

    In an answer `*` stands for what no two answers share, and a Location is its path. `gone` was deleted before;
    `counted` is how many requests of the caller's the rate limiter had seen, `fault` what went wrong.
    """

    name: str
    request: list[str]
    answer: list[str]
    body: bytes
    sent: bytes = b""
    caller: dict[str, Any] | None = None
    now: str = "2026-11-23T15:00:00Z"
    gone: str | None = None
    built: str = "all"
    counted: int | None = None
    fault: Any = None

    @property
    def behind_nginx(self) -> bool:
        return self.name.startswith("nginx-")

    def stood(self, stage: str) -> bool:
        """Whether the world was built as far as *stage*."""
        return STAGES.index(stage) <= STAGES.index(self.built)

    def told(self, header: str) -> str | None:
        """The value of a header of the answer."""
        found = (line.partition(": ")[2] for line in self.answer if line.lower().startswith(f"{header}:"))
        return next(found, None)

    @property
    def document(self) -> dict[str, Any]:
        try:
            document = json.loads(self.body)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def makes(self) -> bool:
        """Whether what its answer speaks of was not there before, so that it bears another guid wherever it is made."""
        return self.request[0].startswith(("POST", "DELETE"))

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The droplets in its body that were there before."""
        document = self.document
        listed = document.get("resources", ())
        return [each for each in (*(() if self.makes else (document,)), *listed) if "checksum" in each]

    @property
    def total(self) -> int | None:
        """How many droplets there were for a list to find, at least the one that always was; None for no list."""
        return max(self.document["pagination"]["total_results"], 1) if "pagination" in self.document else None


def captures() -> dict[str, Capture]:
    read = json.loads(Path(__file__).with_name("captures.json").read_text("utf-8"))
    return {name: capture(name, **written) for name, written in read.items()}


def capture(name: str, *, body: str | dict[str, str], sent: str = "", **more: Any) -> Capture:
    held = body.encode() if isinstance(body, str) else base64.b64decode(body["base64"])
    return Capture(name=name, body=held, sent=sent.encode(), **more)


CAPTURES = captures()
