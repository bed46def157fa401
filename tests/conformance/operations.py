"""What an exchange is about: the operation of a served route, CC's rule for one that is not."""

from typing import NamedTuple

from fakecf.capi.app import CloudController
from fakecf.capi.rails import sent_path, without_suffix
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
    environ = {"REQUEST_METHOD": request.method, "RAW_URI": request.path}
    try:
        ours = controller.matched(environ)
        theirs = unserved_route(request.method, without_suffix(sent_path(environ))[0])
    except CfError:
        return NO_ROUTE
    if ours is not None:
        return Operation(ours[0].operation, served=True)
    if theirs is None:
        return NO_ROUTE
    verb = "GET" if request.method == "HEAD" else request.method
    return Operation(f"{verb} {theirs[0]}", served=False)
