"""Small pieces that several presenters share."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from fakecf.clock import zulu
from fakecf.state import Record

_URL_SECRETS = re.compile(r"(?<=://)[^/@]+@")


class Failed(Protocol):
    """Anything that may carry a staging failure."""

    @property
    def error_id(self) -> str | None: ...

    @property
    def error_description(self) -> str | None: ...


class Lifecycled(Protocol):
    """Anything that says how it is staged."""

    @property
    def lifecycle_type(self) -> str: ...

    @property
    def buildpacks(self) -> tuple[str, ...]: ...

    @property
    def stack(self) -> str | None: ...

    @property
    def credentials(self) -> Mapping[str, Any] | None: ...


def error_text(record: Failed) -> str | None:
    """`<id> - <description>`, of what there is of them."""
    return " - ".join(part for part in (record.error_id, record.error_description) if part is not None) or None


def to_one(guid: str | None) -> dict[str, Any]:
    """A to-one relationship as CC shows it."""
    return {"data": {"guid": guid} if guid is not None else None}


def to_many(guids: Iterable[str]) -> dict[str, Any]:
    """A to-many relationship as CC shows it."""
    return {"data": [{"guid": guid} for guid in guids]}


def when(moment: datetime | None) -> str | None:
    """A moment as CC writes it, null for one that has not come."""
    return zulu(moment) if moment is not None else None


def base(record: Record) -> dict[str, Any]:
    """The three keys that nearly every resource begins with."""
    return {"guid": record.guid, "created_at": zulu(record.created_at), "updated_at": when(record.updated_at)}


def lifecycle(record: Lifecycled) -> dict[str, Any]:
    """An app's or a build's lifecycle; credentials are never shown (cc-surface 4.7)."""
    data: dict[str, Any] = {}
    if record.lifecycle_type != "docker":
        data = {"buildpacks": [starred(each) for each in record.buildpacks], "stack": record.stack}
    if record.lifecycle_type == "cnb" and record.credentials is not None:
        data["credentials"] = "***"
    return {"type": record.lifecycle_type, "data": data}


def starred(url: str) -> str:
    """A buildpack's name or URL without the user and password in it."""
    return _URL_SECRETS.sub("***:***@", url)
