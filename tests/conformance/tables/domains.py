"""Domains, with the organizations that they are shared with."""

from collections.abc import Iterator

from fakecf.state.routing_records import Domain
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Domain]:
    for row in rows["domains"]:
        shared = rows.where("organizations_private_domains", "private_domain_id", row["id"])
        yield Domain(
            **described(rows, row, "domain"),
            name=row["name"],
            internal=row.get("internal", False),
            router_group_guid=row.get("router_group_guid"),
            owning_organization_guid=rows.guid("organizations", row.get("owning_organization_id")),
            shared_organization_guids=tuple(
                rows.guid("organizations", each["organization_id"]) or "" for each in shared
            ),
            enforce_route_policies=row.get("enforce_route_policies", False),
            route_policies_scope=row.get("route_policies_scope"),
        )
