"""What becomes of an uploaded package: checked, and completed by the files that CC knows (`local_bits_packer.rb`)."""

import posixpath
import stat

from fakecf.blobstore import RESOURCES
from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.unzipping import Addition, Archive, enlarged
from fakecf.capi.call import Call
from fakecf.capi.feature_flags import is_enabled
from fakecf.capi.resource_pool import Fingerprint, mode_of, remember
from fakecf.errors import CfError

_LARGEST = 2**30  # packages.max_package_size
_LEAST_MODE = 0o600
_USUAL_MODE = "0744"


class PackingError(Exception):
    """Why a package fails, in the words of its `error`."""


def packed(call: Call, upload: Body | None, resources: list[Fingerprint]) -> Body:
    """The whole package; raises PackingError."""
    try:
        size = 0 if upload is None else _accepted_size(call, upload)
        additions = [_addition(call, each) for each in resources]
        if upload is not None and not additions:
            return upload
        _require_small(size + sum(len(each.body) for each in additions))
        return enlarged(upload, additions, call.services.blobs.receive)
    except CfError as error:
        raise PackingError(error.detail) from None


def missing_blob(command: str) -> PackingError:
    """How the blobstore's client fails over a blob that is not there (`storage_cli_client.rb`)."""
    return PackingError(f"storage-cli {command} failed with exit code 1, output: '', error: ''")


def _accepted_size(call: Call, upload: Body) -> int:
    """How large the files of the upload are, which are remembered for the next one."""
    try:
        archive = Archive(upload)
        _require_small(archive.size)
        if is_enabled(call, "resource_matching"):
            _require_filled(archive)
            remember(call, archive)
    except BitsError:
        raise _invalid_zip() from None
    return archive.size


def _require_filled(archive: Archive) -> None:
    """Info-ZIP, which unpacks it for CC, complains of an archive without files."""
    if archive.is_empty:
        raise _invalid_zip(" (zipfile is empty)")


def _invalid_zip(why: str = "") -> CfError:
    return CfError("AppBitsUploadInvalid", f"Invalid zip archive{why}.")


def _require_small(size: int) -> None:
    if size > _LARGEST:
        raise CfError("AppPackageInvalid", f"Package may not be larger than {_LARGEST} bytes")


def _addition(call: Call, resource: Fingerprint) -> Addition:
    """A file of an earlier package under the name it has in this one."""
    path, sha1, mode = str(resource.path), str(resource.sha1), str(resource.mode or _USUAL_MODE)
    if posixpath.isabs(path) or posixpath.normpath(path).startswith(".."):
        raise CfError("AppResourcesFilePathInvalid", f"File path '{path}' is not safe.")
    if mode_of(mode) & _LEAST_MODE != _LEAST_MODE:
        told = f"File mode '{mode}' with path '{path}' is invalid. Minimum file mode is '0600'"
        raise CfError("AppResourcesFileModeInvalid", told)
    if not call.services.blobs.exists(RESOURCES, sha1):
        raise missing_blob("get")
    return Addition(posixpath.normpath(path), stat.S_IFREG | mode_of(mode), call.services.blobs.open(RESOURCES, sha1))
