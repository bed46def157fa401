"""One fake Cloud Foundry: every room joined, all but the sockets."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fakecf.addresses import OF_CLIENTS, Addresses
from fakecf.blobstore import Blobstore
from fakecf.capi.app import CloudController
from fakecf.capi.authentication import Authentication
from fakecf.capi.call import Services
from fakecf.capi.encoding import json_answer
from fakecf.capi.progress import Progress, begin_anew
from fakecf.config import Config
from fakecf.faults import (
    CloudControllerDialect,
    Dialect,
    Explanation,
    FaultCounter,
    FaultEngine,
    FaultRule,
    blobstore_dialect,
    uaa_dialect,
)
from fakecf.foundation.adding import Additions
from fakecf.foundation.arming import arm
from fakecf.foundation.connections import OpenConnection
from fakecf.foundation.coverage import Covered, coverage
from fakecf.foundation.environments import client_environments
from fakecf.foundation.imagining import imagined
from fakecf.foundation.names import UnknownNameError
from fakecf.foundation.same_origin import with_blobs
from fakecf.foundation.snapshots import Snapshot, Snapshots, resume
from fakecf.foundation.subjects import Subjects, operations
from fakecf.foundation.timekeeper import CLOCK, Timekeeper, setting_in, time_in
from fakecf.guids import Guids
from fakecf.journal import Journal
from fakecf.seeds import Row, Seed, SeedDocument, Source, load
from fakecf.state import Record, Store, record_types
from fakecf.state.records import ClockSetting
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa import Broken, Keys, Token, Tokens, Uaa, stock_clients, uaa_error
from fakecf.variables import CA_FILE
from fakecf.version import __version__
from fakecf.web import WSGIApplication

SCOPES = ("state", "faults", "flows", "clock")

_SCOPE_OF: dict[type[Record], str] = {FaultRule: "faults", FaultCounter: "faults", ClockSetting: "clock"}
_USUAL_PORTS = Config()


class Foundation:
    """A seeded foundation; what `application` gives is put behind a socket by a server.

    Nothing of it is shared with another foundation in the process but the key that tokens are signed with. `addresses`,
    `ca_pem`, by which its TLS can be trusted, `connections`, and `end`, which ends the process where that is all it
    does, are for the server to set that puts it behind sockets.
    """

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.behaviour = seed.behaviour
        self.addresses = Addresses(
            api=_USUAL_PORTS.api_port,
            uaa=_USUAL_PORTS.uaa_port,
            blobstore=_USUAL_PORTS.blobstore_port,
            control=_USUAL_PORTS.control_port,
        )
        self.ca_pem: str | None = None
        self.connections: Callable[[bool | None, float], list[OpenConnection]] = _none
        self.end: Callable[[], None] | None = None
        self.snapshots = Snapshots()
        self.store = Store(_first_records(seed))
        self.clock = Timekeeper(self.store)
        self.progress = Progress(self.store, self.clock)
        self.guids = Guids(self.behaviour.random_seed)
        self.journal = Journal(self.clock)
        self.blobs = self._blobstore()
        self.tokens = Tokens(Keys.shared(), self.clock, self.guids, lambda: self.addresses.issuer)
        self.uaa = Uaa(
            self.store,
            self.clock,
            self.tokens,
            lambda: self.addresses,
            revocable_tokens=self.behaviour.revocable_tokens,
        )
        self.cloud_controller = self._cloud_controller()
        self.faults = self._fault_engine()
        arm(self.faults, seed.faults)
        with self.store.change() as change:
            begin_anew(change, self.clock.now())
        self._beginning = self.store.state
        self._additions = Additions(self.store, self.clock, self.behaviour, self.faults, self.blobs)

    @classmethod
    def from_seeds(cls, *sources: Source, environ: Mapping[str, str] | None = None) -> "Foundation":
        """A foundation as the seed documents say, by name or path, or given themselves; raises SeedError."""
        return cls(load(sources or ("default",), now=datetime.now(UTC), environ=_environment(environ)))

    def add(self, *sources: Source, environ: Mapping[str, str] | None = None, sent: bool = False) -> list[Row]:
        """Add what further documents say to what there is, all of it at once, and tell what that was.

        Documents that were *sent* from elsewhere name no files and no variables. Raises SeedError with every problem,
        and then nothing is added.
        """
        self.progress.present()  # what was due is over before anything is added to it
        return self._additions.add(self._beginning, sources, None if sent else _environment(environ))

    def application(self, listener: str) -> WSGIApplication:
        """What answers at `api`, `uaa` or `blobstore`: the room itself, open to faults, all of it journaled."""
        rooms: dict[str, WSGIApplication] = {
            "api": self.cloud_controller,
            "uaa": self.uaa.application,
            "blobstore": self.blobs.application,
        }
        served = {name: self.journal.wrap(name, self.faults.wrap(name, room)) for name, room in rooms.items()}
        return with_blobs(served["api"], served["blobstore"]) if listener == "api" else served[listener]

    def reset(self, *scopes: str) -> None:
        """As it was when it was seeded; *scopes* are some of `state`, `faults`, `flows`, `clock`, all of them if none.

        The state brings the blobs back with it.
        """
        wanted = set(scopes) or set(SCOPES)
        with self.store.change() as change:
            for kind in record_types().values():
                if _SCOPE_OF.get(kind, "state") in wanted:
                    change.revert(kind, self._beginning)
            now = time_in(change)
            begin_anew(change, now, after=None if "state" in wanted else now)
        if "state" in wanted:
            self.blobs.reset()
        if "flows" in wanted:
            self.journal.clear()

    def replace_records(self, records: Iterable[Record]) -> None:
        """Make these all the records there are, at once; time goes on as it did unless they say otherwise."""
        with self.store.change() as change:
            setting = setting_in(change)
            for kind in record_types().values():
                change.clear(kind)
            change.put(setting, *records)

    def snapshot(self) -> Snapshot:
        """The present moment, to be kept; costs next to nothing."""
        return Snapshot(self.store.state, self.blobs.kept(), self.clock.now())

    def restore(self, snapshot: Snapshot) -> None:
        """Go on from *snapshot*; what was under way has as long to go as it had then."""
        self.blobs.restore(snapshot.blobs)
        with self.store.change() as change:
            for kind in record_types().values():
                change.revert(kind, snapshot.state)
            resume(change, time_in(change) - snapshot.moment)

    def document(self, host: str = "localhost") -> dict[str, Any]:
        """What a tool needs to know, as `GET /v1/foundation` gives it."""
        urls = {f"{listener}_url": self.addresses.url(listener, host) for listener in OF_CLIENTS}
        return {
            "name": self.behaviour.name,
            **urls,
            "control_url": self.addresses.url("control", host),
            "cc_version": self.behaviour.cc_version,
            "version": __version__,
            "seeds": list(self.seed.sources),
        }

    def token(
        self,
        user: str | None = None,
        *,
        client_id: str = "cf",
        scopes: Sequence[str] | None = None,
        claims: Mapping[str, Any] | None = None,
        lifetime: timedelta | None = None,
        broken: Broken | None = None,
    ) -> Token:
        """A token for the user of that name or guid, for what *claims* say, or else for the client itself.

        *broken* spoils it on purpose. Raises UnknownNameError.
        """
        client = self._client(client_id)
        if claims is not None:
            token = self.tokens.for_claims(claims, lifetime)
        elif user is not None:
            token = self.tokens.for_user(self._user(user), client, scopes, lifetime)
        else:
            token = self.tokens.for_client(client, scopes, lifetime)
        return token if broken is None else self.tokens.broken(broken, token)

    def _client(self, client_id: str) -> UaaClient:
        client = self.store.state[UaaClient].get(client_id)
        if client is None:
            raise UnknownNameError("client", client_id, [each.guid for each in self.store.state[UaaClient]])
        return client

    def _user(self, name: str) -> UaaUser:
        users = self.store.state[UaaUser]
        user = next((each for each in users if name in (each.username, each.guid)), None)
        if user is None:
            raise UnknownNameError("user", name, [each.username for each in users])
        return user

    def explain(  # noqa: PLR0913 - what is known of a request, each named
        self,
        method: str,
        target: str,
        *,
        listener: str = "api",
        user: str | None = None,
        client_id: str = "cf",
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> list[Explanation]:
        """What every fault rule would do with such a request of that user; raises UnknownNameError.

        Without a *user* nobody is logged in. *form* is what UAA is sent.
        """
        token = None if user is None else self.token(user, client_id=client_id)
        return self.faults.explain(imagined(listener, method, target, headers or {}, form or {}, token))

    def coverage(self) -> list[Covered]:
        """Every route there is, and how often it was asked since the last reset of `flows`."""
        return coverage(self.faults.operations, self.journal.tally.kinds())

    def client_environments(self, host: str = "localhost", ca_file: str = CA_FILE) -> dict[str, dict[str, str]]:
        """The environment variables that each client wants, for a caller who calls us *host*.

        *ca_file* is where the caller keeps the CA of a foundation that made one.
        """
        return client_environments(self, host, ca_file)

    def close(self) -> None:
        """Let go of temporary files."""
        self.blobs.close()

    def _blobstore(self) -> Blobstore:
        how = self.behaviour
        blobs = Blobstore(self.clock, self.guids, profile=how.profile, flavour=how.flavour, region=how.region)
        blobs.seed(self.seed.blobs)
        return blobs

    def _cloud_controller(self) -> CloudController:
        services = Services(
            store=self.store,
            progress=self.progress,
            clock=self.clock,
            guids=self.guids,
            blobs=self.blobs,
            behaviour=self.behaviour,
            addresses=lambda: self.addresses,
        )
        authentication = Authentication(self.store, self.clock, self.tokens.decode, lambda: self.addresses.issuer)
        return CloudController(services, authentication)

    def _fault_engine(self) -> FaultEngine:
        dialects: dict[str, Dialect] = {
            "api": CloudControllerDialect(
                self.cloud_controller.exit, json_answer, self.clock, self.behaviour.bad_gateway
            ),
            "uaa": uaa_dialect(uaa_error),
            "blobstore": blobstore_dialect(self.blobs.error),
        }
        subjects = Subjects(self.store, self.cloud_controller, self.uaa, self.journal)
        known = operations(self.cloud_controller, self.uaa, self.behaviour)
        return FaultEngine(
            self.store,
            self.clock,
            known,
            subjects.describe,
            dialects,
            mint=self.tokens.respoken,
            seed=self.behaviour.random_seed,
        )


def _none(_: bool | None, __: float) -> list[OpenConnection]:
    """The connections of a foundation that no server has."""
    return []


def _environment(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given


def _first_records(seed: Seed) -> list[Any]:
    beginning = datetime.now(UTC)
    documents = [SeedDocument(guid=name, created_at=beginning) for name in seed.documents]
    return [ClockSetting(guid=CLOCK, created_at=beginning), *documents, *stock_clients(beginning), *seed.records]
