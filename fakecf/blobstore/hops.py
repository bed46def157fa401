"""A chain of redirects before the blob: `hop=3` in a presigned URL, which is no part of what is signed."""

from fakecf.addresses import alternate
from fakecf.blobstore.headers import SERVER, Identity
from fakecf.blobstore.requests import Request
from fakecf.topology import MAX_HOPS
from fakecf.web import Answer, WSGIEnvironment

_PARAMETER = "hop"


def behind(count: int, url: str) -> str:
    """*url*, a presigned one, with *count* redirects before it."""
    return f"{url}&{_PARAMETER}={count}"


def onward(request: Request, environ: WSGIEnvironment, identity: Identity) -> Answer | None:
    """The redirect to the next hop, never to another place than ours; None where the chain ends."""
    left = _left(request)
    if left is None:
        return None
    root = alternate(f"{environ['wsgi.url_scheme']}://{request.headers.get('host', 'localhost')}")
    parts = [part for part in environ["QUERY_STRING"].split("&") if not part.startswith(f"{_PARAMETER}=")]
    query = "&".join([*parts, f"{_PARAMETER}={left - 1}"] if left > 1 else parts)
    location = f"{root}{request.path}?{query}"
    return Answer(302, [*identity.of_success, ("Location", location), ("Content-Length", "0"), SERVER])


def _left(request: Request) -> int | None:
    """How many hops there are still; anything but a small number is a parameter like others."""
    parameters = request.parameters
    text = parameters.get(_PARAMETER, "")
    is_signed = "X-Amz-Signature" in parameters or "Signature" in parameters
    if not is_signed or request.method not in {"GET", "HEAD"} or not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) <= len(str(MAX_HOPS)) and 1 <= int(text) <= MAX_HOPS else None
