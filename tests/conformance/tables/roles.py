"""Roles: eight join tables, each row a role."""

from collections.abc import Iterator

from fakecf.state.records import Role
from tests.conformance.columns import identity
from tests.conformance.rows import Rows

TYPES = {
    "organizations_users": "organization_user",
    "organizations_auditors": "organization_auditor",
    "organizations_managers": "organization_manager",
    "organizations_billing_managers": "organization_billing_manager",
    "spaces_auditors": "space_auditor",
    "spaces_developers": "space_developer",
    "spaces_managers": "space_manager",
    "spaces_supporters": "space_supporter",
}


def records(rows: Rows) -> Iterator[Role]:
    for table, type_ in TYPES.items():
        for row in rows[table]:
            yield Role(
                **identity({**row, "guid": row["role_guid"]}),
                type=type_,
                user_guid=rows.guid("users", row["user_id"]) or "",
                organization_guid=rows.guid("organizations", row.get("organization_id")),
                space_guid=rows.guid("spaces", row.get("space_id")),
            )
