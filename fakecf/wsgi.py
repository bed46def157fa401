"""The Cloud Controller for another WSGI server: `gunicorn fakecf.wsgi:app`.

Seeded from FAKECF_SEEDS, names or paths with colons between them. Faults that act on sockets need our own server; UAA
and the blobstore have listeners of their own and are not served here.
"""

import os
from typing import Any


def _application() -> Any:
    from fakecf.foundation import Foundation

    seeds = os.environ.get("FAKECF_SEEDS", "default").split(":")
    foundation = Foundation.from_seeds(*seeds)
    foundation.faults.refuse_sockets()
    return foundation.application("api")


def __getattr__(name: str) -> Any:
    """Made when first asked for, so that importing this module starts nothing."""
    if name != "app":
        raise AttributeError(f"module 'fakecf.wsgi' has no attribute {name!r}")
    globals()["app"] = _application()
    return globals()["app"]
