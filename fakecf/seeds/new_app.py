"""An app in the making: what its packages, builds and droplets must know of it."""

from typing import NamedTuple

from fakecf.seeds.accounts import Accounts
from fakecf.seeds.lifecycles import Lifecycle
from fakecf.seeds.nodes import Key, Path
from fakecf.seeds.site import Site


class NewApp(NamedTuple):
    """`bits_name` is what generated bits call the app: apps of one name share their bits."""

    site: Site
    accounts: Accounts
    path: Path
    name: str
    guid: str
    lifecycle: Lifecycle
    bits_name: str

    def at(self, *keys: Key) -> Path:
        """The path of something below the app."""
        return (*self.path, *keys)

    @property
    def image(self) -> str:
        """The image of a docker app that names none."""
        return f"example/{self.name}:latest"
