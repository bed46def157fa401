"""What builds and droplets share: the package they came from, and why they failed."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from fakecf.seeds.app_document import BuildEntry, DropletEntry
from fakecf.seeds.new_app import NewApp, chosen
from fakecf.seeds.nodes import Path
from fakecf.staging_errors import IDS, UnknownIdError, staging_failure
from fakecf.state.records import Package
from fakecf.words import nearest

_USUAL_FAILURE = "StagingError"


def package_guid(app: NewApp, entry: BuildEntry | DropletEntry, path: Path, packages: Sequence[Package]) -> str | None:
    """The package that the entry names by its place, else the app's last one."""
    package = chosen(app, path, "package", entry.package, packages)
    return package.guid if package is not None else None


def failure_fields(app: NewApp, entry: BuildEntry | DropletEntry, path: Path) -> dict[str, Any]:
    """`error_id` and `error_description`; whatever FAILED without a reason failed with the usual one."""
    if entry.error is UNSET:
        explained = {entry.error_id, entry.error_description} != {UNSET}
        text = _USUAL_FAILURE if entry.state == "FAILED" and not explained else None
    else:
        text = str(entry.error)
    if text is None:
        return {}
    try:
        return staging_failure(text)._asdict()
    except UnknownIdError as error:
        app.site.problem((*path, "error"), str(error), IDS, nearest(text, IDS))
        return {}
