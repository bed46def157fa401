"""What a `lifecycle` in a body may be, in the Cloud Controller's words (LifecycleValidator and what it validates)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, unknown_fields
from fakecf.capi.ruby import is_blank, is_true
from fakecf.capi.validators import between, string
from fakecf.state.records import LifecycleType

TYPES = ("buildpack", "docker", "cnb")
DEFAULT_TYPE: LifecycleType = "buildpack"
_LONGEST = 4096


def lifecycle_part(body: Body, key: str) -> Any:
    """What the lifecycle has under *key*; nothing where it is no object."""
    lifecycle = body.get("lifecycle")
    return lifecycle.get(key) if isinstance(lifecycle, dict) else None


def lifecycle_data(body: Body) -> Body:
    """The data of the lifecycle, empty where there are none."""
    return lifecycle_part(body, "data") or {}


def content_errors(body: Body) -> Iterator[str]:
    """What is wrong with the type, where none is the usual one, and with the data that it asks for."""
    asked = lifecycle_part(body, "type")
    type_ = asked if is_true(asked) else DEFAULT_TYPE
    data = lifecycle_part(body, "data")
    if type_ not in TYPES:
        yield f"Lifecycle type is not included in the list: {', '.join(TYPES)}"
    elif isinstance(data, dict):
        yield from (f"Lifecycle {error}" for error in _data_errors(type_, data))


def data_errors(body: Body) -> Iterator[str]:
    """A lifecycle has data, of whatever type it is."""
    if not isinstance(lifecycle_part(body, "data"), dict):
        yield "Lifecycle data must be an object"


def _data_errors(type_: str, data: Body) -> Iterator[str]:
    if type_ == "docker":
        yield from unknown_fields(data, ())
        return
    yield from unknown_fields(data, ("buildpacks", "stack", "credentials"))
    buildpacks, stack, credentials = data.get("buildpacks"), data.get("stack"), data.get("credentials")
    if stack is not None:
        yield from string("Stack", stack)
        yield from between("Stack", stack, 1, _LONGEST)
    if buildpacks is not None and not isinstance(buildpacks, list):
        yield "Buildpacks must be an array"
    if credentials is not None and not isinstance(credentials, dict):
        yield "Credentials must be an object"
    yield from _buildpack_errors(buildpacks if isinstance(buildpacks, list) else [])
    if isinstance(credentials, dict) and not all(isinstance(each, dict) for each in credentials.values()):
        yield "Credentials credentials value must be a hash"


def _buildpack_errors(buildpacks: list[Any]) -> Iterator[str]:
    texts = [each for each in buildpacks if isinstance(each, str)]
    if len(texts) < len(buildpacks):
        yield "Buildpacks can only contain strings"
    if any(is_blank(each) or len(each) > _LONGEST for each in texts):
        yield f"Buildpacks entries must be between 1 and {_LONGEST} characters"
