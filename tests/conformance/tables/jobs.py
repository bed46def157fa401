"""Jobs: table `jobs`, their warnings in `job_warnings`, their errors as YAML in a column."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from fakecf.state.records import Job
from tests.conformance.columns import identity
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Job]:
    for row in rows["jobs"]:
        yield Job(
            **identity(row),
            operation=row["operation"],
            state=row["state"],
            resource_guid=row.get("resource_guid"),
            resource_type=row.get("resource_type"),
            errors=_errors(row.get("cf_api_error")),
            warnings=tuple(warning["detail"] for warning in rows.where("job_warnings", "job_id", row["id"])),
        )


@lru_cache(maxsize=256)
def _errors(written: str | None) -> tuple[dict[str, Any], ...]:
    """Without the backtrace, which production keeps to itself."""
    listed = (yaml.safe_load(written) or {}).get("errors", []) if written else []
    return tuple({name: each[name] for name in each if name != "test_mode_info"} for each in listed)
