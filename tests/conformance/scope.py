"""What no fake can answer as recorded, and why."""

from tests.conformance.instances import REPORTERS, is_doubled
from tests.conformance.recordings import Exchange


def out_of_scope(exchange: Exchange) -> str | None:
    """The reason, None for nearly everything."""
    if exchange.request.path.startswith("/v2/") and exchange.request.path != "/v2/info":
        return "API version 2, which the recorded Cloud Controller had on and we, as it is shipped, have off"
    if any(name.lower() == "x-accel-redirect" for name, _ in exchange.response.header_list):
        return "X-Accel-Redirect: what CC says to the nginx before it, not to clients"
    if is_doubled(exchange, *REPORTERS):
        return "instances and stats that a double of CC's own reporter told, as no reporter of CC's tells them"
    if any(name.endswith("Decorator.decorate") for name in exchange.stubs):
        return "what a double of CC's own decorator gave for the whole answer"
    return None
