"""The manifest in the body of a request (`space_manifests_controller.rb` and `parsed_yaml` of CC's controllers)."""

from typing import Any

from fakecf.capi.bodies import raw_body
from fakecf.capi.call import Call
from fakecf.capi.messages import Body
from fakecf.capi.psych import BadAliasError, BadYamlError, from_yaml
from fakecf.capi.ruby import is_blank, is_true
from fakecf.errors import CfError, UnknownError

_TYPES = ("application/x-yaml", "text/yaml")
_LARGEST = 2**20


def require_yaml(call: Call) -> None:
    """Refuse any other content type."""
    kind, _, _ = str(call.environ.get("CONTENT_TYPE", "")).partition(";")
    if kind.strip() not in _TYPES:
        raise CfError("BadRequest", "Content-Type must be yaml")


def read_applications(call: Call) -> list[Body]:
    """What the manifest says of each app; CC fails over what is no YAML, and over apps that are no objects."""
    manifest = call.body = _parsed(raw_body(call.environ))
    if is_true(manifest.get("version")) and manifest["version"] != 1:
        told = "Unsupported manifest schema version. Currently supported versions: [1]."
        raise CfError("UnprocessableEntity", told)
    applications = manifest.get("applications")
    if is_blank(applications):
        raise CfError("UnprocessableEntity", "Cannot parse manifest with no 'applications' field.")
    if not isinstance(applications, list) or not all(isinstance(each, dict) for each in applications):
        raise UnknownError
    return applications


def _parsed(document: bytes) -> Body:
    if len(document) > _LARGEST:
        raise CfError("BadRequest", "Manifest size is too large. The maximum supported size is 1MB.")
    try:
        manifest = from_yaml(document)
    except BadAliasError:
        raise CfError("BadRequest", "Manifest does not support Anchors and Aliases") from None
    except BadYamlError:
        raise UnknownError from None
    if not isinstance(manifest, dict):
        raise CfError("MessageParseError", "invalid request body")
    return {key: _texts(value) for key, value in manifest.items()}


def _texts(value: Any) -> Any:
    """With texts for what was written as `!!binary`."""
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise CfError("MessageParseError", "Invalid UTF-8 encoding in YAML data") from None
