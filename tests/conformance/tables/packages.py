"""Packages."""

from collections.abc import Iterator

from fakecf.state.records import Package
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Package]:
    for row in rows["packages"]:
        yield Package(
            **described(rows, row, "package"),
            app_guid=row["app_guid"],
            type=row["type"],
            state=row["state"],
            error=row.get("error"),
            package_hash=row.get("package_hash"),
            sha256_checksum=row.get("sha256_checksum"),
            docker_image=row.get("docker_image"),
            docker_username=row.get("docker_username"),
            docker_password=row.get("docker_password!"),
        )
