"""Why staging failed, in the Cloud Controller's words (cc-droplets 6)."""

import re
from typing import NamedTuple

from fakecf.errors import kind

IDS = (
    "StagerError",
    "StagingError",
    "StagingTimeExpired",
    "NoAppDetectedError",
    "BuildpackCompileFailed",
    "BuildpackReleaseFailed",
    "InsufficientResources",
    "NoCompatibleCell",
    "CNBGenericBuildFailed",
    "CNBDownloadBuildpackFailed",
    "CNBDetectFailed",
    "CNBBuildFailed",
    "CNBExportFailed",
    "CNBLaunchFailed",
    "CNBRestoreFailed",
)
_LIKE_AN_ID = re.compile(r"(?:[A-Z]+[a-z]+){2,}|CNB\w+")
_USUAL_DETAILS = "staging failed"


class UnknownIdError(ValueError):
    """A word that looks like an error id and is none."""


class StagingFailure(NamedTuple):
    """What CC keeps in `error_id` and `error_description`."""

    error_id: str | None
    error_description: str | None


def staging_failure(text: str) -> StagingFailure:
    """The failure that *text* names: an id, `id: details` where its message has room for them, or free text."""
    name, _, details = (part.strip() for part in text.partition(":"))
    if name in IDS:
        template = kind(name).template
        return StagingFailure(name, template % (details or _USUAL_DETAILS) if "%s" in template else template)
    if _LIKE_AN_ID.fullmatch(text):
        raise UnknownIdError(f"{text!r} is not an error id of staging")
    return StagingFailure(None, text)
