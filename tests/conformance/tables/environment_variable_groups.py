"""The two environment variable groups."""

from collections.abc import Iterator

from fakecf.state.records import EnvironmentVariableGroup
from tests.conformance.columns import identity, parsed
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[EnvironmentVariableGroup]:
    for row in rows["env_groups"]:
        yield EnvironmentVariableGroup(
            **identity(row), name=row["name"], var=parsed(row.get("environment_json!")) or {}
        )
