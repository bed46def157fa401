"""The instances that a double of Diego knew of, which only the answers tell."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from fakecf.state import Record, Table
from fakecf.state.app_records import Process, ProcessInstance
from tests.conformance.columns import moment
from tests.conformance.recordings import Exchange

DIEGO = "actual_lrps_by_process_guids"
REPORTERS = ("stats_for_app", "instances_for_processes")


def instances_told(exchange: Exchange, processes: Table[Process]) -> dict[type[Record], Table[Any]]:
    """The tables with what was told; a process has run since before any of its instances."""
    if not is_doubled(exchange, DIEGO) or exchange.response.status != 200:
        return {}
    told = list(_instances(exchange))
    running = {each.process_guid for each in told}
    began = moment(exchange.now) - timedelta(days=365)
    return {
        Process: Table([_running(each, began) if each.guid in running else each for each in processes]),
        ProcessInstance: Table(told),
    }


def is_doubled(exchange: Exchange, *names: str) -> bool:
    """Whether one of those methods was a double's."""
    return any(called.rpartition("#")[2] in names for called in exchange.stubs)


def _running(process: Process, began: datetime) -> Process:
    return msgspec.structs.replace(process, state="STARTED", started_at=began)


def _instances(exchange: Exchange) -> Iterator[ProcessInstance]:
    process_guid = exchange.request.path.split("/")[3]
    for each in json.loads(str(exchange.response.body))["resources"]:
        yield ProcessInstance(
            guid=f"{process_guid}/{each['index']}",
            created_at=moment(exchange.now) - timedelta(seconds=each["since"]),
            process_guid=process_guid,
            index=each["index"],
            state=each["state"],
        )
