"""A whole fake Cloud Foundry in one Python process.

The names below are imported when first used, so that the pytest plugin costs nothing until a test asks for it.
"""

import importlib
from typing import TYPE_CHECKING, Any

from fakecf.version import __version__

if TYPE_CHECKING:
    from fakecf import faults
    from fakecf.client import connect
    from fakecf.config import Config
    from fakecf.errors import CfError
    from fakecf.faults import RuleError
    from fakecf.foundation import Foundation
    from fakecf.seeds import SeedError
    from fakecf.server import Server, serve
    from fakecf.steering import ClientError, CloudFoundry, UnmetError

__all__ = [
    "CfError",
    "ClientError",
    "CloudFoundry",
    "Config",
    "Foundation",
    "RuleError",
    "SeedError",
    "Server",
    "UnmetError",
    "__version__",
    "connect",
    "faults",
    "serve",
]

_HOMES = {
    "CfError": "fakecf.errors",
    "ClientError": "fakecf.steering",
    "CloudFoundry": "fakecf.steering",
    "Config": "fakecf.config",
    "Foundation": "fakecf.foundation",
    "RuleError": "fakecf.faults",
    "SeedError": "fakecf.seeds",
    "Server": "fakecf.server",
    "UnmetError": "fakecf.steering",
    "connect": "fakecf.client",
    "serve": "fakecf.server",
}


def __getattr__(name: str) -> Any:
    if name == "faults":
        return importlib.import_module("fakecf.faults")
    if name not in _HOMES:
        raise AttributeError(f"module 'fakecf' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
