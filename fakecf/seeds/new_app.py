"""An app in the making: what its packages, builds and droplets must know of it."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from msgspec import UNSET, UnsetType

from fakecf.seeds.accounts import Accounts
from fakecf.seeds.lifecycles import Lifecycle
from fakecf.seeds.nodes import Key, Path
from fakecf.seeds.site import Site
from fakecf.state import Record
from fakecf.state.records import App

R = TypeVar("R", bound=Record)


class NewApp(NamedTuple):
    """`bits_name` is what generated bits call the app: apps of one name share their bits.

    `there` is the app itself where there is one already.
    """

    site: Site
    accounts: Accounts
    path: Path
    name: str
    guid: str
    lifecycle: Lifecycle
    bits_name: str
    there: App | None

    def rows(self, kind: type[R]) -> list[R]:
        """What the app has already."""
        return self.site.ground.rows(kind, "app_guid", self.guid) if self.there is not None else []

    def at(self, *keys: Key) -> Path:
        """The path of something below the app."""
        return (*self.path, *keys)

    @property
    def image(self) -> str:
        """The image of a docker app that names none."""
        return f"example/{self.name}:latest"


def chosen(app: NewApp, path: Path, noun: str, place: int | UnsetType | None, rows: Sequence[R]) -> R | None:
    """The one of the app's *rows* that the entry at *path* names by its *place*, else the last one."""
    if place is None or (place is UNSET and not rows):
        return None
    at = place if isinstance(place, int) else -1
    if at >= len(rows):
        what = f"the app has no {noun.replace('_', ' ')} {at}: it has {len(rows)}, and the first is 0"
        app.site.problem((*path, noun), what)
        return None
    return rows[at]
