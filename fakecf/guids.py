"""GUIDs: stable ones for what a seed names, random-looking but reproducible ones for the rest."""

import random
import threading
import uuid

_NAMESPACE = uuid.UUID("1d2f6c0e-7f5b-5b0e-9a3c-0fa6ecf00001")


def path_guid(path: str) -> str:
    """The GUID of *path* (`orgs/acme/spaces/dev/apps/web`): the same in every foundation, for ever."""
    return str(uuid.uuid5(_NAMESPACE, path))


class Guids:
    """A source of version 4 GUIDs that repeats itself for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def new(self) -> str:
        with self._lock:
            bits = self._random.getrandbits(128)
        return str(uuid.UUID(int=bits, version=4))

    def hex(self) -> str:
        """32 hexadecimal digits, the shape of a UAA token id."""
        return self.new().replace("-", "")
