"""Who may do what, under the Cloud Controller's own names (`lib/cloud_controller/permissions.rb`)."""

from collections.abc import Iterable

from fakecf.capi.authentication import Who
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import ORGANIZATION_ROLES, SPACE_ROLES, Organization, Role, Space, User

ROLES_FOR_ORG_READING = frozenset(ORGANIZATION_ROLES)
ROLES_FOR_SPACE_READING = frozenset({*SPACE_ROLES, "organization_manager"})
ROLES_FOR_ORG_CONTENT_READING = frozenset({*SPACE_ROLES, "organization_manager", "organization_auditor"})
ROLES_FOR_ROUTE_READING = ROLES_FOR_SPACE_READING | {"organization_auditor"}
ROLES_FOR_DROPLET_DOWNLOAD = ROLES_FOR_SPACE_READING - {"space_supporter"}
ROLES_FOR_BROKER_READING = frozenset({"space_developer", "space_supporter"})
ROLES_FOR_SPACE_SECRETS_READING = frozenset({"space_developer"})
ROLES_FOR_SPACE_WRITING = frozenset({"space_developer"})
ROLES_FOR_APP_MANAGING = frozenset({"space_developer", "space_supporter"})
ROLES_FOR_APP_ENVIRONMENT_VARIABLES_READING = ROLES_FOR_SPACE_SECRETS_READING | {"space_supporter"}
ROLES_FOR_SPACE_UPDATING = frozenset({"space_manager", "organization_manager"})


def require(allowed: bool) -> None:
    """Raise CF-NotAuthorized unless the caller is *allowed* to do what was asked."""
    if not allowed:
        raise CfError("NotAuthorized")


