"""Snapshots: moments that have a name, to go back to."""

from fakecf.control.endpoint import Asked, Endpoint, answer, judged
from fakecf.control.payloads import Nothing
from fakecf.control.problems import Refusal
from fakecf.control.snapshot_payloads import SnapshotStatus
from fakecf.foundation import Snapshot
from fakecf.state import record_types
from fakecf.web import Answer
from fakecf.words import did_you_mean


def list_(asked: Asked) -> Answer:
    return answer(200, [_status(name, kept) for name, kept in asked.foundation.snapshots.items()])


def show(asked: Asked, name: str) -> Answer:
    return answer(200, _status(name, _kept(asked, name)))


def keep(asked: Asked, name: str) -> Answer:
    asked.payload(Nothing)
    known, snapshot = asked.foundation.snapshots, asked.foundation.snapshot()
    status = 200 if name in known else 201
    judged(lambda: known.keep(name, snapshot))
    return answer(status, _status(name, snapshot), ("Location", f"{asked.root}/snapshots/{name}"))


def restore(asked: Asked, name: str) -> Answer:
    asked.payload(Nothing)
    kept = _kept(asked, name)
    asked.foundation.restore(kept)
    return answer(200, _status(name, kept))


def remove(asked: Asked, name: str) -> Answer:
    _kept(asked, name)
    asked.foundation.snapshots.pop(name, None)
    return Answer(204)


def clear(asked: Asked) -> Answer:
    asked.foundation.snapshots.clear()
    return Answer(204)


def _kept(asked: Asked, name: str) -> Snapshot:
    known = asked.foundation.snapshots
    kept = known.get(name)
    if kept is None:
        raise Refusal(404, f"there is no snapshot {name!r}{did_you_mean(name, known)}")
    return kept


def _status(name: str, kept: Snapshot) -> SnapshotStatus:
    records = sum(len(kept.state[kind]) for kind in record_types().values())
    return SnapshotStatus(name=name, moment=kept.moment, records=records)


_ONE = "/v1/snapshots/<name>"

ENDPOINTS = (
    Endpoint("GET", "/v1/snapshots", list_, "Every snapshot.", gives=list[SnapshotStatus]),
    Endpoint("GET", _ONE, show, "One snapshot.", gives=SnapshotStatus),
    Endpoint(
        "POST",
        _ONE,
        keep,
        "Keep the present moment: state, blobs, faults and their counters, time.",
        takes=Nothing,
        gives=SnapshotStatus,
        statuses=(200, 201),
    ),
    Endpoint("POST", f"{_ONE}/restore", restore, "Go back to it.", takes=Nothing, gives=SnapshotStatus),
    Endpoint("DELETE", _ONE, remove, "Forget it.", statuses=(204,)),
    Endpoint("DELETE", "/v1/snapshots", clear, "Forget all snapshots.", statuses=(204,)),
)
