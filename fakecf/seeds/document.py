"""The shape of a fixture document: what may be written, described for editors and for people."""

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from fakecf.config import Behaviour
from fakecf.seeds.app_document import AppEntry, LifecycleEntry, Timing
from fakecf.seeds.entry import CheckedEntry, DatedEntry, DescribedEntry, Entry, Guid
from fakecf.seeds.network_document import Domains, Quotas, SecurityGroups
from fakecf.state.records import JobState

VERSION = 1

Positive = Annotated[int, Meta(ge=1)]
OrganizationRole = Literal[
    "organization_user", "organization_auditor", "organization_manager", "organization_billing_manager"
]
SpaceRole = Literal["space_auditor", "space_developer", "space_manager", "space_supporter"]


class UserEntry(DescribedEntry, frozen=True, kw_only=True):
    """A user as UAA and the Cloud Controller know it; its key is the name that `roles` use."""

    password: Annotated[str | UnsetType, Meta(description="The password; the name of the user.")] = UNSET
    scopes: Annotated[
        tuple[str, ...],
        Meta(description="Scopes beyond those every user has.", examples=[["cloud_controller.admin"]]),
    ] = ()
    username: Annotated[str | UnsetType, Meta(description="The name to log in with; the key.")] = UNSET
    email: Annotated[str | UnsetType, Meta(description="The address in tokens and audit events.")] = UNSET
    origin: Annotated[str | UnsetType, Meta(description="The identity provider; `uaa`.")] = UNSET
    active: Annotated[bool | UnsetType, Meta(description="Whether UAA lets the user log in; true.")] = UNSET
    verified: Annotated[bool | UnsetType, Meta(description="Whether the address was confirmed; true.")] = UNSET


class ClientEntry(DatedEntry, frozen=True, kw_only=True):
    """An OAuth client; its key is the client id."""

    secret: Annotated[str | UnsetType, Meta(description="The client's secret; empty.")] = UNSET
    scopes: Annotated[tuple[str, ...] | UnsetType, Meta(description="What its tokens may carry; nothing.")] = UNSET
    authorities: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="What its own tokens carry (`client_credentials`); its scopes.")
    ] = UNSET
    grant_types: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="How it may get tokens; `client_credentials`.")
    ] = UNSET
    redirect_uris: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="Where a code may be sent; with a leading slash, at UAA itself.")
    ] = UNSET
    access_token_validity: Annotated[Positive | UnsetType, Meta(description="Seconds; 43200.")] = UNSET
    refresh_token_validity: Annotated[Positive | UnsetType, Meta(description="Seconds; 2592000.")] = UNSET


class StackEntry(DescribedEntry, frozen=True, kw_only=True):
    """A root file system."""

    name: str
    description: str | UnsetType | None = UNSET
    state: Literal["ACTIVE", "RESTRICTED", "DEPRECATED", "DISABLED"] | UnsetType = UNSET
    state_reason: str | UnsetType | None = UNSET


class BuildpackEntry(DescribedEntry, frozen=True, kw_only=True):
    """An admin buildpack."""

    name: str
    stack: str | UnsetType | None = UNSET
    lifecycle: Literal["buildpack", "cnb"] | UnsetType = UNSET
    filename: Annotated[
        str | UnsetType | None, Meta(description="The uploaded file; null leaves it AWAITING_UPLOAD.")
    ] = UNSET
    position: Annotated[Positive | UnsetType, Meta(description="Its place in detection; that in the list.")] = UNSET
    enabled: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET


class RoleEntry(Entry, frozen=True, kw_only=True):
    """One user in a role, where the role itself needs a guid or a date."""

    user: Annotated[str, Meta(description="A key of `users`, or of `clients`.")]


def _roles(description: str, names: Any) -> Meta:
    """The names of roles as JSON Schema lists the keys of an object."""
    return Meta(description=description, extra_json_schema={"propertyNames": {"enum": list(get_args(names))}})


RoleHolders = str | tuple[str | RoleEntry, ...]


class GenerateEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Apps by the thousand, each with droplets; the same numbers give the same names on every machine."""

    apps: Annotated[int, Meta(ge=0, le=50_000, description="How many apps.")]
    droplets_each: Annotated[int, Meta(ge=0, le=20, description="STAGED droplets of each; the last is current.")] = 1
    prefix: Annotated[str, Meta(max_length=200, description="What every name begins with.")] = "app-"
    faker_seed: Annotated[int, Meta(description="Which names.")] = 0
    lifecycle: Annotated[
        str | tuple[str, ...] | LifecycleEntry | UnsetType,
        Meta(description="As for an app; the stock buildpacks in turn."),
    ] = UNSET


class SpaceEntry(CheckedEntry, frozen=True, kw_only=True):
    """A space; its key is its name."""

    roles: Annotated[dict[SpaceRole, RoleHolders], _roles("Who is what in the space.", SpaceRole)] = field(
        default_factory=dict
    )
    apps: Annotated[dict[str, AppEntry | None], Meta(description="Apps by name.")] = field(default_factory=dict)
    generate: Annotated[GenerateEntry | UnsetType, Meta(description="Further apps, made up.")] = UNSET
    suspended: Annotated[bool, Meta(description="Short for `status: suspended`.")] = False
    status: Annotated[Literal["active", "suspended"] | UnsetType, Meta(description="As CC keeps it.")] = UNSET
    allow_ssh: bool | UnsetType = UNSET
    quota: Annotated[str | UnsetType, Meta(description="One of the organization's `quotas`; none.")] = UNSET
    quota_guid: Guid | UnsetType | None = UNSET
    isolation_segment_guid: Guid | UnsetType | None = UNSET


class OrganizationEntry(CheckedEntry, frozen=True, kw_only=True):
    """An organization; its key is its name."""

    roles: Annotated[
        dict[OrganizationRole, RoleHolders], _roles("Who is what in the organization.", OrganizationRole)
    ] = field(default_factory=dict)
    spaces: Annotated[dict[str, SpaceEntry | None], Meta(description="Spaces by name.")] = field(default_factory=dict)
    domains: Annotated[Domains, Meta(description="Private domains: names or objects.")] = ()
    quotas: Annotated[Quotas, Meta(description="Quotas for its spaces, by name.")] = field(default_factory=dict)
    suspended: Annotated[bool, Meta(description="Short for `status: suspended`.")] = False
    status: Annotated[Literal["active", "suspended"] | UnsetType, Meta(description="As CC keeps it.")] = UNSET
    quota: Annotated[str | UnsetType, Meta(description="One of the document's `quotas`; `default`.")] = UNSET
    quota_guid: Guid | UnsetType | None = UNSET


class JobEntry(Entry, frozen=True, kw_only=True):
    """A background job, as a 202 points at one; its key is only part of its path."""

    operation: Annotated[str, Meta(description="What it does: `droplet.upload`, `app.delete`.")]
    state: JobState = "COMPLETE"
    timing: Timing = UNSET
    error: Annotated[
        str | UnsetType,
        Meta(description="Why it failed: a Cloud Controller error (`CF-BlobstoreError`), if need be `: <details>`."),
    ] = UNSET
    resource_type: Annotated[str | UnsetType | None, Meta(description="What it works on: `droplet`.")] = UNSET
    resource_guid: Annotated[Guid | UnsetType | None, Meta(description="The guid of that.")] = UNSET
    warnings: tuple[str, ...] | UnsetType = UNSET


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fakecf seed: how a foundation begins."""

    fakecf: Annotated[Literal[1], Meta(description="The version of this format.")]
    foundation: Annotated[Behaviour, Meta(description="How the foundation behaves.")] = Behaviour()
    include: Annotated[
        str | tuple[str, ...], Meta(description="Documents to begin with: paths from here, or names of shipped seeds.")
    ] = ()
    users: Annotated[dict[str, str | UserEntry | None], Meta(description="Users by name; a text is the password.")] = {}
    clients: Annotated[dict[str, ClientEntry | None], Meta(description="OAuth clients by id.")] = {}
    stacks: Annotated[tuple[str | StackEntry, ...] | UnsetType, Meta(description="Names or objects; cflinuxfs4.")] = (
        UNSET
    )
    buildpacks: Annotated[
        tuple[str | BuildpackEntry, ...] | UnsetType, Meta(description="Names or objects; the eleven stock ones.")
    ] = UNSET
    domains: Annotated[
        Domains | UnsetType, Meta(description="Names or objects; apps.example.com and, internal, apps.internal.")
    ] = UNSET
    quotas: Annotated[Quotas, Meta(description="Quotas of organizations by name; `default` is there always.")] = {}
    security_groups: Annotated[
        SecurityGroups | UnsetType, Meta(description="Security groups by name; public_networks and dns, everywhere.")
    ] = UNSET
    orgs: Annotated[dict[str, OrganizationEntry | None], Meta(description="Organizations by name.")] = {}
    jobs: Annotated[dict[str, JobEntry], Meta(description="Background jobs, each under a name of its own.")] = {}
    faults: Annotated[tuple[Any, ...], Meta(description="Fault rules, as objects or in their short form.")] = ()
