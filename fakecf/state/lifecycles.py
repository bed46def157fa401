"""What is under way: when it ends and as what."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from fakecf.checking import CheckError, problem
from fakecf.state.record import Record
from fakecf.state.records import AuditEvent, Build, Buildpack, Droplet, DropletBuildpack, Package
from fakecf.state.steps import Thing, course_of, read_ending, read_step
from fakecf.timing import Timing, Written, read_timing

T = TypeVar("T", bound=Thing)

_NEVER = datetime.max.replace(tzinfo=UTC)

# what staging, an upload or a copy brings, and nothing before
PRODUCE: dict[type[Record], tuple[str, ...]] = {
    Droplet: (
        "sha1",
        "sha256",
        "execution_metadata",
        "process_types",
        "buildpacks",
        "buildpack_receipt_buildpack",
        "buildpack_receipt_detect_output",
        "stack",
        "docker_receipt_image",
    ),
    Package: ("package_hash", "sha256_checksum"),
    Buildpack: ("key", "filename", "sha256_checksum", "stack"),
}


class Lifecycle(Record, frozen=True, kw_only=True):
    """Something under way; its guid is `<type>/<guid>` of the thing, and `created_at` when it got under way.

    `timing` is as people write it; a script brings its own ending. `droplet`, `package` and `buildpack` are what comes
    of it; `events` are told when a job has done what it is there for.
    """

    plural = "lifecycles"

    timing: Written
    ending: str | None = None
    polls: Annotated[int, Meta(ge=0)] = 0
    droplet: Droplet | None = None
    package: Package | None = None
    buildpack: Buildpack | None = None
    events: tuple[AuditEvent, ...] = ()

    def __post_init__(self) -> None:
        course_of(self.type)
        for step in self.read.script:
            read_step(self.type, step)
        if bool(self.read.script) != (self.ending is None):
            raise CheckError(problem("/ending", "what it becomes is the last step of a script, and wanted without one"))
        if self.ending is not None:
            read_ending(self.type, self.ending)

    @property
    def type(self) -> str:
        return self.guid.partition("/")[0]

    @property
    def resource_guid(self) -> str:
        return self.guid.partition("/")[2]

    @property
    def read(self) -> Timing:
        return read_timing(self.timing)

    @property
    def made(self) -> Droplet | Package | Buildpack | None:
        return self.droplet or self.package or self.buildpack

    @property
    def last(self) -> str:
        """The step that it ends with."""
        return self.ending or self.read.script[-1]

    @property
    def due(self) -> datetime | None:
        """The moment at which it ends, if time is what ends it."""
        after = self.read.after
        if after is None:
            return None
        return self.created_at + after if self.created_at < _NEVER - after else _NEVER

    def shown(self, poll: int) -> str | None:
        """The step that the poll of that number, counted from 1, shows; None for the present one."""
        script, polls = self.read.script, self.read.polls
        if script:
            return script[min(poll, len(script)) - 1]
        return self.last if polls is not None and poll > polls else None

    def is_over(self, poll: int) -> bool:
        """Whether that poll shows the last of it."""
        return poll >= len(self.read.script) if self.read.script else self.shown(poll) is not None


def lifecycle_of(
    thing: Thing,
    timing: Written,
    ending: str | None,
    since: datetime,
    made: Record | None = None,
    events: tuple[AuditEvent, ...] = (),
) -> Lifecycle:
    """A lifecycle of *thing*, under way *since* then; *made* is the droplet, package or buildpack that comes of it."""
    return Lifecycle(
        guid=f"{thing.plural}/{thing.guid}",
        created_at=since,
        timing=timing,
        ending=ending,
        droplet=made if isinstance(made, Droplet) else None,
        package=made if isinstance(made, Package) else None,
        buildpack=made if isinstance(made, Buildpack) else None,
        events=events,
    )


def first_state(thing: Thing) -> str:
    """Where *thing* began: a droplet of no package and no build was uploaded."""
    if isinstance(thing, Droplet) and thing.package_guid is None and thing.build_guid is None:
        return "PROCESSING_UPLOAD"
    return course_of(thing.plural).unfinished[0]


def unfinished(thing: T, state: str) -> T:
    """*thing* as it was before it was finished, in *state*."""
    fields: dict[str, Any] = {**read_step(thing.plural, state).fields, "state": state}
    if isinstance(thing, Build):
        fields["droplet_guid"] = None
    elif isinstance(thing, Package):
        fields |= {"package_hash": None, "sha256_checksum": None}
    elif isinstance(thing, Droplet):
        fields |= _unstaged(thing) if state == "STAGING" else {"sha1": None, "sha256": None}
    return msgspec.structs.replace(thing, **fields)


def _unstaged(droplet: Droplet) -> dict[str, Any]:
    """A droplet of which staging has said nothing yet: the requested buildpacks and the stack (cc-droplets 15)."""
    nothing: dict[str, Any] = dict.fromkeys(PRODUCE[Droplet])
    asked = tuple(DropletBuildpack(name=each.name) for each in droplet.buildpacks)
    return {**nothing, "buildpacks": asked, "stack": droplet.stack}
