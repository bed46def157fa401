"""Everything about a foundation that can be chosen, in one value."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.topology import TOPOLOGY
from fakecf.words import did_you_mean

CC_VERSION = "3.228.0"

Flavour = Literal["aws", "minio", "ceph", "azure", "gcs", "webdav", "ignore"]
TLS_LISTENERS = ("api", "uaa", "blobstore")

Topology = Annotated[
    str,
    Meta(
        pattern=TOPOLOGY,
        description="Where a download's 302 leads: `other-host`, `same-host`, `subdomain`, `same-origin`, or `3 hops`, "
        "at most 20, which the blobstore adds.",
    ),
]
Port = Annotated[int, Meta(ge=0, le=65535)]


class RateLimiter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits of CC's rate limiter, under its own names (cc-droplets 10.4); -1 is no limit.

    Its headers tell the global limits; each process counts for itself up to its own, which are the same unless given.
    """

    general_limit: Annotated[int, Meta(description="Requests of one user in an interval.")] = 2000
    unauthenticated_limit: Annotated[int, Meta(description="Requests of one address without a token.")] = 100
    admin_limit: Annotated[int, Meta(description="Requests of one admin; -1: no limit and no headers.")] = -1
    per_process_general_limit: Annotated[
        int | None, Meta(description="How many are let through; `general_limit` is then only what headers tell.")
    ] = None
    per_process_unauthenticated_limit: Annotated[int | None, Meta(description="The same without a token.")] = None
    per_process_admin_limit: Annotated[int | None, Meta(description="The same for an admin.")] = None
    reset_interval_in_minutes: Annotated[int, Meta(description="When everybody begins anew.", ge=1)] = 60

    @property
    def general(self) -> tuple[int, int]:
        """What the headers tell, and what is counted to."""
        return self.general_limit, _or(self.per_process_general_limit, self.general_limit)

    @property
    def unauthenticated(self) -> tuple[int, int]:
        return self.unauthenticated_limit, _or(self.per_process_unauthenticated_limit, self.unauthenticated_limit)

    @property
    def admin(self) -> tuple[int, int]:
        return self.admin_limit, _or(self.per_process_admin_limit, self.admin_limit)


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


Timing = Annotated[
    str | tuple[str | dict[str, str], ...],
    Meta(examples=["3 polls", "5s", "held", ["STAGING", "STAGING", "FAILED: BuildpackCompileFailed"]]),
]


class Timings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When what clients ask for ends, in the forms of an entry's `timing`; a list of states says as what, too."""

    builds: Annotated[Timing, Meta(description="Builds.")] = "instant"
    packages: Annotated[Timing, Meta(description="Uploads and copies of packages.")] = "instant"
    droplets: Annotated[Timing, Meta(description="Copies of droplets.")] = "instant"
    deployments: Annotated[
        Timing, Meta(description="Deployments, each step of a canary, and the way back of one that is canceled.")
    ] = "instant"
    tasks: Annotated[Timing, Meta(description="Tasks, and their cancelation.")] = "instant"
    jobs: Annotated[
        Timing, Meta(description="Deletions, and uploads of droplets and buildpacks: done when the job is.")
    ] = "instant"


