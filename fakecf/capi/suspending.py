"""What a change of an organization and of a space have in common: a name, and whether it is suspended."""

from collections.abc import Iterator

from fakecf.capi.messages import Body, boolean_errors, metadata_errors, unknown_fields
from fakecf.capi.names import name_errors
from fakecf.errors import CfError
from fakecf.state.records import Organization, Space


def suspendable_errors(body: Body) -> Iterator[str]:
    """What is wrong with a body that has a name, metadata and whether it is suspended, and nothing else."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("name", "suspended", "metadata"))
    yield from name_errors(body.get("name"), may_be_empty=False)
    yield from boolean_errors(body, "suspended")


def asked_status(body: Body) -> str:
    """The status that `suspended` asks for; active without it."""
    return "suspended" if body.get("suspended") else "active"


def changed_status(record: Organization | Space, body: Body) -> dict[str, str]:
    """The column that *body* changes, none without `suspended`; raises while *record* is being deleted."""
    if "suspended" not in body:
        return {}
    if record.status == "deleting":
        shown = body.get("name", record.name)
        kind = type(record).__name__
        raise CfError("UnprocessableEntity", f"{kind} '{shown}' is being deleted and cannot be updated.")
    return {"status": asked_status(body)}
