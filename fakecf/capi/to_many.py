"""To-many relationships in a body: `{"data": [{"guid": ...}, ...]}`, in the words of CC's several messages for them."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, guid_errors, unknown_fields
from fakecf.capi.ruby import is_blank, to_s
from fakecf.errors import UnknownError


def entitled_errors(given: Body) -> Iterator[str]:
    """As the entitlement of organizations has them: CC fails over members that are no objects."""
    yield from unknown_fields(given, ("data",))
    data = given.get("data")
    if is_blank(data):
        yield "Data can't be blank"
    if not isinstance(data, list):
        yield "Data must be an array"
        return
    for each in data:
        if not isinstance(each, dict):
            raise UnknownError
        if not isinstance(each.get("guid"), str):
            yield f"Data {to_s(each.get('guid'))} not a string"


def applied_errors(given: Body) -> Iterator[str]:
    """As quotas and security groups have those that they are applied to."""
    yield from unknown_fields(given, ("data",))
    data = given.get("data")
    if not isinstance(data, list):
        yield "Data must be an array"
        return
    for place, each in enumerate(data):
        if not isinstance(each, dict) or not isinstance(each.get("guid"), str):
            yield f"Invalid data type: Data[{place}] guid should be a string."


def to_many_errors(name: str, relationship: Any) -> Iterator[str]:
    """What is wrong with the to-many relationship called *name* (ToManyRelationshipValidator)."""
    label = name.replace("_", " ").capitalize()
    data = relationship.get("data") if isinstance(relationship, dict) else None
    if not isinstance(data, list) or not all(isinstance(each, dict) and list(each) == ["guid"] for each in data):
        guids = '{"guid": "valid-guid"},{"guid": "valid-guid"}'
        yield f'{label} must be structured like this: "{name}: {{"data": [{guids}]}}"'
        return
    for place, each in enumerate(data):
        yield from guid_errors(f"{label}[{place}] guid", each["guid"])


def guids_in(relationship: Any) -> list[str]:
    """The guids of a valid to-many relationship, or of none."""
    return [each["guid"] for each in (relationship or {}).get("data") or ()]
