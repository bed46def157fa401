"""Uploads as CC is told of them: nginx in front of it keeps each file, and hands on where (cc-droplets 1.4).

Without that nginx (`proxy: direct`) the form itself names the path, at which somebody must have set the file aside.
"""

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from fakecf.blobstore.bodies import Body as Bits
from fakecf.capi.bodies import NginxRefusal
from fakecf.capi.call import Call
from fakecf.capi.messages import Body
from fakecf.errors import UnknownError

if TYPE_CHECKING:
    from fakecf.capi.multipart import Part

TMPDIR = "/var/vcap/data/cloud_controller_ng/tmp"
NOTHING_UPLOADED = "<ngx_upload_module_dummy>"

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


class UploadedFile(NamedTuple):
    """What Rails makes of a file in a form."""

    path: str


class Upload:
    """The fields of an upload, and the file at `bits_path` if there is one."""

    def __init__(self, call: Call, fields: Body, files: dict[str, Bits]) -> None:
        self.fields = fields
        self._files = files
        self._aside = call.services.blobs

    @property
    def path(self) -> str | None:
        """`bits_path` as CC expands it."""
        path = self.fields.get("bits_path")
        if not path:
            return None
        return posixpath.normpath(posixpath.join(TMPDIR, _text(path)))

    @property
    def name(self) -> str | None:
        name = self.fields.get("bits_name")
        return None if name is None else _text(name)

    @property
    def is_outside(self) -> bool:
        """Whether the path leads out of where files are set aside."""
        path = self.path
        return path is not None and path not in self._files and not self._aside.sets_aside_beside(path)

    @property
    def bits(self) -> Bits:
        """The file; CC fails over one that is gone."""
        path = self.path or ""
        bits = self._files[path] if path in self._files else self._aside.aside(path)
        if bits is None:
            raise UnknownError
        return bits


def upload(call: Call, *handed_on: str) -> Upload:
    """What a request uploads; of the texts in its form nginx hands these on, and refuses what is no such form."""
    from fakecf.capi.multipart import boundary_of, parts

    direct = call.services.behaviour.proxy == "direct"
    boundary = boundary_of(call.environ)
    if direct and boundary is None:
        return Upload(call, dict(call.body), {})
    if not direct:
        _require_accepted(call, boundary)
    fields: Body = {}
    files: dict[str, Bits] = {}
    for part in parts(call, boundary or ""):
        if direct:
            fields[part.name] = part.text if part.file is None else UploadedFile(_kept(part.file, files))
        elif part.file is not None:
            fields |= _told_by_nginx(part, part.file, files)
        elif part.name in handed_on:
            fields[part.name] = part.text
    return Upload(call, fields or {NOTHING_UPLOADED: ""}, files)


def _require_accepted(call: Call, boundary: str | None) -> None:
    if "bits_path" in call.environ.get("QUERY_STRING", ""):
        raise NginxRefusal(422)
    if boundary is None:
        raise NginxRefusal(415 if call.environ.get("CONTENT_TYPE") else 400)


def _told_by_nginx(part: "Part", file: Bits, files: dict[str, Bits]) -> Body:
    """The name of a file without the folders that some clients send along, and its place."""
    return {f"{part.name}_name": _FOLDERS.sub("", part.filename), f"{part.name}_path": _kept(file, files)}


def _kept(file: Bits, files: dict[str, Bits]) -> str:
    path = f"{TMPDIR}/uploads/{len(files) + 1:010}"
    files[path] = file
    return path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnknownError
    return value
