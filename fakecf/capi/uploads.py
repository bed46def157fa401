"""Uploads as CC is told of them: nginx in front of it keeps each file, and hands on where (cc-droplets 1.4).

Without that nginx (`proxy: direct`) the form itself names the path, at which somebody must have set the file aside.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.blobstore.bodies import Body as Bits
from fakecf.capi.bodies import NginxRefusal
from fakecf.capi.call import Call
from fakecf.capi.messages import Body
from fakecf.capi.multipart import Part, boundary_of, parts
from fakecf.errors import UnknownError

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
        bits = self._files.get(path) or self._aside.aside(path)
        if bits is None:
            raise UnknownError
        return bits


def upload(call: Call) -> Upload:
    """What a request uploads; nginx refuses a `bits_path` in the query, and what is no form."""
    direct = call.services.behaviour.proxy == "direct"
    boundary = boundary_of(call.environ)
    if direct and boundary is None:
        return Upload(call, dict(call.body), {})
    if not direct:
        _require_accepted(call, boundary)
    files: dict[str, Bits] = {}
    hand_on = _by_rails if direct else _by_nginx
    fields = dict(field for part in parts(call, boundary or "") for field in hand_on(part, files))
    return Upload(call, fields or {NOTHING_UPLOADED: ""}, files)


def _require_accepted(call: Call, boundary: str | None) -> None:
    if "bits_path" in call.environ.get("QUERY_STRING", ""):
        raise NginxRefusal(422)
    if boundary is None:
        raise NginxRefusal(415 if call.environ.get("CONTENT_TYPE") else 400)


def _by_nginx(part: Part, files: dict[str, Bits]) -> Iterator[tuple[str, Any]]:
    """Files by name and place, of the other fields only `resources` (cc-droplets 1.4)."""
    if part.file is None and part.name == "resources":
        yield part.name, part.text
    elif part.file is not None and part.filename is not None:
        yield f"{part.name}_name", _FOLDERS.sub("", part.filename)
        yield f"{part.name}_path", _kept(part.file, files)


def _by_rails(part: Part, files: dict[str, Bits]) -> Iterator[tuple[str, Any]]:
    yield part.name, part.text if part.file is None else UploadedFile(_kept(part.file, files))


def _kept(file: Bits, files: dict[str, Bits]) -> str:
    path = f"{TMPDIR}/uploads/{len(files) + 1:010}"
    files[path] = file
    return path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnknownError
    return value
