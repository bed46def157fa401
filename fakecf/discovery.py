"""Finding the one-file-each modules of a room: the only magic in the house."""

import importlib
import pkgutil
from types import ModuleType


def load_all(package: ModuleType) -> tuple[ModuleType, ...]:
    """Every module directly inside *package*, imported, in name order."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)
