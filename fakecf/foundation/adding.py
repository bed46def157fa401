"""Further documents in a foundation that lives already: each call one change, all of it or nothing."""

from collections.abc import Mapping, Sequence

from fakecf.blobstore import Blobstore
from fakecf.clock import Clock
from fakecf.config import Behaviour
from fakecf.faults import FaultEngine
from fakecf.foundation.arming import arm
from fakecf.seeds import Addition, Ground, Row, SeedDocument, Source, addition
from fakecf.state import Change, State, Store


class Additions:
    """Adds to the rooms of one foundation."""

    def __init__(self, store: Store, clock: Clock, behaviour: Behaviour, faults: FaultEngine, blobs: Blobstore) -> None:
        self._store = store
        self._clock = clock
        self._behaviour = behaviour
        self._faults = faults
        self._blobs = blobs

    def add(self, beginning: State, sources: Sequence[Source], environ: Mapping[str, str] | None) -> list[Row]:
        """What the documents add; without an *environ* they were sent from elsewhere. Raises SeedError.

        They are read before anybody has to wait, as bits can be large, and once more if the state has changed since.
        """
        before = self._store.state
        added = self._read(Ground(before, beginning), sources, environ)
        with self._store.change() as change:
            if self._store.state is not before:
                added = self._read(Ground(change, beginning), sources, environ)
            self._put(change, added)
        return list(added.rows)

    def _read(self, ground: Ground, sources: Sequence[Source], environ: Mapping[str, str] | None) -> Addition:
        return addition(
            sources,
            ground,
            now=self._clock.now(),
            behaviour=self._behaviour,
            environ=environ or {},
            sent=environ is None,
        )

    def _put(self, change: Change, added: Addition) -> None:
        now = self._clock.now()
        change.put(*added.records, *added.changed)
        change.put(*(SeedDocument(guid=name, created_at=now) for name in added.documents))
        arm(self._faults, added.faults, change)
        self._blobs.lay(added.blobs)
