"""Which organizations a private domain may be shared with."""

from collections.abc import Iterable

from fakecf.capi.call import Call
from fakecf.errors import CfError
from fakecf.state.records import Organization


def require_sharable(call: Call, guids: Iterable[str], owner: str) -> None:
    """Each has to be there and writable for the caller, and not the *owner* itself."""
    for guid in guids:
        organization = call.find(Organization, guid)
        if organization is None or not call.permissions.can_read_from_org(organization):
            what = f"Organization with guid '{guid}' does not exist, or you do not have access to it."
            raise CfError("UnprocessableEntity", what)
        if not call.permissions.can_write_to_active_org(organization):
            what = f"You do not have sufficient permissions for organization '{organization.name}' to share domain."
            raise CfError("UnprocessableEntity", what)
        if guid == owner:
            raise CfError("UnprocessableEntity", "Domain cannot be shared with owning organization.")
