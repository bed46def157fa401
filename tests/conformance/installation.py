"""The foundation that stands where the recorded Cloud Controller stood, brought into the world of each exchange."""

import re
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from fakecf.addresses import Addresses
from fakecf.blobstore import DROPLETS, PACKAGES
from fakecf.blobstore.bodies import Body
from fakecf.capi.rate_limiter import RequestCount
from fakecf.config import Behaviour, Info, Links, RateLimiter
from fakecf.foundation import Foundation
from fakecf.foundation.timekeeper import CLOCK
from fakecf.seeds.seed import Seed
from fakecf.state import Record, State, Table
from fakecf.state.app_records import Process
from fakecf.state.records import ClockSetting, Droplet
from fakecf.state.uaa_records import UaaUser
from tests.conformance.columns import moment
from tests.conformance.instances import instances_told
from tests.conformance.recordings import Exchange, Request, World
from tests.conformance.translating import tables_of
from tests.conformance.uaa_users import uaa_users

LIVE_API = "https://api.example.org"
SPEC_API = "api2.127.0.0.1.nip.io"
HOSTS = ("api.example.org", "example.org", SPEC_API)
UAA = "http://127.0.0.1:6789"
BLOBSTORE = "https://s3.example.net"

BEGINNING = ClockSetting(guid=CLOCK, created_at=moment("2026-11-23T12:00:00Z"))
BITS = Body.of(b"bits")
DOWNLOAD = re.compile(r"/v3/(?P<plural>droplets|packages)/(?P<guid>[^/]+)/download")
GIVEN = (200, 302)
GONE = 500  # what CC says of an upload whose file is not there
SPEC_USERS = ("ContainerUser", "TestUser")
LINKS = Links(
    login="login-url.example.com",
    credhub="https://credhub.capi.external:8844",
    routing="http://localhost:3000",
    logging="wss://doppler.example.com:443",
    log_cache="https://log-cache.example.com",
    log_stream="https://log-stream.example.com",
)
# config/cloud_controller.yml of the recorded one
INFO = {
    "build": "2222",
    "version": 2,
    "description": "Cloud Foundry sponsored by Pivotal",
    "support_address": "http://support.cloudfoundry.com",
    "min_cli_version": "6.22.0",
    "min_recommended_cli_version": "latest",
    "custom": {"arbitrary": "stuff"},
    "app_ssh_endpoint": "ssh.system.domain.example.com:2222",
    "app_ssh_host_key_fingerprint": "47:0d:d1:c8:c3:3d:0a:36:d1:49:2f:f2:90:27:31:d0",
    "app_ssh_oauth_client": "ssh-proxy",
}
ALIKE = {
    "default_app_log_rate_limit_in_bytes_per_second": 1048576,
    "maximum_app_disk_in_mb": 2048,
    "system_domain": "system.domain.example.com",
    "system_hostnames": (),
}
SPEC_PORTS = (123, 123)


def api_root(exchange: Exchange) -> str:
    """The API's own base URL, as the recorded one was configured."""
    if exchange.before_ref is not None:
        return LIVE_API
    return f"{exchange.config.get('external_protocol', 'http')}://{SPEC_API}"


def behaviour(exchange: Exchange) -> Behaviour:
    """What of the recorded configuration a foundation can be told."""
    limits = exchange.config.get("rate_limiter") or {}
    info = {**INFO, **exchange.config.get("info", {})}
    return Behaviour(
        name=info.pop("name", "vcap"),
        info=Info(**info, api_v2_version="2.293.0", general_limit=2000, reset_interval_in_minutes=60),
        links=LINKS,
        proxy="direct",
        allow_user_creation_by_org_manager=bool(exchange.config.get("allow_user_creation_by_org_manager")),
        default_stack="default-stack-name" if exchange.before_ref is None else "cflinuxfs4",
        minimum_staging_memory_mb=42 if exchange.before_ref is None else 1024,
        minimum_staging_disk_mb=42 if exchange.before_ref is None else 4096,
        rate_limiter=_limits(limits) if limits.get("enabled") else None,
        additional_allowed_process_users=SPEC_USERS if exchange.before_ref is None else (),
        reservable_ports=SPEC_PORTS,
        diego="running" if exchange.before_ref is None else "empty",
        **{name: exchange.config.get(name, usual) for name, usual in ALIKE.items()},
    )


