"""The bits of droplets and packages, past the API and the blobstore: no fault strikes, and nothing is journaled."""

from typing import Annotated

from msgspec import Meta

from fakecf.blobstore import DROPLETS, PACKAGES
from fakecf.control.endpoint import Asked, Endpoint
from fakecf.control.problems import Refusal
from fakecf.state.records import Droplet, Package
from fakecf.web import Answer

_BYTES = "application/octet-stream"


def droplet(asked: Asked, guid: str) -> Answer:
    found = asked.foundation.store.state[Droplet].get(guid)
    if found is None:
        raise Refusal(404, f"there is no droplet {guid!r}")
    if found.blobstore_key is None:
        raise Refusal(404, f"the droplet has no bits: it is {found.state}, and without a SHA-1")
    return _sent(asked, DROPLETS, found.blobstore_key)


def package(asked: Asked, guid: str) -> Answer:
    found = asked.foundation.store.state[Package].get(guid)
    if found is None:
        raise Refusal(404, f"there is no package {guid!r}")
    if found.type == "docker":
        raise Refusal(404, f"the package has no bits: it is the image {found.docker_image!r}")
    return _sent(asked, PACKAGES, found.guid)


def _sent(asked: Asked, bucket: str, key: str) -> Answer:
    try:
        body = asked.foundation.blobs.open(bucket, key)
    except KeyError as error:
        raise Refusal(404, f"the blob is missing: {error.args[0]}") from None
    return Answer(200, [("Content-Type", _BYTES), ("Content-Length", str(len(body)))], body.chunks())


_BINARY = Annotated[str, Meta(extra_json_schema={"format": "binary"})]

ENDPOINTS = tuple(
    Endpoint(
        "GET",
        f"/v1/{handler.__name__}s/<guid>/bits",
        handler,
        f"The bits of a {handler.__name__}, as they are.",
        gives=_BINARY,
        media=_BYTES,
    )
    for handler in (droplet, package)
)
