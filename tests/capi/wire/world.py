"""Captures of the real Cloud Controller's wire, and a foundation that is the world each was made in."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fakecf.blobstore.bodies import Body
from fakecf.capi.rate_limiter import RequestCount
from fakecf.config import Behaviour, Config, RateLimiter
from fakecf.foundation import Foundation
from fakecf.seeds.places import Origin, Place
from fakecf.seeds.seed import Seed
from fakecf.seeds.site import Blob, SeedFault
from fakecf.server import Server
from fakecf.state import Record
from fakecf.state.records import App, ClockSetting, Droplet, Job, Organization, Role, Space, Stack, User
from fakecf.state.uaa_records import UaaUser

ORG = "fc4ca054-cd55-455b-b770-6cd93fd68386"
SPACE = "8d987126-bf1e-4a26-9ab7-91debb7a7df1"
APP = "04bf181d-dbab-4635-ad56-98d4d8a44750"
CNB = "9c50bb87-828a-4115-ac0f-05b9b8106ee3"
DOCKER = "e2d4776e-e4d9-4fc0-9f45-a8c389acb525"
APPS = {APP: ("bp", "buildpack"), CNB: ("cnb", "cnb"), DOCKER: ("dk", "docker")}
MAIN = "fc3a73b5-2faa-411a-a3d5-997a09ba8e37"
SHA1 = "ee88a15d9d8bae242cb98d76776f5bbf01f00685"
BEGINNING = datetime(2026, 11, 23, 14, 48, 57, tzinfo=UTC)
PROCESS_TYPES = {"web": 'run <x> & "y" é \u2028'}
LIMITS = RateLimiter(general_limit=2, unauthenticated_limit=1)
READS_AND_WRITES = ("cloud_controller.read", "cloud_controller.write")

# How the world was built up; a capture that helped to build it was made when it stood as far as it says.
STAGES = ("users", "org", "space", "members", "roles", "apps", "droplet", "all")

# Droplets that were there without being listed: STAGING never is, the others came and went.
UNLISTED = (
    Droplet(guid="nokey", created_at=BEGINNING, app_guid=APP),
    Droplet(guid="s-EXPIRED", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="EXPIRED"),
    Droplet(guid="s-STAGING", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="STAGING"),
)


class Capture(NamedTuple):
    """One exchange: `request` and `answer` are lines of a head, `caller` says what token to send as `<token>`.

    In an answer `*` stands for what no two answers share, and a Location is its path. `gone` was deleted before;
    `counted` is how many requests of the caller's the rate limiter had seen.
    """

    name: str
    request: list[str]
    answer: list[str]
    body: bytes
    sent: bytes = b""
    caller: dict[str, Any] | None = None
    now: str = "2026-11-23T15:00:00Z"
    gone: str | None = None
    built: str = "all"
    counted: int | None = None

    @property
    def behind_nginx(self) -> bool:
        return self.name.startswith("nginx-")

    def stood(self, stage: str) -> bool:
        """Whether the world was built as far as *stage*."""
        return STAGES.index(stage) <= STAGES.index(self.built)

    def told(self, header: str) -> str | None:
        """The value of a header of the answer."""
        found = (line.partition(": ")[2] for line in self.answer if line.lower().startswith(f"{header}:"))
        return next(found, None)

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
    if not capture.stood("droplet"):
        return []
    if not capture.stood("all"):
        waiting = {"updated_at": BEGINNING, "execution_metadata": "", "process_types": PROCESS_TYPES}
        return [Droplet(guid=MAIN, created_at=BEGINNING, app_guid=APP, state="AWAITING_UPLOAD", **waiting)]
    ever = () if capture.total == 1 else CAPTURES["list-perpage-10abc"].shown
    first = CAPTURES["nginx-list" if capture.behind_nginx else "list"].shown
    known = {each["guid"]: droplet(each) for each in (*ever, *first, *capture.shown)}
    others = (each for each in UNLISTED if each.guid not in {capture.gone, *known})
    return [*known.values(), *others][: capture.total]


def people(capture: Capture) -> Iterator[Record]:
    for guid, role in (("u-dev", "developer"), ("u-sup", "supporter"), ("u-admin", ""), ("u-nobody", "")):
        groups = (*READS_AND_WRITES, "cloud_controller.admin") if guid == "u-admin" else READS_AND_WRITES
        yield UaaUser(guid=guid, created_at=BEGINNING, username=guid, password=guid, groups=groups)
        yield User(guid=guid, created_at=BEGINNING, is_oauth_client=False)
        if role and capture.stood("members"):
            kind = "organization_user"
            yield Role(guid=f"{role}-org", created_at=BEGINNING, type=kind, user_guid=guid, organization_guid=ORG)
        if role and capture.stood("roles"):
            yield Role(guid=role, created_at=BEGINNING, type=f"space_{role}", user_guid=guid, space_guid=SPACE)


def places(capture: Capture) -> Iterator[Record]:
    if capture.stood("org"):
        status = "suspended" if "suspended" in capture.name else "active"
        yield Organization(guid=ORG, created_at=BEGINNING, name="acme", status=status)
    if capture.stood("space"):
        yield Space(guid=SPACE, created_at=BEGINNING, name="dev", organization_guid=ORG)


def apps(capture: Capture, there: list[Droplet]) -> Iterator[Record]:
    """Those three, and whatever app a droplet of a list belonged to."""
    if not capture.stood("apps"):
        return
    for guid in {*APPS, *(each.app_guid for each in there)}:
        name, lifecycle = APPS.get(guid, (guid, "buildpack"))
        droplet = MAIN if capture.stood("all") else None
        yield App(
            guid=guid, created_at=BEGINNING, name=name, space_guid=SPACE, lifecycle_type=lifecycle, droplet_guid=droplet
        )


def counts(capture: Capture) -> Iterator[Record]:
    """What the rate limiter knew of the caller."""
    if capture.counted is None:
        return
    caller = capture.caller or {}
    guid = caller.get("user") or caller.get("claims", {}).get("client_id") or "1.2.3.4"
    end = datetime.fromtimestamp(int(capture.told("x-ratelimit-reset") or 0), UTC)
    yield RequestCount(guid=guid, created_at=BEGINNING, count=capture.counted, resets_at=end)


def jobs(capture: Capture) -> Iterator[Record]:
    """The upload of the droplet, where the capture shows it."""
    shown = capture.document
    if "operation" in shown:
        yield Job(
            guid=shown["guid"],
            created_at=datetime.fromisoformat(shown["created_at"]),
            updated_at=datetime.fromisoformat(shown["updated_at"]),
            operation=shown["operation"],
            state=shown["state"],
            resource_guid=MAIN,
            resource_type="droplet",
        )


def seed(capture: Capture) -> Seed:
    there = droplets(capture)
    moment = ClockSetting(guid="clock", created_at=BEGINNING, frozen_at=datetime.fromisoformat(capture.now))
    stack = Stack(guid="stack", created_at=BEGINNING, name="cflinuxfs4")
    records = (*places(capture), *apps(capture, there), *people(capture), *counts(capture), *jobs(capture), *there)
    bits = Body.of(CAPTURES["local-200-download"].body)
    keys = [each.blobstore_key for each in there if each.blobstore_key and each.guid != "noblob"]
    outage = SeedFault("downloads 500", Place(Origin("outage", Path()))) if "outage" in capture.name else None
    return Seed(
        behaviour=Behaviour(
            proxy="nginx" if capture.behind_nginx else "direct",
            blobstore="local" if capture.name.startswith("local-") else "s3",
            allowed_cors_domains=("http://*.appspot.com",),
            rate_limiter=LIMITS if capture.counted is not None else None,
        ),
        records=(moment, stack, *records),
        paths=(),
        blobs=tuple(Blob("cc-droplets", key, bits, BEGINNING) for key in keys),
        faults=(outage,) if outage else (),
        sources=(),
    )


def server_of(capture: Capture) -> Server:
    config = Config(allowed_hosts=("api.example.org",), advertise={"api": "https://api.example.org"})
    foundation = Foundation(seed(capture))
    foundation.blobs.set_aside("/opt/wire/tmp-s3/up.tgz", Body.of(b"abc"))
    return Server(config=config.on_free_ports(), foundation=foundation)
