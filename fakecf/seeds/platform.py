"""What an operator installs: stacks and buildpacks, the stock ones where a document names none."""

import re
from collections.abc import Iterable
from typing import TypeVar

from msgspec import UNSET, UnsetType

from fakecf.blobstore.layouts import LAYOUTS
from fakecf.blobstore.profiles import layout_of
from fakecf.seeds.document import BuildpackEntry, StackEntry
from fakecf.seeds.entry import Entry
from fakecf.seeds.lifecycles import Lifecycle
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site
from fakecf.state.platform_records import SHARED_ISOLATION_SEGMENT, IsolationSegment
from fakecf.state.records import Buildpack, Stack
from fakecf.words import did_you_mean

T = TypeVar("T")

STACK = "cflinuxfs4"
_STACK_DESCRIPTION = "Cloud Foundry Linux-based filesystem (Ubuntu 22.04)"
_ADDRESS = re.compile(r"(?:https?|git|ssh|docker)://\S+|git@\S+:\S+")


class Platform:
    """The stacks and buildpacks there are, and whether an app's lifecycle can be had with them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._default = STACK
        self._stacks = [stack.name for stack in site.ground.table(Stack)]
        self._buildpacks = list(site.ground.table(Buildpack))

    def add_stacks(self, written: Iterable[str | StackEntry] | UnsetType, default: str) -> None:
        """The stacks of the document, or the stock one (cc-surface 4.11)."""
        self._default = default
        for place, each in enumerate(self._usually(written, (STACK,))):
            entry = StackEntry(name=each) if isinstance(each, str) else each
            there = self._site.ground.one(Stack, name=entry.name)
            if there is not None:
                self._site.agree(there, ("stacks", place), entry, {})
                continue
            if entry.name in self._stacks:
                self._site.problem(("stacks", place), "Name must be unique")
                continue
            self._stacks.append(entry.name)
            description = _STACK_DESCRIPTION if entry.name == STACK else None
            self._site.make(Stack, ("stacks", entry.name), entry, description=description)

    def add_buildpacks(self, written: Iterable[str | BuildpackEntry] | UnsetType) -> None:
        """The buildpacks of the document, or the stock ones; their order is their position."""
        stock = [layout.buildpack for layout in LAYOUTS.values()]
        first = max((each.position for each in self._buildpacks), default=0)
        for place, each in enumerate(self._usually(written, stock)):
            self._add_buildpack(BuildpackEntry(name=each) if isinstance(each, str) else each, place, first + place + 1)

    def _usually(self, written: Iterable[T] | UnsetType, stock: Iterable[T]) -> Iterable[T]:
        """What is written, else what a foundation has in stock when it begins."""
        if isinstance(written, UnsetType):
            return stock if self._site.ground.is_bare else ()
        return written

    def add_isolation_segment(self) -> None:
        """The one that every foundation has, which CC makes itself."""
        path = ("isolation_segments", "shared")
        self._site.make(IsolationSegment, path, Entry(), guid=SHARED_ISOLATION_SEGMENT, name="shared")

    def _add_buildpack(self, entry: BuildpackEntry, place: int, position: int) -> None:
        stack = self.default_stack if entry.stack is UNSET else entry.stack
        path: Path = (
            ("buildpacks", entry.name) if stack == self.default_stack else ("buildpacks", entry.name, str(stack))
        )
        lifecycle = "buildpack" if entry.lifecycle is UNSET else entry.lifecycle
        there = self._site.ground.one(Buildpack, name=entry.name, stack=stack, lifecycle=lifecycle)
        if there is not None:
            self._site.agree(there, ("buildpacks", place), entry, {})
            return
        if any((entry.name, stack, lifecycle) == (b.name, b.stack, b.lifecycle) for b in self._buildpacks):
            what = f"Buildpack with name '{entry.name}', stack '{stack}' and lifecycle '{lifecycle}' already exists"
            self._site.problem(("buildpacks", place), what)
            return
        if stack is not None and stack not in self._stacks:
            self._site.problem(("buildpacks", place), f"Stack '{stack}' does not exist", self._stacks)
        filename = f"{entry.name}-cached-{stack or 'any'}-v{layout_of(entry.name).version}.zip"
        made = self._site.make(Buildpack, path, entry, stack=stack, filename=filename, position=position)
        self._buildpacks.append(made)

    @property
    def default_stack(self) -> str:
        """The stack of whatever names none."""
        return self._default if self._default in self._stacks or not self._stacks else self._stacks[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The enabled buildpacks for buildpack apps, in the order of the document."""
        return tuple(each.name for each in self._buildpacks if each.enabled and each.lifecycle == "buildpack")

    @property
    def detected(self) -> str:
        """The buildpack that takes an app which asked for none: the first enabled one."""
        usable = [each for each in self._buildpacks if each.enabled and each.lifecycle == "buildpack"]
        return min(usable, key=lambda each: each.position).name if usable else "binary_buildpack"

    def refusal(self, lifecycle: Lifecycle) -> str | None:
        """Why the Cloud Controller would not give an app this lifecycle (cc-surface 4.7)."""
        if lifecycle.type == "docker":
            unwanted = {"buildpacks": lifecycle.buildpacks, "stack": lifecycle.stack}
            named = [f"'{key}'" for key, value in unwanted.items() if value]
            return f"Lifecycle Unknown field(s): {', '.join(named)}" if named else None
        if lifecycle.stack is not None and lifecycle.stack not in self._stacks:
            return "Stack must be an existing stack"
        missing = next((name for name in lifecycle.buildpacks if not self._has(name, lifecycle)), None)
        return self._missing(missing, lifecycle) if missing is not None else None

    def _has(self, name: str, lifecycle: Lifecycle) -> bool:
        if _ADDRESS.fullmatch(name):
            return True
        return any(
            name == each.name and lifecycle.type == each.lifecycle and each.stack in {None, lifecycle.stack}
            for each in self._buildpacks
        )

    def _missing(self, name: str, lifecycle: Lifecycle) -> str:
        stack = f' for stack "{lifecycle.stack}"' if lifecycle.stack else ""
        known = {each.name for each in self._buildpacks if each.lifecycle == lifecycle.type}
        hint = did_you_mean(name, known)
        return f'Buildpack "{name}"{stack} must be an existing admin buildpack or a valid git URI{hint}'
