"""What is wrong with an upload, in the order and words of CC's messages (`droplet_upload_message.rb` and its kin)."""

import posixpath
from collections.abc import Iterator

from fakecf.capi.messages import unknown_fields
from fakecf.capi.ruby import is_blank
from fakecf.capi.uploads import NOTHING_UPLOADED, Upload

_FIELDS = ("bits_path", "bits_name", "upload_start_time")
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b\x08"
_TAR = b"ustar\x0000"
_TAR_AT = 257


def droplet_upload_errors(upload: Upload) -> Iterator[str]:
    """A tarball by its name; what it holds nobody looks at."""
    yield from _file_errors(upload, "A droplet tgz file must be uploaded as 'bits'")
    if upload.name is not None and not _is_tgz(upload.name):
        yield f"{upload.name} is not a tgz"
    yield from _emptiness(upload)
    if NOTHING_UPLOADED in upload.fields:
        yield "Uploaded bits are not a valid droplet file"


def buildpack_upload_errors(upload: Upload, lifecycle: str) -> Iterator[str]:
    """An archive by its first bytes: a zip, or for CNBs a tarball."""
    yield from _file_errors(upload, "A buildpack zip file must be uploaded as 'bits'")
    if upload.name is not None and upload.path and not upload.is_outside:
        yield from _archive_errors(upload, upload.name, lifecycle)
    yield from _emptiness(upload)
    if NOTHING_UPLOADED in upload.fields:
        yield "Uploaded bits are not a valid buildpack file"


def package_upload_errors(upload: Upload) -> Iterator[str]:
    """Bits, resources that are known, or both."""
    yield from unknown_fields(upload.fields, (*_FIELDS, "resources"))
    if upload.path is None and is_blank(upload.fields.get("resources")):
        yield "Upload must include either resources or bits"
    yield from _place_errors(upload)
    if NOTHING_UPLOADED in upload.fields:
        yield "File field missing path information"


def _file_errors(upload: Upload, missing: str) -> Iterator[str]:
    yield from unknown_fields(upload.fields, _FIELDS)
    if upload.path is None or upload.name is None:
        yield missing
    yield from _place_errors(upload)


def _place_errors(upload: Upload) -> Iterator[str]:
    if upload.is_outside:
        yield "Bits path is invalid"


def _is_tgz(name: str) -> bool:
    return posixpath.splitext(name)[1] == ".tgz" or name.endswith(".tar.gz")


def _archive_errors(upload: Upload, name: str, lifecycle: str) -> Iterator[str]:
    head = bytes(upload.bits[: _TAR_AT + len(_TAR)])
    if lifecycle == "cnb":
        if not head.startswith(_GZIP) and head[_TAR_AT:] != _TAR:
            wanted = 'Buildpacks of lifecycle "cnb" must be valid gzip archives or cnb files.'
            yield f"{name} is not a gzip archive or cnb file. {wanted}"
    elif not head.startswith(_ZIP):
        yield f'{name} is not a zip file. Buildpacks of lifecycle "{lifecycle}" must be valid zip files.'


def _emptiness(upload: Upload) -> Iterator[str]:
    if upload.path and not upload.is_outside and not len(upload.bits):
        yield f"{upload.name or ''} cannot be empty"
