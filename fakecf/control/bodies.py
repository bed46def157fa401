"""The body of a request: one JSON or YAML document, within limits."""

from typing import Any

import msgspec

from fakecf.checking import is_deeper
from fakecf.control.problems import Refusal
from fakecf.web import WSGIEnvironment

BODY_TYPES = ("application/json", "application/yaml")
MAX_BODY = 15 * 2**20
MAX_STATE = 512 * 2**20  # what a foundation gives it takes back
MAX_DEPTH = 100


def body_type(environ: WSGIEnvironment) -> str:
    """The content type without its parameters, lower-case; empty for none."""
    kind: str = environ.get("CONTENT_TYPE", "")
    return kind.partition(";")[0].strip().lower()


def read_body(environ: WSGIEnvironment, limit: int = MAX_BODY) -> Any:
    """The body's document, an empty object for no body; raises Refusal."""
    written = read_written(environ, limit)
    return _yaml(written) if isinstance(written, bytes) else written


def read_written(environ: WSGIEnvironment, limit: int = MAX_BODY) -> Any:
    """The same, but for YAML, which is left as it was sent, so that its reader can tell places in it."""
    data: bytes = environ["wsgi.input"].read(limit + 1)
    if len(data) > limit:
        raise Refusal(413, f"a body may have {limit} bytes")
    if not data.strip():
        return {}
    return data if body_type(environ) == "application/yaml" else _json(data)


def _json(data: bytes) -> Any:
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, f"the body is not JSON: {error}") from None
    except RecursionError:
        raise _too_deep() from None
    if is_deeper(document, MAX_DEPTH):
        raise _too_deep()
    return document


def _yaml(data: bytes) -> Any:
    from fakecf.seeds import SeedError, read_yaml

    try:
        return read_yaml(data)
    except SeedError as error:
        raise Refusal(400, f"the body is not YAML: {error}") from None


def _too_deep() -> Refusal:
    return Refusal(400, f"the body is nested more than {MAX_DEPTH} deep")
