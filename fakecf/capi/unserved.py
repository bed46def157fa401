"""The routes the real Cloud Controller has, so that those we lack are never mistaken for unknown ones."""

import functools
from importlib import resources

from fakecf.web import Routes


@functools.cache
def cc_routes() -> Routes[str]:
    """All of CC's `config/routes.rb` under `/v3` (cc-surface 1), each leading to its own rule."""
    routes: Routes[str] = Routes()
    for line in resources.files("fakecf.capi").joinpath("cc_routes.txt").read_text("utf-8").splitlines():
        *methods, rule = line.split()
        for method in methods:
            routes.add(method, rule, rule)
    return routes


def unserved_route(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """CC's rule for the request and what its placeholders hold, None where CC has none either."""
    found = cc_routes().match("GET" if method == "HEAD" else method, path)
    return (found[0], found[2]) if found else None
