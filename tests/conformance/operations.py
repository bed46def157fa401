"""What an exchange is about: the operation of a served route, CC's rule for one that is not."""

from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from fakecf.capi.app import CloudController
from fakecf.capi.rails import decoded_path, squeeze, without_suffix
from fakecf.capi.unserved import unserved_route
from fakecf.errors import CfError
from tests.conformance.recordings import Request


class Operation(NamedTuple):
    """`droplets.show` where we serve it, `POST /v3/droplets` where only CC does, else `no route`."""

    name: str
    served: bool


NO_ROUTE = Operation("no route", served=True)


def operation_of(request: Request, controller: CloudController) -> Operation:
    """What routes the request; a path that is no UTF-8 leads nowhere."""
    path = unquote_to_bytes(request.path).decode("latin-1")
    try:
        ours = controller.matched({"REQUEST_METHOD": request.method, "PATH_INFO": path})
        theirs = unserved_route(request.method, without_suffix(decoded_path(squeeze(path)))[0])
    except CfError:
        return NO_ROUTE
    if ours is not None:
        return Operation(ours[0].operation, served=True)
    if theirs is None:
        return NO_ROUTE
    verb = "GET" if request.method == "HEAD" else request.method
    return Operation(f"{verb} {theirs[0]}", served=False)
