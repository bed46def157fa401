"""What CC takes for the URI of a buildpack rather than for the name of one (`lib/utils/uri_utils.rb`)."""

import re
from collections.abc import Callable

# Ruby's URI, as far as it is read: a scheme, then an opaque part or an authority, a path, a query and a fragment
_CHARACTER = r"(?:[-_.!~*'()a-zA-Z\d;/?:@&=+$,\[\]]|%[a-fA-F\d]{2})"
_ANY = re.compile(rf"[a-zA-Z][-+.a-zA-Z\d]*:{_CHARACTER}+(?:#{_CHARACTER}*)?")
_HIERARCHY = re.compile(r"[^:]*://(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:@]*)(?::\d*)?(?:[/?#].*)?")
_BY_SSH = re.compile(r"(?:ssh://)?git@.+?:.+?\.git")
_BY_GIT = re.compile(r"git://.+?:.+?\.git")

_IMAGE_PATH = re.compile(r"[a-z0-9_\-./]{2,255}")
_TAG = r"[a-zA-Z0-9_\-.]{1,128}"
_DIGEST = r"sha256:[a-z0-9]{64}"
_TAG_DIGEST = re.compile(rf"{_TAG}|{_TAG}@{_DIGEST}|{_DIGEST}")


def is_buildpack_uri(text: str) -> bool:
    """Of a buildpack that the classic lifecycle fetches."""
    return _is_uri(text) or bool(_BY_SSH.fullmatch(text) or _BY_GIT.fullmatch(text))


def is_cnb_uri(text: str) -> bool:
    """Of a Cloud Native Buildpack: on the web, or an image."""
    if text.startswith(("http://", "https://")):
        return _is_uri(text)
    return text.startswith("docker://") and _is_image(text.rpartition("://")[2])


IS_URI: dict[str, Callable[[str], bool]] = {"buildpack": is_buildpack_uri, "cnb": is_cnb_uri}
"""By type of lifecycle."""


def _is_uri(text: str) -> bool:
    return bool(_ANY.fullmatch(text)) and ("://" not in text or bool(_HIERARCHY.fullmatch(text)))


def _is_image(name: str) -> bool:
    """A registry may stand before the first slash; a tag or a digest, or both, may follow the path."""
    registry, slash, rest = name.partition("/")
    named = bool(slash) and ("." in registry or ":" in registry or registry == "localhost")
    path, tag = _split_image(rest if named else name)
    in_library = not named or registry == "docker.io"
    full = f"library/{path}" if in_library and "/" not in path else path
    return bool(_IMAGE_PATH.fullmatch(full)) and (tag is None or bool(_TAG_DIGEST.fullmatch(tag)))


def _split_image(path: str) -> tuple[str, str | None]:
    base, at, digest = path.partition("@")
    bare, colon, tag = base.partition(":")
    if at:
        return bare, f"{tag}@{digest}" if colon else digest
    if not colon:
        return bare, None
    return bare, "latest" if "/" in tag else tag
