"""The Cloud Controller's errors: its whole catalogue as data, and the exception that carries one out."""

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import NamedTuple

from fakecf.words import nearest


class Kind(NamedTuple):
    """One row of CC's `errors/v2.yml` with the overrides of `errors/v3.yml`; `template` has `%s` holes."""

    name: str
    code: int
    status: int
    template: str

    @property
    def title(self) -> str:
        return f"CF-{self.name}"


@functools.cache
def catalogue() -> dict[str, Kind]:
    """Every kind of error CC knows, by its name without `CF-`; the newest code wins a shared name."""
    text = resources.files("fakecf").joinpath("error_catalogue.json").read_text("utf-8")
    return {row[0]: Kind(*row) for row in json.loads(text)}


def kind(name: str) -> Kind:
    """The kind called *name*, with or without `CF-`; raises KeyError naming the nearest one."""
    bare = name.removeprefix("CF-")
    try:
        return catalogue()[bare]
    except KeyError:
        raise KeyError(f"no Cloud Controller error is called {name!r}; nearest: {nearest(bare, catalogue())}") from None


class CfError(Exception):
    """An error on its way to the caller; one exit turns it into CC's JSON.

    `details` fill the holes of the template; `status` differs from the catalogue only where CC's does.
    """

    def __init__(self, name: str, *details: str | int, status: int | None = None) -> None:
        self.kind = kind(name)
        self.detail = self.kind.template % details if details else self.kind.template
        self.status = self.kind.status if status is None else status
        super().__init__(f"{self.status} {self.kind.title}: {self.detail}")

    def as_json(self) -> dict[str, object]:
        """Keys in the order of CC's error hash: detail, title, code (cc-droplets F6)."""
        return {"detail": self.detail, "title": self.kind.title, "code": self.kind.code}


def flat(document: Mapping[str, object]) -> dict[str, object]:
    """An error as the published API page shows it, outside CC's envelope (architecture 3.10)."""
    return {key: document[key] for key in ("code", "detail", "title")}


class UnknownError(CfError):
    """What CC says of anything it did not foresee: another key order, a title without `CF-` (cc-droplets F6)."""

    def __init__(self) -> None:
        super().__init__("ServerError")
        self.detail = "An unknown error occurred."

    def as_json(self) -> dict[str, object]:
        return {"title": "UnknownError", "detail": self.detail, "code": 10001}
