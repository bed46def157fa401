"""The files CC knows from earlier packages, by their SHA-1: clients need not send them again (`resource_pool.rb`)."""

import re
from typing import Any, NamedTuple

from fakecf.blobstore import RESOURCES
from fakecf.blobstore.bits import digest
from fakecf.blobstore.unzipping import Archive
from fakecf.capi.call import Call
from fakecf.capi.messages import Body

_SHA1_LENGTH = 40
_LARGER_THAN = 64 * 1024  # as capi-release has it
_SMALLER_THAN = 512 * 2**20
_LEAST_MODE = 0o600
_GROUPS = (2**10, 100 * 2**10, 2**20, 100 * 2**20, 2**30)
_OCTAL = re.compile(r"[0-7]+")


class Fingerprint(NamedTuple):
    """A file as a client tells of it, in version 3's words or in version 2's."""

    sha1: Any
    size: Any
    path: Any
    mode: Any

    def shown(self) -> Body:
        return {
            "checksum": {"value": self.sha1},
            "size_in_bytes": self.size,
            "path": self.path,
            "mode": self.mode,
        }


def fingerprint(resource: Body) -> Fingerprint:
    """Raises TypeError and KeyError for what cannot be read."""
    if "checksum" in resource and "size_in_bytes" in resource:
        sha1 = resource["checksum"].get("value")
        return Fingerprint(sha1, resource["size_in_bytes"], resource.get("path"), resource.get("mode"))
    return Fingerprint(*(resource.get(name) for name in ("sha1", "size", "fn", "mode")))


def known(call: Call, asked: list[Fingerprint]) -> list[Fingerprint]:
    """Those that need not be sent, in groups of one size as CC looks them up."""
    allowed = [each for each in asked if _is_large_enough(each.size) and mode_of(each.mode or "") >= _LEAST_MODE]
    groups: dict[int, list[Fingerprint]] = {}
    for each in allowed:
        groups.setdefault(sum(each.size >= limit for limit in _GROUPS), []).append(each)
    return [each for group in groups.values() for each in group if _has(call, each.sha1)]


def remember(call: Call, archive: Archive) -> None:
    """Keep every file of the archive that is worth it."""
    for info in archive.files:
        if _is_large_enough(info.file_size):
            bits = digest(call.services.blobs.receive(archive.chunks(info)))
            call.services.blobs.put(RESOURCES, bits.sha1, bits.body)


def mode_of(written: str) -> int:
    """What Ruby reads of an octal number."""
    found = _OCTAL.match(written)
    return int(found.group(), 8) if found else 0


def _is_large_enough(size: int) -> bool:
    return _LARGER_THAN < size < _SMALLER_THAN


def _has(call: Call, sha1: str) -> bool:
    return len(sha1) == _SHA1_LENGTH and call.services.blobs.exists(RESOURCES, sha1)
