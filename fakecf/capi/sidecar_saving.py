"""Making and changing sidecars as CC's SidecarCreate, SidecarUpdate and their models do."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fakecf.capi.messages import Body, as_text, require_valid
from fakecf.capi.process_policies import memory_of_sidecars
from fakecf.capi.ruby import is_blank
from fakecf.capi.validators import LARGEST_INTEGER
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.app_records import Process, Sidecar

_LONGEST = {"name": 255, "command": 4096}
_LONGEST_TYPE = 255


def save_sidecar(change: Change, sidecar: Sidecar, body: Body, *, asks_for_room: bool) -> Sidecar:
    """*sidecar* with what a valid *body* says, put into *change*; where *asks_for_room*, beside its processes."""
    memory = body.get("memory_in_mb", sidecar.memory)
    types = body.get("process_types", sidecar.process_types)
    if asks_for_room:
        _require_room(change, sidecar, types, memory or 0)
    if int(memory or 0) > LARGEST_INTEGER:
        raise UnknownError
    saved = msgspec.structs.replace(
        sidecar,
        name=body.get("name", sidecar.name),
        command=body.get("command", sidecar.command),
        memory=None if memory is None else int(memory),
    )
    require_valid(_text_errors(saved))
    _refuse_second(change, saved)
    saved = msgspec.structs.replace(saved, process_types=tuple(_stored_types(types)))
    change.put(saved)
    return saved


def _require_room(change: Change, sidecar: Sidecar, types: Iterable[Any], memory: Any) -> None:
    """PostgreSQL compares types with texts only, and Ruby adds numbers only; CC fails over all else."""
    asked = [each for type_ in types for each in (type_ if isinstance(type_, list) else [type_])]
    if not all(isinstance(each, str) for each in asked):
        raise UnknownError
    for process in change[Process].where("app_guid", sidecar.app_guid):
        if process.type not in asked:
            continue
        if not isinstance(memory, int):
            raise UnknownError
        if memory_of_sidecars(change, process, besides=sidecar.name) + memory >= process.memory:
            what = f'too large to run with the dependent "{process.type}" process'
            raise CfError("UnprocessableEntity", f"The memory allocation defined is {what}")


def _text_errors(sidecar: Sidecar) -> Iterator[str]:
    for name, longest in _LONGEST.items():
        if len(getattr(sidecar, name)) > longest:
            yield f"{name.capitalize()} is too long (maximum is {longest} characters)"


def _refuse_second(change: Change, sidecar: Sidecar) -> None:
    others = change[Sidecar].where("app_guid", sidecar.app_guid)
    if any(each.name == sidecar.name and each.guid != sidecar.guid for each in others):
        raise CfError("UnprocessableEntity", f"Sidecar with name '{sidecar.name}' already exists for given app")


def _stored_types(types: Iterable[Any]) -> Iterator[str]:
    """One after the other, up to the first that cannot be kept."""
    seen: set[str] = set()
    for type_ in types:
        text = as_text(type_)
        if text is None or is_blank(text):
            raise CfError("UnprocessableEntity", "type presence")
        if len(text) > _LONGEST_TYPE:
            raise CfError("UnprocessableEntity", f"Process type is too long (maximum is {_LONGEST_TYPE} characters)")
        if text in seen:
            what = f"Sidecar is already associated with process type {text}"
            raise CfError("UnprocessableEntity", f"sidecar_guid and type {what}")
        seen.add(text)
        yield text
