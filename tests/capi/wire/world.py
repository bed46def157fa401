"""Captures of the real Cloud Controller's wire, and a foundation that is the world each was made in."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fakecf.blobstore.bodies import Body
from fakecf.config import Behaviour, Config
from fakecf.foundation import Foundation
from fakecf.seeds.places import Origin, Place
from fakecf.seeds.seed import Seed
from fakecf.seeds.site import Blob, SeedFault
from fakecf.server import Server
from fakecf.state.records import App, ClockSetting, Droplet, Organization, Role, Space, UaaUser, User

APP = "04bf181d-dbab-4635-ad56-98d4d8a44750"
MAIN = "fc3a73b5-2faa-411a-a3d5-997a09ba8e37"
SHA1 = "ee88a15d9d8bae242cb98d76776f5bbf01f00685"
BEGINNING = datetime(2026, 11, 23, 14, 48, 57, tzinfo=UTC)
PROCESS_TYPES = {"web": 'run <x> & "y" é \u2028'}
READS_AND_WRITES = ("cloud_controller.read", "cloud_controller.write")

# Droplets that were there without being listed: STAGING never is, the others came and went.
UNLISTED = (
    Droplet(guid="nokey", created_at=BEGINNING, app_guid=APP),
    Droplet(guid="s-EXPIRED", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="EXPIRED"),
    Droplet(guid="s-STAGING", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="STAGING"),
)


class Capture(NamedTuple):
    """One exchange: `request` and `answer` are lines of a head, `caller` says what token to send as `<token>`.

    In an answer `*` stands for what no two answers share, and a Location is its path. `gone` was deleted before.
    """

    name: str
    request: list[str]
    answer: list[str]
    body: bytes
    sent: bytes = b""
    caller: dict[str, Any] | None = None
    now: str = "2026-11-23T15:00:00Z"
    gone: str | None = None

    @property
    def behind_nginx(self) -> bool:
        return self.name.startswith("nginx-")

    @property
    def document(self) -> dict[str, Any]:
        try:
            document = json.loads(self.body)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The droplets in its body."""
        document = self.document
        return [each for each in (document, *document.get("resources", ())) if "checksum" in each]

    @property
    def total(self) -> int | None:
        """How many droplets there were for a list to find, at least the one that always was; None for no list."""
        return max(self.document["pagination"]["total_results"], 1) if "pagination" in self.document else None


def captures() -> dict[str, Capture]:
    read = json.loads(Path(__file__).with_name("captures.json").read_text("utf-8"))
    return {name: capture(name, **written) for name, written in read.items()}


def capture(name: str, *, body: str | dict[str, str], sent: str = "", **more: Any) -> Capture:
    held = body.encode() if isinstance(body, str) else base64.b64decode(body["base64"])
    return Capture(name=name, body=held, sent=sent.encode(), **more)


CAPTURES = captures()


def droplet(shown: dict[str, Any]) -> Droplet:
    checksum = shown["checksum"] or {}
    return Droplet(
        guid=shown["guid"],
        created_at=datetime.fromisoformat(shown["created_at"]),
        updated_at=datetime.fromisoformat(shown["updated_at"]),
        app_guid=shown["relationships"]["app"]["data"]["guid"],
        state=shown["state"],
        lifecycle_type=shown["lifecycle"]["type"],
        sha1=SHA1 if checksum and shown["guid"] != "nokey" else None,
        sha256=checksum["value"] if checksum.get("type") == "sha256" else None,
        stack=shown["stack"],
        docker_receipt_image=shown["image"],
        execution_metadata="",
        process_types=PROCESS_TYPES,
        **shown["metadata"],
    )


def droplets(capture: Capture) -> list[Droplet]:
    """What the capture shows, and others: for a list up to the total it counts, else all there ever were."""
    if capture.name == "422-droplet-awaiting-download":
        return [Droplet(guid=MAIN, created_at=BEGINNING, app_guid=APP, state="AWAITING_UPLOAD")]
    ever = () if capture.total == 1 else CAPTURES["list-perpage-10abc"].shown
    first = CAPTURES["nginx-list" if capture.behind_nginx else "list"].shown
    known = {each["guid"]: droplet(each) for each in (*ever, *first, *capture.shown)}
    others = (each for each in UNLISTED if each.guid not in {capture.gone, *known})
    return [*known.values(), *others][: capture.total]


def people():
    for guid, role in (("u-dev", "developer"), ("u-sup", "supporter"), ("u-admin", ""), ("u-nobody", "")):
        groups = (*READS_AND_WRITES, "cloud_controller.admin") if guid == "u-admin" else READS_AND_WRITES
        yield UaaUser(guid=guid, created_at=BEGINNING, username=guid, password=guid, groups=groups)
        yield User(guid=guid, created_at=BEGINNING, is_oauth_client=False)
        if role:
            yield Role(guid=role, created_at=BEGINNING, type=f"space_{role}", user_guid=guid, space_guid="space")


def seed(capture: Capture) -> Seed:
    there = droplets(capture)
    records = (
        ClockSetting(guid="clock", created_at=BEGINNING, frozen_at=datetime.fromisoformat(capture.now)),
        Organization(
            guid="org",
            created_at=BEGINNING,
            name="acme",
            status="suspended" if "suspended" in capture.name else "active",
        ),
        Space(guid="space", created_at=BEGINNING, name="dev", organization_guid="org"),
        *(
            App(guid=guid, created_at=BEGINNING, name=guid, space_guid="space", droplet_guid=MAIN)
            for guid in {each.app_guid for each in there}
        ),
        *people(),
        *there,
    )
    bits = Body.of(CAPTURES["local-200-download"].body)
    keys = [each.blobstore_key for each in there if each.blobstore_key and each.guid != "noblob"]
    outage = SeedFault("downloads 500", Place(Origin("outage", Path()))) if "outage" in capture.name else None
    return Seed(
        behaviour=Behaviour(
            proxy="nginx" if capture.behind_nginx else "direct",
            blobstore="local" if capture.name.startswith("local-") else "s3",
        ),
        records=records,
        paths=(),
        blobs=tuple(Blob("cc-droplets", key, bits, BEGINNING) for key in keys),
        faults=(outage,) if outage else (),
        sources=(),
    )


def server_of(capture: Capture) -> Server:
    config = Config(allowed_hosts=("api.example.org",), advertise={"api": "https://api.example.org"})
    foundation = Foundation(seed(capture))
    foundation.blobs.set_aside("/opt/wire/tmp-s3/up.tgz", Body.of(b"bits"))
    return Server(config=config.on_free_ports(), foundation=foundation)
