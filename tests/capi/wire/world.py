"""A foundation that is the world in which a capture of the real Cloud Controller's wire was made."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from fakecf.blobstore.bodies import Body
from fakecf.capi.rate_limiter import RequestCount
from fakecf.config import Behaviour, Config, Info, Links, RateLimiter
from fakecf.foundation import Foundation
from fakecf.seeds.places import Origin, Place
from fakecf.seeds.seed import Seed
from fakecf.seeds.site import Blob, SeedFault
from fakecf.server import Server
from fakecf.state import Record
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import (
    App,
    AuditEvent,
    ClockSetting,
    Droplet,
    FeatureFlag,
    Job,
    LifecycleType,
    Organization,
    Role,
    Space,
    Stack,
    User,
)
from fakecf.state.uaa_records import UaaUser
from tests.capi.wire.captured import CAPTURES, Capture

ORG = "fc4ca054-cd55-455b-b770-6cd93fd68386"
SPACE = "8d987126-bf1e-4a26-9ab7-91debb7a7df1"
APP = "04bf181d-dbab-4635-ad56-98d4d8a44750"
CNB = "9c50bb87-828a-4115-ac0f-05b9b8106ee3"
DOCKER = "e2d4776e-e4d9-4fc0-9f45-a8c389acb525"
APPS: dict[str, tuple[str, LifecycleType]] = {
    APP: ("bp", "buildpack"),
    CNB: ("cnb", "cnb"),
    DOCKER: ("dk", "docker"),
}
INFO = Info(
    build="2222",
    version=2,
    description="Cloud Foundry sponsored by Pivotal",
    support_address="http://support.cloudfoundry.com",
    min_cli_version="6.22.0",
    min_recommended_cli_version="latest",
    custom={"arbitrary": "stuff"},
    general_limit=2000,
    reset_interval_in_minutes=60,
    app_ssh_endpoint="ssh.system.domain.example.com:2222",
    app_ssh_host_key_fingerprint="47:0d:d1:c8:c3:3d:0a:36:d1:49:2f:f2:90:27:31:d0",
    api_v2_version="2.293.0",
)
LINKS = Links(
    login="login-url.example.com",
    credhub="https://credhub.capi.external:8844",
    routing="http://localhost:3000",
    logging="wss://doppler.example.com:443",
    log_cache="https://log-cache.example.com",
    log_stream="https://log-stream.example.com",
)
MAIN = "fc3a73b5-2faa-411a-a3d5-997a09ba8e37"
SHA1 = "ee88a15d9d8bae242cb98d76776f5bbf01f00685"
BEGINNING = datetime(2026, 11, 23, 14, 48, 57, tzinfo=UTC)
PROCESS_TYPES = {"web": 'run <x> & "y" é \u2028'}
ADVERTISED = {"api": "https://api.example.org", "uaa": "http://127.0.0.1:6789"}
LIMITS = RateLimiter(general_limit=2, unauthenticated_limit=1)
READS_AND_WRITES = ("cloud_controller.read", "cloud_controller.write")

WAITING = Droplet(
    guid=MAIN,
    created_at=BEGINNING,
    updated_at=BEGINNING,
    app_guid=APP,
    state="AWAITING_UPLOAD",
    execution_metadata="",
    process_types=PROCESS_TYPES,
)
# Droplets that were there without being listed: STAGING never is, the others came and went.
UNLISTED = (
    Droplet(guid="nokey", created_at=BEGINNING, app_guid=APP),
    Droplet(guid="s-EXPIRED", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="EXPIRED"),
    Droplet(guid="s-STAGING", created_at=BEGINNING, app_guid=APP, sha1=SHA1, state="STAGING"),
)


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
        return [WAITING]
    ever = () if capture.total == 1 else CAPTURES["list-perpage-10abc"].shown
    first = CAPTURES["nginx-list" if capture.behind_nginx else "list"].shown
    known = {each["guid"]: droplet(each) for each in (*ever, *first, *capture.shown)}
    if capture.name == "copy-docker":  # the captures of PATCH had changed the image in between
        known["dkd"] = replace(known["dkd"], docker_receipt_image=capture.document["image"])
    if capture.makes:
        known.pop(capture.document.get("guid"), None)
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


def flags_set(capture: Capture) -> Iterator[Record]:
    """The two that were on before apps of other lifecycles were made."""
    for name in ("diego_docker", "diego_cnb") if capture.stood("org") else ():
        yield FeatureFlag(guid=name, created_at=BEGINNING, updated_at=BEGINNING, name=name, enabled=True)


def events(capture: Capture) -> Iterator[Record]:
    """What the audit log held, where the capture shows it."""
    for shown in capture.document.get("resources", ()):
        if "actor" in shown:
            actor, target = shown["actor"], shown["target"]
            yield AuditEvent(
                guid=shown["guid"],
                created_at=datetime.fromisoformat(shown["created_at"]),
                updated_at=datetime.fromisoformat(shown["updated_at"]),
                type=shown["type"],
                actor=actor["guid"],
                actor_type=actor["type"],
                actor_name=actor["name"],
                actor_username=None,
                target=target["guid"],
                target_type=target["type"],
                target_name=target["name"],
                data=shown["data"],
                space_guid=shown["space"]["guid"],
                organization_guid=shown["organization"]["guid"],
            )


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
    quota = OrganizationQuota(guid="44875a2a-9df7-4d45-ae63-dd4cf807032d", created_at=BEGINNING, name="default")
    told = (*counts(capture), *jobs(capture), *events(capture))
    bits = Body.of(CAPTURES["local-200-download"].body)
    keys = [each.blobstore_key for each in there if each.blobstore_key and each.guid != "noblob"]
    fault = SeedFault(capture.fault, Place(Origin(capture.name, Path()))) if capture.fault else None
    return Seed(
        behaviour=Behaviour(
            name="vcap",
            info=replace(INFO, api_v2_version=None) if capture.name == "nginx-v2-disabled" else INFO,
            links=LINKS,
            proxy="nginx" if capture.behind_nginx else "direct",
            blobstore="local" if capture.name.startswith("local-") else "s3",
            allowed_cors_domains=("http://*.appspot.com",),
            rate_limiter=LIMITS if capture.counted is not None else None,
        ),
        records=(
            *(moment, stack, quota),
            *flags_set(capture),
            *places(capture),
            *apps(capture, there),
            *people(capture),
            *told,
            *there,
        ),
        paths=(),
        blobs=tuple(Blob("cc-droplets", key, bits, BEGINNING) for key in keys),
        faults=(fault,) if fault else (),
        sources=(),
    )


def server_of(capture: Capture) -> Server:
    config = Config(allowed_hosts=("api.example.org",), advertise=ADVERTISED)
    foundation = Foundation(seed(capture))
    foundation.blobs.set_aside("/opt/wire/tmp-s3/up.tgz", Body.of(b"abc"))
    return Server(config=config.on_free_ports(), foundation=foundation)
