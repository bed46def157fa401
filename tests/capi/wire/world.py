"""Captures of the real Cloud Controller's wire, and a foundation that is the world each was made in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fakecf.blobstore.bodies import Body
from fakecf.config import Behaviour, Config
from fakecf.foundation import Foundation
from fakecf.seeds.seed import Seed
from fakecf.seeds.site import Blob
from fakecf.server import Server
from fakecf.state.records import App, Droplet, Organization, Role, Space, UaaUser, User

CAPTURES = Path(__file__).parent / "captures"
REQUEST, RESPONSE = b">>> request\r\n", b"\r\n<<< response\r\n"

APP = "04bf181d-dbab-4635-ad56-98d4d8a44750"
MAIN = "fc3a73b5-2faa-411a-a3d5-997a09ba8e37"
SHA1 = "ee88a15d9d8bae242cb98d76776f5bbf01f00685"
BEGINNING = datetime(2026, 11, 23, 14, 48, 57, tzinfo=UTC)
READS_AND_WRITES = ("cloud_controller.read", "cloud_controller.write")

# Droplets that were there without being shown; STAGING ones never are.
UNSEEN = (
    Droplet(guid="nokey", created_at=BEGINNING, app_guid=APP),
    Droplet(guid="s-EXPIRED", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="EXPIRED"),
    Droplet(guid="s-STAGING", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="STAGING"),
)


class Capture(NamedTuple):
    name: str
    request: bytes
    response: bytes

    @property
    def body(self):
        return self.response.partition(b"\r\n\r\n")[2]

    @property
    def list(self):
        """The list it shows; one droplet in total where it shows none."""
        try:
            document = json.loads(self.body)
        except ValueError:
            document = {}
        return document if "pagination" in document else {"pagination": {"total_results": 1}, "resources": []}


def read_capture(name):
    request, response = (CAPTURES / f"{name}.txt").read_bytes().removeprefix(REQUEST).split(RESPONSE, 1)
    return Capture(name, request, response)


def droplet(shown):
    checksum = shown["checksum"] or {}
    return Droplet(
        guid=shown["guid"],
        created_at=datetime.fromisoformat(shown["created_at"]),
        updated_at=datetime.fromisoformat(shown["updated_at"]),
        app_guid=shown["relationships"]["app"]["data"]["guid"],
        state=shown["state"],
        lifecycle_type=shown["lifecycle"]["type"],
        sha1=SHA1 if checksum else None,
        sha256=checksum["value"] if checksum.get("type") == "sha256" else None,
        stack=shown["stack"],
        docker_receipt_image=shown["image"],
        **shown["metadata"],
    )


def droplets(capture):
    """What a list shows, and others up to the total it counts; all there ever were for what is no list."""
    if capture.name == "422-droplet-awaiting-download":
        return [Droplet(guid=MAIN, created_at=BEGINNING, app_guid=APP, state="AWAITING_UPLOAD")]
    listed = capture.name.removeprefix("nginx-").startswith("list")
    total = max(capture.list["pagination"]["total_results"], 1) if listed else None
    ever = "list" if total == 1 else "list-perpage-10abc"
    shown = [*read_capture(ever).list["resources"], *capture.list["resources"]]
    known = {each["guid"]: droplet(each) for each in shown}
    return [*known.values(), *UNSEEN][:total]


def people():
    for guid, role in (("u-dev", "developer"), ("u-sup", "supporter"), ("u-admin", ""), ("u-nobody", "")):
        groups = (*READS_AND_WRITES, "cloud_controller.admin") if guid == "u-admin" else READS_AND_WRITES
        yield UaaUser(guid=guid, created_at=BEGINNING, username=guid, password=guid, groups=groups)
        yield User(guid=guid, created_at=BEGINNING, is_oauth_client=False)
        if role:
            yield Role(guid=role, created_at=BEGINNING, type=f"space_{role}", user_guid=guid, space_guid="space")


def seed(capture):
    there = droplets(capture)
    status = "suspended" if "suspended" in capture.name else "active"
    records = (
        Organization(guid="org", created_at=BEGINNING, name="acme", status=status),
        Space(guid="space", created_at=BEGINNING, name="dev", organization_guid="org"),
        *(
            App(guid=guid, created_at=BEGINNING, name=guid, space_guid="space")
            for guid in {each.app_guid for each in there}
        ),
        *people(),
        *there,
    )
    bits = Body.of(read_capture("local-200-download").body)
    keys = [each.blobstore_key for each in there if each.blobstore_key and each.guid != "noblob"]
    return Seed(
        behaviour=Behaviour(
            proxy="nginx" if capture.name.startswith("nginx-") else "direct",
            blobstore="local" if capture.name.startswith("local-") else "s3",
        ),
        records=records,
        paths=(),
        blobs=tuple(Blob("cc-droplets", key, bits) for key in keys),
        faults=(),
        sources=(),
    )


def server_of(capture):
    config = Config(allowed_hosts=("api.example.org",), advertise={"api": "https://api.example.org"})
    return Server(config=config.on_free_ports(), foundation=Foundation(seed(capture)))
