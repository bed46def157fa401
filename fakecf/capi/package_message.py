"""What is asked for with a package: CC's PackageCreateMessage, and the columns of what it says."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, as_text, metadata_errors, unknown_fields
from fakecf.capi.relationships import relationships_errors
from fakecf.capi.ruby import is_blank, is_true
from fakecf.capi.validators import among, string
from fakecf.errors import CfError, UnknownError

_TYPES = ("bits", "docker")
_DOCKER_DATA = ("image", "username", "password")
_LONGEST_PASSWORD = 5000


def package_errors(body: Body) -> Iterator[str]:
    """In the order of the validators of `package_create_message.rb`."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("relationships", "type", "data", "metadata"))
    if body.get("type") == "docker":
        yield from (f"Data {error}" for error in _docker_errors(body.get("data")))
    if body.get("type") == "bits" and body.get("data") not in (None, {}):
        yield "Data Data must be empty if provided for bits packages"
    yield from relationships_errors(body, "app")
    yield from among("Type", body.get("type"), _TYPES, "must be one of 'bits, docker'")


def _docker_errors(data: Any) -> Iterator[str]:
    """Nobody asks whether the data is an object before it is read as one."""
    if is_true(data) and not isinstance(data, dict):
        raise UnknownError
    known = data if isinstance(data, dict) else {}
    yield from string("Image", known.get("image"))
    if is_blank(known.get("image")):
        yield "Image required"
    yield from unknown_fields(known, _DOCKER_DATA)


def package_columns(body: Body) -> Body:
    """Type, state and docker data of a valid body; CC fails over a list that holds no type."""
    type_ = as_text(body["type"])
    if type_ is None:
        raise UnknownError
    state = "AWAITING_UPLOAD" if body["type"] == "bits" else "READY"
    docker = body["data"] if body["type"] == "docker" else {}
    return {"type": type_, "state": state, "docker_image": docker.get("image"), **docker_credentials(docker)}


def docker_credentials(data: Body) -> dict[str, str | None]:
    """The columns of a username and a password; CC fails to encrypt what is no text (recorded: live_write)."""
    password = data.get("password")
    if password is not None and not isinstance(password, str):
        raise CfError("InternalServerError", "Error while processing encrypted data")
    if password is not None and len(password) > _LONGEST_PASSWORD:
        raise CfError("UnprocessableEntity", "docker_password can be up to 5,000 characters")
    given = {"docker_username": as_text(data.get("username")), "docker_password": password}
    return {name: value for name, value in given.items() if value is not None}


def told(body: Body) -> Body:
    """The request as its audit event tells it: without the password, even where there is none."""
    data = body.get("data")
    return body if data is None else {**body, "data": {**data, "password": "***"}}
