"""The stack that a buildpack says it is for, in the `manifest.yml` of its zip (`stack_name_extractor.rb`)."""

from collections.abc import Iterator
from typing import Any

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.unzipping import Archive

_LARGEST = 2**20
_OUTERMOST = 3  # within the stream, the document and its mapping
_DEEPEST = 100
_NULLS = ("", "~", "null", "Null", "NULL")


class ManifestError(Exception):
    """Why no stack can be read, in CC's words."""


def stack_in(archive: Body) -> str | None:
    """The stack, None where nothing is said of it; raises ManifestError."""
    try:
        manifest = _manifest(Archive(archive))
    except BitsError:
        raise ManifestError("buildpack zipfile is not valid") from None
    return None if manifest is None else _stack(manifest)


def _manifest(archive: Archive) -> bytes | None:
    info = next((each for each in archive.files if each.filename == "manifest.yml"), None)
    if info is None:
        return None
    if info.file_size > _LARGEST:
        raise ManifestError("buildpack manifest is too large")
    return b"".join(archive.chunks(info))


def _stack(manifest: bytes) -> str | None:
    """Read off the events of the parser, so that nothing is built of what somebody uploaded."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = dict(_texts(yaml.parse(manifest, Loader=loader)))
    except (yaml.YAMLError, UnicodeError):
        raise ManifestError("buildpack manifest is not valid") from None
    return found.get("stack")


def _texts(events: Iterator[Any]) -> Iterator[tuple[str, str | None]]:
    """The keys of the outermost mapping that have texts; aliases are not taken, as Psych takes none, and no depths."""
    depth, key = 0, None
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if kind == "AliasEvent" or depth > _DEEPEST:
            raise ManifestError("buildpack manifest is not valid")
        if depth != _OUTERMOST:
            continue
        if key is None:
            key = getattr(event, "value", None) if kind == "ScalarEvent" else None
        elif kind == "ScalarEvent":
            yield key, None if event.implicit[0] and event.value in _NULLS else event.value
            key = None
        else:
            key = None
