"""Resource matches: `app/controllers/v3/resource_matches_controller.rb`."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.feature_flags import is_enabled, require_feature
from fakecf.capi.messages import Body, require_valid
from fakecf.capi.resource import Resource
from fakecf.capi.resource_pool import fingerprint, known
from fakecf.capi.shapes import COUNT, TEXT, body
from fakecf.capi.validators import length_of
from fakecf.errors import UnknownError
from fakecf.web import Answer

resource = Resource("resource_matches")

MOST = 5000
LONG_AS_A_SHA1 = 40
MODE = re.compile(r"^[0-7]+$", re.MULTILINE)


SUM = body(value=TEXT)
RESOURCE = body(checksum=SUM, size_in_bytes=COUNT, path=TEXT, mode=TEXT)


@resource.post("/v3/resource_matches", takes=body(resources={"type": "array", "items": RESOURCE}))
def create(call: Call) -> Answer:
    """Anything else in the body is ignored."""
    require_feature(call, "app_bits_upload")
    require_valid(_errors(call.body))
    asked = [fingerprint(each) for each in call.body["resources"]]
    found = known(call, asked) if is_enabled(call, "resource_matching") else []
    return call.json(201, {"resources": [each.shown() for each in found]})


def _errors(body: Body) -> Iterator[str]:
    resources = body.get("resources")
    if not isinstance(resources, list):
        yield "Resources must be an array"
    if length_of(resources) > MOST:
        yield f"Resources array can have at most {MOST} resources"
    if length_of(resources) < 1:
        yield "Resources must have at least 1 resource"
    if isinstance(resources, list):
        wrong = (wrong for each in resources for wrong in _wrong(each))
        yield from (f"Resources array contains at least one resource with {each}" for each in dict.fromkeys(wrong))


def _wrong(resource: Any) -> Iterator[str]:
    if not isinstance(resource, dict):
        raise UnknownError
    yield from _wrong_checksum(resource.get("checksum"))
    yield from _wrong_size(resource.get("size_in_bytes"))
    yield from _wrong_mode(resource.get("mode"))


def _wrong_checksum(checksum: Any) -> Iterator[str]:
    if not isinstance(checksum, dict):
        yield "a non-object checksum"
    elif not isinstance(checksum.get("value"), str):
        yield "a non-string checksum value"
    elif len(checksum["value"]) != LONG_AS_A_SHA1:
        yield "a non-SHA1 checksum value"


def _wrong_size(size: Any) -> Iterator[str]:
    if isinstance(size, bool) or not isinstance(size, int):
        yield "a non-integer size_in_bytes"
    elif size < 0:
        yield "a negative size_in_bytes"


def _wrong_mode(mode: Any) -> Iterator[str]:
    if mode is None:
        return
    if not isinstance(mode, str):
        yield "a non-string mode"
    elif not MODE.search(mode):
        yield "an incorrect mode"
