"""Apps by the thousand, out of one line of a document."""

import itertools
from collections.abc import Container, Iterator
from typing import Any

from msgspec import UNSET

from fakecf.seeds.app_document import AppEntry, DropletEntry
from fakecf.seeds.document import GenerateEntry

_WORDS_IN_A_NAME = 2


def generated(
    entry: GenerateEntry, taken: Container[str], buildpacks: tuple[str, ...]
) -> Iterator[tuple[str, AppEntry]]:
    """The apps that *entry* asks for, none of them called as one *taken*; their buildpacks take turns."""
    droplets = _droplets(entry.droplets_each)
    turns: Any = (
        itertools.cycle(buildpacks or (UNSET,)) if entry.lifecycle is UNSET else itertools.repeat(entry.lifecycle)
    )
    state: Any = "STARTED" if droplets else "STOPPED"
    for name, lifecycle in zip(_names(entry, taken), turns, strict=False):
        yield name, AppEntry(lifecycle=lifecycle, state=state, droplets=droplets)


def _droplets(count: int) -> tuple[DropletEntry, ...]:
    """Staged ones, the last of them current."""
    return (*itertools.repeat(DropletEntry(), count - 1), DropletEntry(current=True)) if count else ()


def _names(entry: GenerateEntry, taken: Container[str]) -> Iterator[str]:
    from faker import Faker

    faker = Faker()
    faker.seed_instance(entry.faker_seed)
    words = iter(faker.words(_WORDS_IN_A_NAME * entry.apps))
    used: dict[str, int] = {}
    for _ in range(entry.apps):
        name = entry.prefix + "-".join(itertools.islice(words, _WORDS_IN_A_NAME))
        used[name] = used.get(name, 0) + 1
        yield _free(name, used[name], taken)


def _free(name: str, seen: int, taken: Container[str]) -> str:
    """The name itself the first time, then with a number; moved on past those that are taken."""
    numbered = name if seen == 1 else f"{name}-{seen}"
    while numbered in taken:
        numbered = f"{numbered}-generated"
    return numbered
