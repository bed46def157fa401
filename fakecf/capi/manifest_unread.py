"""What a manifest says that nobody reads: AppManifestMessage has keys that it knows, and asks nothing of the others."""

from collections.abc import Iterator

from fakecf.capi.known import Known
from fakecf.capi.manifest_message import ALLOWED, underscored
from fakecf.capi.manifest_processes import KEYS
from fakecf.capi.messages import Body
from fakecf.capi.unread import unread_fields

_CLIENTS = ("path",)  # of an app: where the client finds its bits


def _anything(*keys: str) -> Known:
    return dict.fromkeys(keys)


_PARTS: dict[str, Known] = {
    "processes": [_anything(*KEYS)],
    "routes": [_anything("route", "protocol", "options")],
    "sidecars": [_anything("name", "memory", "command", "process_types")],
}
_MANIFEST: Known = {"version": None, "applications": [{**dict.fromkeys((*ALLOWED, *_CLIENTS)), **_PARTS}]}


def unread_keys(manifest: Body) -> Iterator[str]:
    """Pointers to the keys of *manifest* that mean nothing, however they are spelled."""
    return unread_fields(manifest, _MANIFEST, spelled=underscored)
