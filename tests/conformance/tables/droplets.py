"""Droplets, each with the buildpacks that took part."""

from collections.abc import Iterator

import msgspec

from fakecf.state.records import Droplet, DropletBuildpack, DropletSidecar
from tests.conformance.columns import alike, buildpack_name, described, lifecycle_data, parsed
from tests.conformance.rows import Row, Rows

ALIKE = (
    "package_guid",
    "build_guid",
    "error_id",
    "error_description",
    "execution_metadata",
    "buildpack_receipt_buildpack",
    "buildpack_receipt_detect_output",
    "docker_receipt_image",
)


def records(rows: Rows) -> Iterator[Droplet]:
    for row in rows["droplets"]:
        data = lifecycle_data(rows, row, "droplet")
        yield Droplet(
            **described(rows, row, "droplet"),
            **alike(row, ALIKE),
            app_guid=row["app_guid"],
            state=row["state"],
            lifecycle_type=row["lifecycle_type"],
            sha1=row.get("droplet_hash"),
            sha256=row.get("sha256_checksum"),
            process_types=parsed(row.get("process_types")),
            buildpacks=tuple(_buildpack(each) for each in data.buildpacks),
            stack=data.stack,
            sidecars=msgspec.convert(parsed(row.get("sidecars")) or (), tuple[DropletSidecar, ...]),
        )


def _buildpack(row: Row) -> DropletBuildpack:
    return DropletBuildpack(
        name=buildpack_name(row), buildpack_name=row.get("buildpack_name"), version=row.get("version")
    )