class Info(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `/v3/info` and `/v2/info` tell of the installation beside its name, under the keys of CC's configuration."""

    build: Annotated[str, Meta(description="The release; cf-deployment's unless given.")] = "v58.0.0"
    version: Annotated[int, Meta(description="Its number.")] = 58
    description: str = ""
    support_address: Annotated[
        str, Meta(description="Where to ask for help; without version 2 only in `/v3/info`.")
    ] = ""
    min_cli_version: Annotated[str | None, Meta(description="The oldest cf CLI that will do.")] = None
    min_recommended_cli_version: Annotated[str | None, Meta(description="The oldest one that is recommended.")] = None
    custom: Annotated[dict[str, Any], Meta(description="Whatever an operator wants to say.")] = {}
    osbapi_version: Annotated[str, Meta(description="The version of the Open Service Broker API.")] = "2.15"
    general_limit: Annotated[int | None, Meta(description="What is told of a rate limiter that is off.")] = None
    reset_interval_in_minutes: Annotated[int | None, Meta(description="The same of its interval.")] = None
    app_ssh_endpoint: Annotated[str, Meta(description="Where `cf ssh` leads.")] = "ssh.fakecf.invalid:2222"
    app_ssh_host_key_fingerprint: str = "2c:1f:0d:51:7a:fa:4e:6c:57:3b:0c:9a:d1:7e:88:4f"
    app_ssh_oauth_client: str = "ssh-proxy"
    api_v2_version: Annotated[
        str | None,
        Meta(description="The version of API 2 that is advertised, though it is not there; unset: it is off."),
    ] = None


class Links(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where `/` and `/v2/info` say that the other services are; null is what is not there."""

    login: Annotated[str | None, Meta(description="Where to log in; the UAA.")] = None
    credhub: str | None = None
    routing: Annotated[str | None, Meta(description="The routing API; at the Cloud Controller's address.")] = None
    logging: Annotated[str | None, Meta(description="Doppler, a `wss:` address.")] = None
    log_cache: str | None = None
    log_stream: str | None = None


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a foundation behaves; a seed's `foundation:` block sets any of these."""

    name: Annotated[str, Meta(description="What the foundation calls itself in `/v3/info`.")] = "fakecf"
    info: Annotated[Info, Meta(description="What `/v3/info` and `/v2/info` tell of it.")] = Info()
    links: Annotated[Links, Meta(description="Where it says that other services are.")] = Links()
    cc_version: Annotated[str, Meta(description="The Cloud Controller API version that `/` advertises.")] = CC_VERSION
    blobstore: Annotated[
        Literal["s3", "local"], Meta(description="`s3` answers a download with 302, `local` with 200 and the bytes.")
    ] = "s3"
    profile: Annotated[
        Literal["storage-cli", "fog-v4", "fog-v2"], Meta(description="Which CC era's presigned URLs to make.")
    ] = "storage-cli"
    proxy: Annotated[
        Literal["gorouter", "nginx", "direct"],
        Meta(
            description="Whose hands an answer passed through: decides header case, order and reason phrases. `direct` "
            "lacks the nginx that takes files out of uploads: a form names what `Foundation.blobs.set_aside` was given."
        ),
    ] = "gorouter"
    bad_gateway: Annotated[
        Literal["flat", "wrapped"] | None,
        Meta(description="Make every 502 of the API flat or wrapped; unset: injected flat, CC's own wrapped."),
    ] = None
    system_domain: Annotated[
        str | None, Meta(description="The domain on which no route may have one of `system_hostnames`.")
    ] = None
    system_hostnames: Annotated[tuple[str, ...], Meta(description="The hosts that the platform itself has.")] = (
        "api",
        "uaa",
        "login",
        "doppler",
        "loggregator",
        "hm9000",
        "credhub",
    )
    reservable_ports: Annotated[
        tuple[int, int], Meta(description="The first and the last port that routes below TCP domains can have.")
    ] = (1024, 1123)
    rate_limiter: Annotated[
        RateLimiter | None, Meta(description="Limit requests as CC does where an operator enables it; unset: never.")
    ] = None
    allow_user_creation_by_org_manager: Annotated[
        bool, Meta(description="Let org managers create users of other origins than `uaa`, as CC's property does.")
    ] = False
    allowed_cors_domains: Annotated[
        tuple[str, ...], Meta(description="Pages that may ask the API from a browser, `*` for anything; unset: none.")
    ] = ()
    revocable_tokens: Annotated[
        bool, Meta(description="Let UAA keep all tokens to take them back, as its `jwt.revocable`; `cf logout` does.")
    ] = False
    minimum_staging_memory_mb: Annotated[int, Meta(description="The least MB of memory that staging gets.")] = 1024
    minimum_staging_disk_mb: Annotated[int, Meta(description="The least MB of disk that staging gets.")] = 4096
    disable_custom_buildpacks: Annotated[
        bool, Meta(description="Refuse buildpacks that are given by URI, as CC's property does.")
    ] = False
    topology: Topology = "other-host"
    flavour: Annotated[
        Flavour, Meta(description="Whose answer a presigned URL gets that comes with a token; `ignore` takes it.")
    ] = "aws"
    default_stack: Annotated[
        str, Meta(description="The stack of whatever names none; the first of a document that lacks it.")
    ] = "cflinuxfs4"
    timing: Annotated[
        Timings, Meta(description="How long builds, uploads, copies, deployments, tasks and jobs take; no time.")
    ] = Timings()
    default_app_memory: Annotated[int, Meta(description="The MB of memory of a process or task that names none.")] = (
        1024
    )
    default_app_disk_in_mb: Annotated[int, Meta(description="The MB of disk of one that names none.")] = 1024
    default_app_log_rate_limit_in_bytes_per_second: Annotated[
        int, Meta(description="What one that names no limit may log; -1: as much as it likes.")
    ] = -1
    maximum_app_disk_in_mb: Annotated[int, Meta(description="The most MB of disk that may be asked for.")] = 2048
    additional_allowed_process_users: Annotated[
        tuple[str, ...], Meta(description="The users besides `vcap` that a process or task may run as.")
    ] = ()
    quirks: Annotated[
        Literal["real", "fixed"],
        Meta(description="`fixed`: what CC answers with 500, as it does not look at what it is sent, is a 422 or 400."),
    ] = "real"
    diego: Annotated[
        Literal["running", "empty"],
        Meta(description="`running` runs what shall run; `empty` answers and knows of nothing, so that stats are 503."),
    ] = "running"
    log_cache: Annotated[
        Literal["running", "unavailable"],
        Meta(description="`unavailable` leaves stats without usage and quotas, and with a warning."),
    ] = "running"
    region: Annotated[str, Meta(description="The blobstore's region.")] = "us-east-1"
    random_seed: Annotated[int, Meta(description="Where GUIDs and chance begin.")] = 1


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a server is started; ports of 0 take free ones.

    `further_ports` sets aside the first to the last port for further foundations; without it they take free ones.
    `tls` lists the listeners that speak TLS, with `tls_cert` and `tls_key` (PEM files) or else with a certificate that
    is made at start. Raises ValueError for what cannot be meant.
    """

    seeds: tuple[str, ...] = ("default",)
    host: str = "127.0.0.1"
    api_port: Port = 9022
    uaa_port: Port = 9023
    blobstore_port: Port = 9024
    control_port: Port = 9021
    allowed_hosts: tuple[str, ...] = ()
    advertise: dict[str, str] = {}
    blobstore_names: dict[str, str] = {}
    control_token: str | None = None
    further_ports: tuple[Port, Port] | None = None
    tls: tuple[str, ...] = ()
    tls_cert: str | None = None
    tls_key: str | None = None

    def __post_init__(self) -> None:
        if self.further_ports is not None and not 0 < self.further_ports[0] <= self.further_ports[1]:
            raise ValueError(f"{'-'.join(map(str, self.further_ports))} is no range of ports; write 9100-9147")
        for name in self.tls:
            if name not in TLS_LISTENERS:
                hint = did_you_mean(name, TLS_LISTENERS)
                raise ValueError(f"no listener {name!r} can speak TLS; allowed: {', '.join(TLS_LISTENERS)}{hint}")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("a TLS certificate and its key go together: name both files, or neither and one is made")
        if self.tls_cert is not None and not self.tls:
            raise ValueError(f"the certificate {self.tls_cert} is for no listener: name those that speak TLS")

    def on_free_ports(self) -> "Config":
        return msgspec.structs.replace(self, api_port=0, uaa_port=0, blobstore_port=0, control_port=0)
