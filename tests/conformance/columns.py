"""What columns hold, read: times, JSON in text, labels, and the data of a lifecycle."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from fakecf.state.service_records import Operation
from tests.conformance.rows import Row, Rows

QUOTA = (
    "name",
    "non_basic_services_allowed",
    "total_services",
    "total_service_keys",
    "total_routes",
    "total_reserved_route_ports",
    "memory_limit",
    "instance_memory_limit",
    "app_instance_limit",
    "app_task_limit",
    "log_rate_limit",
)


@lru_cache(maxsize=4096)
def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def identity(row: Row) -> dict[str, Any]:
    """The three columns that every record begins with."""
    updated = row.get("updated_at")
    return {
        "guid": row["guid"],
        "created_at": moment(row["created_at"]),
        "updated_at": moment(updated) if updated is not None else None,
    }


def described(rows: Rows, row: Row, kind: str) -> dict[str, Any]:
    """As `identity`, with the labels and annotations of the *kind*."""
    guid = row["guid"]
    return {**identity(row), **{name: _metadata(rows, f"{kind}_{name}", guid) for name in ("labels", "annotations")}}


def _metadata(rows: Rows, table: str, guid: str) -> dict[str, str | None]:
    return {_key(row): row.get("value") for row in rows.where(table, "resource_guid", guid)}


def _key(row: Row) -> str:
    """Labels keep the name in `key_name`, older annotations in `key`."""
    name = str(row["key_name"] if "key_name" in row else row["key"])
    return f"{row['key_prefix']}/{name}" if row.get("key_prefix") else name


def alike(row: Row, names: Iterable[str]) -> dict[str, Any]:
    """The columns that a record has under the same names."""
    return {name: row.get(name) for name in names}


@lru_cache(maxsize=16384)
def parsed(text: str | None) -> Any:
    """JSON that a column holds as text; nothing where it could not be decrypted, which is written `!<Class>`."""
    return None if text is None or text.startswith("!") else json.loads(text)


def last_operation(rows: Rows, row: Row, owner: str) -> Operation | None:
    """What was last done to the *owner* (`service_instance`, `service_key`, ...) in *row*."""
    found = rows.one(f"{owner}_operations", f"{owner}_id", row["id"])
    if not found:
        return None
    told = alike(found, ("type", "state", "description"))
    return Operation(**told, created_at=moment(found["created_at"]), updated_at=moment(found["updated_at"]))


class LifecycleData(NamedTuple):
    """What stands beside an app, a build or a droplet in `buildpack_lifecycle_data` or `cnb_lifecycle_data`."""

    stack: str | None = None
    buildpacks: tuple[Row, ...] = ()
    credentials: dict[str, Any] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(buildpack_name(each) for each in self.buildpacks)


def buildpack_name(row: Row) -> str:
    """An admin buildpack's name or a URL."""
    return str(row.get("buildpack_url!") or row.get("admin_buildpack_name") or "")


def lifecycle_data(rows: Rows, row: Row, owner: str) -> LifecycleData:
    """The data of the *owner* (`app`, `build`, `droplet`) in *row*; docker has none.

    A row older than `buildpack_lifecycle_buildpacks` names one buildpack itself.
    """
    kind = row["lifecycle_type"]
    if kind == "docker":
        return LifecycleData()
    table = f"{kind}_lifecycle_data"
    data = rows.one(table, f"{owner}_guid", row["guid"])
    listed = rows.where("buildpack_lifecycle_buildpacks", f"{table}_guid", data.get("guid")) if data else []
    alone = [data] if buildpack_name(data) else []
    return LifecycleData(data.get("stack"), tuple(listed or alone), parsed(data.get("registry_credentials_json!")))
