"""What no fake can answer as recorded, and why."""

from tests.conformance.recordings import Exchange


def out_of_scope(exchange: Exchange) -> str | None:
    """The reason, None for nearly everything."""
    if exchange.request.path.startswith("/v2/"):
        return "API version 2, which the recorded Cloud Controller had on and we, as it is shipped, have off"
    if any(name.lower() == "x-accel-redirect" for name, _ in exchange.response.header_list):
        return "X-Accel-Redirect: what CC says to the nginx before it, not to clients"
    if any(name.endswith("Decorator.decorate") for name in exchange.stubs):
        return "what a double of CC's own decorator gave for the whole answer"
    return None