class Permissions:
    """What *who* may do in *state*; every answer is read from the role records of that one moment."""

    def __init__(self, state: State, who: Who) -> None:
        self._state = state
        self._who = who
        self._held = state[Role].where("user_guid", who.guid) if who.guid else ()

    @property
    def can_read_globally(self) -> bool:
        return self._who.reads_globally

    @property
    def can_write_globally(self) -> bool:
        return self._who.admin

    def require_global_writing(self) -> None:
        require(self.can_write_globally)

    @property
    def is_org_manager(self) -> bool:
        """Whether the caller manages any organization at all."""
        return any(role.type == "organization_manager" for role in self._held)

    def _applies(self, roles: Iterable[str], space: Space) -> bool:
        """Whether one of *roles* is held in the space itself or in its organization."""
        return any(
            role.type in roles and (role.space_guid == space.guid or role.organization_guid == space.organization_guid)
            for role in self._held
        )

    def can_read_from_space(self, space: Space) -> bool:
        return self._who.reads_globally or self._applies(ROLES_FOR_SPACE_READING, space)

    def can_read_from_org(self, organization: Organization) -> bool:
        return self._who.reads_globally or any(
            role.type in ROLES_FOR_ORG_READING and role.organization_guid == organization.guid for role in self._held
        )

    def can_read_route(self, space: Space) -> bool:
        return self._who.reads_globally or self._applies(ROLES_FOR_ROUTE_READING, space)

    def can_read_broker(self, space: Space) -> bool:
        return self._who.reads_globally or self._applies(ROLES_FOR_BROKER_READING, space)

    def can_download_droplet(self, space: Space) -> bool:
        return self._who.reads_globally or self._applies(ROLES_FOR_DROPLET_DOWNLOAD, space)

    def can_read_secrets_in_space(self, space: Space) -> bool:
        return self._who.reads_secrets_globally or self._applies(ROLES_FOR_SPACE_SECRETS_READING, space)

    def can_write_to_active_space(self, space: Space) -> bool:
        return self._who.admin or self._applies(ROLES_FOR_SPACE_WRITING, space)

    def can_manage_apps_in_active_space(self, space: Space) -> bool:
        return self._who.admin or self._applies(ROLES_FOR_APP_MANAGING, space)

    def can_read_app_environment_variables(self, space: Space) -> bool:
        roles = ROLES_FOR_APP_ENVIRONMENT_VARIABLES_READING
        return self._who.reads_secrets_globally or self._applies(roles, space)

    def can_update_active_space(self, space: Space) -> bool:
        return self._who.admin or self._applies(ROLES_FOR_SPACE_UPDATING, space)

    def can_write_to_active_org(self, organization: Organization) -> bool:
        return self._who.admin or self.is_org_manager_for_org(organization.guid)

    def can_read_from_isolation_segment(self, segment: IsolationSegment) -> bool:
        return self._who.reads_globally or not self.readable_org_guids().isdisjoint(segment.organization_guids)

    def is_org_manager_for_org(self, organization_guid: str) -> bool:
        return any(
            role.type == "organization_manager" and role.organization_guid == organization_guid for role in self._held
        )

    def places_of(self, *roles: str) -> frozenset[str]:
        """The spaces and organizations in which the caller has one of those *roles*."""
        places = (role.space_guid or role.organization_guid for role in self._held if role.type in roles)
        return frozenset(place for place in places if place is not None)

    def readable_space_guids(self) -> frozenset[str]:
        """The spaces a caller without global scopes may read."""
        return self._space_guids(ROLES_FOR_SPACE_READING)

    def space_guids_with_a_role(self) -> frozenset[str]:
        """The spaces in which the caller has a role; managing the organization is none."""
        return frozenset(role.space_guid for role in self._held if role.space_guid)

    def space_guids_for_routes(self) -> frozenset[str]:
        """The spaces whose routes a caller without global scopes may see."""
        return self._space_guids(ROLES_FOR_ROUTE_READING)

    def _space_guids(self, roles: Iterable[str]) -> frozenset[str]:
        """The spaces that one of *roles* is held in, or in their organizations."""
        held = [role for role in self._held if role.type in roles]
        organizations = {role.organization_guid for role in held if role.organization_guid}
        through_orgs = {
            space.guid for guid in organizations for space in self._state[Space].where("organization_guid", guid)
        }
        return frozenset(through_orgs | {role.space_guid for role in held if role.space_guid})

    def readable_org_guids(self) -> frozenset[str]:
        """The organizations a caller without global scopes may read."""
        return frozenset(role.organization_guid for role in self._held if role.organization_guid)

    def can_read_organization(self, guid: str) -> bool:
        return self._who.reads_globally or guid in self.readable_org_guids()

    def readable_org_guids_for_domains(self) -> frozenset[str]:
        """The organizations whose private domains a caller without global scopes may see."""
        held = [role for role in self._held if role.type in ROLES_FOR_ORG_CONTENT_READING]
        spaces = (self._state[Space].get(role.space_guid) for role in held)
        through_spaces = {space.organization_guid for space in spaces if space is not None}
        return frozenset(through_spaces | {role.organization_guid for role in held if role.organization_guid})

    def readable_user_guids(self) -> frozenset[str]:
        """The users a caller without global scopes may read: whoever has a role in one of their organizations."""
        roles = (
            role for guid in self.readable_org_guids() for role in self._state[Role].where("organization_guid", guid)
        )
        return frozenset({role.user_guid for role in roles} | ({self._who.guid} if self._who.guid else set()))

    def can_read_user(self, user: User) -> bool:
        return self._who.reads_globally or user.guid in self.readable_user_guids()

    def require_writing(self, space: Space) -> None:
        """Refuse who may not write to the space, and then whoever else while it is suspended or being deleted."""
        require(self.can_write_to_active_space(space))
        self.require_writable_space(space)

    def require_updating(self, space: Space) -> None:
        """Refuse who may not change the space itself, and then as `require_writing` does."""
        require(self.can_update_active_space(space))
        self.require_writable_space(space)

    def require_writing_org(self, organization: Organization) -> None:
        """Refuse who does not manage the organization, and then also them while it is suspended or being deleted."""
        require(self.can_write_to_active_org(organization))
        self.require_writable_org(organization)

    def require_writable_org(self, organization: Organization) -> None:
        """Refuse an organization that is suspended or being deleted; admins pass."""
        if self._who.admin:
            return
        _refuse_deleting("organization", organization.status)
        if organization.status == "suspended":
            raise CfError("OrgSuspended")

    def require_writable_space(self, space: Space) -> None:
        """Refuse a space or organization that is suspended or being deleted; admins pass (cc-droplets 4)."""
        if self._who.admin:
            return
        organization = self._state[Organization].get(space.organization_guid)
        org_status = organization.status if organization is not None else "active"
        managed = self.is_org_manager_for_org(space.organization_guid)
        space_status = "active" if managed else space.status
        _refuse_deleting("organization", org_status)
        if org_status == "suspended":
            raise CfError("OrgSuspended")
        _refuse_deleting("space", space_status)
        if space_status == "suspended":
            raise CfError("SpaceSuspended")

    def is_space_active(self, space: Space) -> bool:
        """Whether it may be written to as far as suspension goes."""
        try:
            self.require_writable_space(space)
        except CfError:
            return False
        return True


def _refuse_deleting(what: str, status: str) -> None:
    if status == "deleting":
        raise CfError("ResourceBeingDeleted", what)
