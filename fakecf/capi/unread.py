"""What a client sent and nothing read: fields and parameters that the Cloud Controller, too, passes over in silence."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from fakecf.capi.known import Known
from fakecf.capi.resource import Route
from fakecf.words import pointer

_MOST = 20
_LONGEST = 100
_OF_RAILS = ("format", "body")  # which Rails looks for by itself


class Parameters(dict[str, Any]):
    """The parameters of a query, which know the names that somebody asked them for; who walks through them saw all."""

    def __init__(self, sent: dict[str, Any]) -> None:
        super().__init__(sent)
        self._unread = dict.fromkeys(sent)

    @property
    def unread(self) -> list[str]:
        """Those that nobody asked for."""
        return [name for name in self._unread if name not in _OF_RAILS]

    def __getitem__(self, name: str, /) -> Any:
        self._unread.pop(name, None)
        return super().__getitem__(name)

    def __contains__(self, name: object, /) -> bool:
        self._unread.pop(str(name), None)
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self._unread.clear()
        return super().__iter__()

    def get(self, name: str, default: Any = None, /) -> Any:
        self._unread.pop(name, None)
        return super().get(name, default)

    def items(self) -> Any:
        self._unread.clear()
        return super().items()


def unread(query: dict[str, Any], sent: Any, route: Route, at: str = "") -> tuple[str, ...]:
    """What *route* has passed over: parameters such as `?inlcude`, and pointers into the body.

    *sent* is the part of the body that pointers begin *at*. They are not endlessly many, nor endlessly long.
    """
    parameters = [f"?{name}" for name in query.unread] if isinstance(query, Parameters) else []
    found = [*parameters, *islice(_fields(sent, route, at), _MOST)][:_MOST]
    return tuple(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..." for name in found)


def _fields(sent: Any, route: Route, at: str) -> Iterable[str]:
    """Of a body that is no object, or is JSON that came as a form, the whole."""
    if not isinstance(sent, dict) or not sent:
        return ()
    if "unread" in route.told:
        return route.told["unread"](sent)
    if is_all_known(sent, route.known):
        return ()
    return unread_fields(sent, route.known, at) if _has_names(sent) else (at,)


def _has_names(sent: dict[str, Any]) -> bool:
    first = next(iter(sent))
    return first != "_json" and first[:1] not in ("{", "[")


def is_all_known(sent: Any, known: Known) -> bool:
    """Whether there is nothing to be told of; most often so, and quickly seen."""
    if isinstance(sent, dict) and isinstance(known, dict):
        return sent.keys() <= known.keys() and all(
            is_all_known(value, known[key]) for key, value in sent.items() if isinstance(value, dict | list)
        )
    if isinstance(sent, list) and isinstance(known, list):
        return all(is_all_known(each, known[0]) for each in sent)
    return True


def unread_fields(sent: Any, known: Known, at: str = "", *, spelled: Callable[[str], str] = str) -> Iterator[str]:
    """JSON pointers to what *sent* has and is not *known*; *spelled* gives a key as it is named there."""
    if isinstance(sent, list) and isinstance(known, list):
        for place, each in enumerate(sent):
            yield from unread_fields(each, known[0], at + pointer(place), spelled=spelled)
    if isinstance(sent, dict) and isinstance(known, dict):
        for key, value in sent.items():
            where, name = at + pointer(key), spelled(str(key))
            if name in known:
                yield from unread_fields(value, known[name], where, spelled=spelled)
            elif at or key not in _OF_RAILS:
                yield where
