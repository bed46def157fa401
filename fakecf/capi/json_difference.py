"""What makes one JSON document of another, as the gem `json-diff` 0.4.1 tells it.

Its operations are JSON Patch with `was`, what was there before; it knows moves within lists.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Operation = dict[str, Any]
Similarity = Callable[[Any, Any], float | None]

_LIKELY = 0.5


class Pairing(NamedTuple):
    """Which items of a list became which of another: indexes before and after."""

    pairs: list[tuple[int, int]]
    removed: list[int]
    added: list[int]


def json_difference(before: Any, after: Any, similarity: Similarity, path: str = "") -> Iterator[Operation]:
    """The operations, in the gem's order; *similarity* tells how likely one item became the other, None for unknown."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _of_objects(before, after, similarity, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, similarity, path)
    elif not _is_same(before, after):
        was = {} if before is None else {"was": before}
        yield {"op": "replace", "path": path, **was, "value": after}


def _is_same(before: Any, after: Any) -> bool:
    """Ruby's numbers are no booleans."""
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


def _below(path: str, key: Any) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _of_objects(before: Operation, after: Operation, similarity: Similarity, path: str) -> Iterator[Operation]:
    for key, value in before.items():
        if key not in after:
            yield _remove(_below(path, key), value)
    for key, value in after.items():
        if key not in before:
            yield {"op": "add", "path": _below(path, key), "value": value}
    for key, value in before.items():
        if key in after:
            yield from json_difference(value, after[key], similarity, _below(path, key))


def _remove(path: str, was: Any) -> Operation:
    return {"op": "remove", "path": path, **({} if was is None else {"was": was})}


def _of_lists(before: list[Any], after: list[Any], similarity: Similarity, path: str) -> Iterator[Operation]:
    if not after:
        yield from (_remove(_below(path, 0), item) for item in before)
        return
    pairs, removed, added = _pairing(before, after, similarity)
    for old, new in pairs:
        yield from json_difference(before[old], after[new], similarity, _below(path, old))
    yield from (_remove(_below(path, old), before[old]) for old in removed)
    for old, new in _moves(pairs, removed, added):
        yield {"op": "move", "from": _below(path, old), "path": _below(path, new)}
    yield from ({"op": "add", "path": _below(path, new), "value": after[new]} for new in added)


def _pairing(before: list[Any], after: list[Any], similarity: Similarity) -> Pairing:
    """The likeliest pairs first; what is too unlike is no pair."""
    alike = [[_alike(old, new, similarity) for new in after] for old in before]
    order = [sorted(range(len(after)), key=lambda new, row=row: -row[new]) for row in alike]  # type: ignore[misc]
    pairs: list[tuple[int, int]] = []
    free = set(range(len(after)))
    for old in sorted(range(len(before)), key=lambda old: -max(alike[old])):
        new = next((each for each in order[old] if each in free), None)
        if new is not None:
            free.discard(new)
            if alike[old][new] >= _LIKELY:
                pairs.append((old, new))
    kept_old, kept_new = {old for old, _ in pairs}, {new for _, new in pairs}
    removed = [old for old in reversed(range(len(before))) if old not in kept_old]
    return Pairing(pairs, removed, [new for new in range(len(after)) if new not in kept_new])


def _alike(before: Any, after: Any, similarity: Similarity) -> float:
    """Between 0 and 1."""
    if type(before) is not type(after):
        return 0.0
    known = similarity(before, after)
    if known is not None:
        return known
    if isinstance(before, dict):
        return _objects_alike(before, after, similarity)
    if isinstance(before, list):
        best = [max((_alike(old, new, similarity) for new in after), default=0.0) for old in before]
        return sum(best) / len(best) if best else 1.0
    return float(before == after)


def _objects_alike(before: Operation, after: Operation, similarity: Similarity) -> float:
    """The average over the values, and over the keys, which count only where they are all the same."""
    if not before:
        return float(not after)
    values = [_alike(value, after.get(key), similarity) for key, value in before.items()]
    return (sum(values) + float(before.keys() == after.keys())) / (len(values) + 1)


def _moves(pairs: list[tuple[int, int]], removed: list[int], added: list[int]) -> Iterator[tuple[int, int]]:
    """From where to where items move once the *removed* are gone and before the *added* come, ring by ring."""
    targets = {old - sum(each < old for each in removed): new - sum(each < new for each in added) for old, new in pairs}
    while targets:
        ring = [next(iter(targets))]
        target = targets.pop(ring[0])
        while target != ring[0]:
            ring.append(target)
            target = targets.pop(target)
        yield from _moves_of(ring)


def _moves_of(ring: list[int]) -> Iterator[tuple[int, int]]:
    """Each to the place of the next; what has moved already has shifted those between."""
    shifts: list[tuple[int, int]] = []
    for place, target in zip(ring, [*ring[1:], ring[0]], strict=True):
        if place == target:
            return
        now = place
        for gone, come in shifts:
            now -= now >= gone
            now += now >= come
        if now != target:
            yield now, target
        shifts.append((place, target))
