"""The records of how requests reach apps: domains, routes, their destinations and who may use them.

Field names are the columns of CC's tables. Where CC has join tables, a record holds the other side itself.
"""

from typing import Annotated, Any

from fakecf.state.record import Belongs, Described, Record

ANY_PORT = -1


class Domain(Described, frozen=True, kw_only=True):
    """A domain is everybody's, or its owner's and of those that the owner shares it with."""

    plural = "domains"

    name: str
    internal: bool = False
    router_group_guid: str | None = None
    owning_organization_guid: Annotated[str | None, Belongs("organizations")] = None
    shared_organization_guids: tuple[str, ...] = ()
    enforce_route_policies: bool = False
    route_policies_scope: str | None = None

    @property
    def protocol(self) -> str:
        """What its routes speak; a router group is one for TCP."""
        return "http" if self.router_group_guid is None else "tcp"


class Route(Described, frozen=True, kw_only=True):
    """An address below a domain; `port` is 0 for all but TCP."""

    plural = "routes"

    space_guid: Annotated[str, Belongs("spaces")]
    domain_guid: Annotated[str, Belongs("domains")]
    host: str = ""
    path: str = ""
    port: int = 0
    options: dict[str, Any] = {}
    shared_space_guids: tuple[str, ...] = ()


class Destination(Record, frozen=True, kw_only=True):
    """Where requests to a route go; `app_port` is -1 for whichever the app listens on."""

    plural = "destinations"

    route_guid: Annotated[str, Belongs("routes")]
    app_guid: Annotated[str, Belongs("apps")]
    process_type: str = "web"
    app_port: int = ANY_PORT
    weight: int | None = None
    protocol: str | None = None


class RoutePolicy(Described, frozen=True, kw_only=True):
    """Who may call a route: an app, a space, an organization, or anybody."""

    plural = "route_policies"

    route_guid: Annotated[str, Belongs("routes")]
    source_type: str
    source_guid: str = ""

    @property
    def source(self) -> str:
        """As CAPI writes it: `cf:app:<guid>`, `cf:any`."""
        return f"cf:{self.source_type}:{self.source_guid}" if self.source_guid else f"cf:{self.source_type}"