def _limits(config: dict[str, int]) -> RateLimiter:
    names = {field.name for field in msgspec.structs.fields(RateLimiter)}
    renamed = {name.removeprefix("global_"): value for name, value in config.items()}
    return RateLimiter(**{name: value for name, value in renamed.items() if name in names})


def uploaded_path(request: Request) -> str | None:
    """Where an upload says that its file is."""
    if not request.path.endswith("/upload"):
        return None
    if "json" in (request.headers.get("Content-Type") or ""):
        body = msgspec.json.decode(request.bytes_sent)
        return body.get("bits_path") if isinstance(body, dict) else None
    return dict(parse_qsl(request.bytes_sent.decode())).get("bits_path")


class Installation:
    """One foundation, used for every exchange that was recorded under the same *behaviour*."""

    def __init__(self, behaviour: Behaviour) -> None:
        seed = Seed(behaviour=behaviour, records=(BEGINNING,), paths=(), blobs=(), faults=(), sources=())
        self.foundation = Foundation(seed)
        self._example = ""
        self._world: World | None = None
        self._tables: dict[type[Record], Table[Any]] = {}

    def enter(self, exchange: Exchange) -> None:
        """Let the foundation hold what the recorded one held, at the same moment and the same address."""
        public = {"api": api_root(exchange), "uaa": UAA, "blobstore": BLOBSTORE}
        self.foundation.addresses = Addresses(api=1, uaa=2, blobstore=3, control=4, public=public)
        now = moment(exchange.now)
        tables = dict(self._translated(exchange))
        tables |= instances_told(exchange, tables.get(Process, Table()))
        tables[ClockSetting] = Table([ClockSetting(guid=CLOCK, created_at=now, frozen_at=now)])
        tables[RequestCount] = self._counted(exchange)
        tables[UaaUser] = Table(uaa_users(exchange))
        self.foundation.store.restore(State(tables))
        self._stock_blobs(exchange)
        self._set_upload_aside(exchange)

    def _translated(self, exchange: Exchange) -> dict[type[Record], Table[Any]]:
        """Once for all exchanges in a row that share a snapshot."""
        if exchange.world is not self._world:
            self._world, self._tables = exchange.world, tables_of(exchange.world.rows)
        return self._tables

    def _counted(self, exchange: Exchange) -> Table[RequestCount]:
        """The limiter counts through all requests of an example."""
        example = exchange.id.rpartition("#")[0]
        same, self._example = example == self._example, example
        return self.foundation.store.state[RequestCount] if same else Table()

    def _stock_blobs(self, exchange: Exchange) -> None:
        """Which bits there were, only the answer to their download tells."""
        place = self.blob(exchange.request.path)
        if place is not None and exchange.response.status in GIVEN:
            self.foundation.blobs.put(*place, BITS)
        elif place is not None:
            self.foundation.blobs.delete(*place)

    def _set_upload_aside(self, exchange: Exchange) -> None:
        """What nginx would have put where the request says; the examples had files there, or a double of their size."""
        path = uploaded_path(exchange.request)
        if path is not None and exchange.response.status != GONE:
            self.foundation.blobs.set_aside(path, BITS)

    def blob(self, path: str) -> tuple[str, str] | None:
        """Bucket and key of what is downloaded at *path*, None where there is no such thing."""
        found = DOWNLOAD.fullmatch(path)
        if found is None:
            return None
        if found["plural"] == "packages":
            return PACKAGES, found["guid"]
        droplet = self.foundation.store.state[Droplet].get(found["guid"])
        key = droplet.blobstore_key if droplet is not None else None
        return (DROPLETS, key) if key is not None else None
