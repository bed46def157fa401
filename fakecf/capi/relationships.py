"""Relationships in a body, in the Cloud Controller's words, and a relationship as an answer of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.messages import Body, to_one_errors, unknown_fields
from fakecf.capi.ruby import is_blank, to_s
from fakecf.errors import UnknownError
from fakecf.state import Record
from fakecf.web import Answer

Check = Callable[[str, Any], Iterator[str]]


def relationships_errors(body: Body, *required: str) -> Iterator[str]:
    """What is wrong with `relationships` that must hold all of *required* and nothing else."""
    return related_errors(body, dict.fromkeys(required, present_to_one_errors))


def related_errors(body: Body, checks: Mapping[str, Check], *, others: bool = False) -> Iterator[str]:
    """What is wrong with `relationships` that may hold what there are *checks* for, and *others* if CC looks away."""
    given = body.get("relationships")
    if not isinstance(given, dict):
        yield "Relationships 'relationships' is not an object"
    elif not given:
        yield "Relationships 'relationships' must include one or more valid relationships"
    else:
        inner = (error for name, check in checks.items() for error in check(name, given.get(name)))
        unknown = () if others else unknown_fields(given, checks)
        yield from (f"Relationships {error}" for error in (*unknown, *inner))


def if_given(check: Check) -> Check:
    """The same *check*, of a relationship that need not be there."""
    return lambda name, value: check(name, value) if value is not None else iter(())


def present_to_one_errors(name: str, value: Any) -> Iterator[str]:
    """It must be there, and well made; what is not there is neither."""
    if is_blank(value):
        yield f"{name.capitalize()} can't be blank"
    yield from to_one_errors(name, value)


def related_guid(body: Body, name: str) -> str | None:
    """The guid that a valid body relates to."""
    data = body["relationships"][name]["data"]
    return None if data is None else str(data["guid"])


def data_errors(body: Body) -> Iterator[str]:
    """What is wrong with the body of a to-one relationship; CC fails over `data` that has no keys."""
    yield from unknown_fields(body, ("data",))
    data = body.get("data")
    if data is None:
        return
    if not isinstance(data, dict):
        raise UnknownError
    if not data:
        yield "Data can't be blank"
    if len(data) != 1:
        yield "Data can only accept one key"
    if "guid" not in data:
        yield "Data can only accept key 'guid'"
    elif data["guid"] and not isinstance(data["guid"], str):
        yield f"Data {to_s(data['guid'])} must be a string"


def data_guid(body: Body) -> str | None:
    """The guid in the body of a to-one relationship."""
    data = body.get("data")
    return None if data is None else data["guid"]


def relationship_answer(
    call: Call, owner: Record, name: str, related: Record | None, path: str | None = None
) -> Answer:
    """The to-one relationship *name* of *owner* (ToOneRelationshipPresenter); *path* where the other is not its own."""
    links = {"self": call.link(f"/v3/{owner.plural}/{owner.guid}/relationships/{name}")}
    if related is not None:
        links["related"] = call.link(path or f"/v3/{related.plural}/{related.guid}")
    data = {"guid": related.guid} if related is not None else None
    return call.json(200, {"data": data, "links": links})
