"""Users, as the Cloud Controller knows them."""

from collections.abc import Iterator

from fakecf.state.records import User
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[User]:
    for row in rows["users"]:
        yield User(**described(rows, row, "user"), is_oauth_client=row.get("is_oauth_client"))
