"""Background jobs: what a 202 has pointed at."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from fakecf.guids import path_guid
from fakecf.seeds.document import JobEntry
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site, joined
from fakecf.seeds.timings import begin, finished, judged, plan_of
from fakecf.state.records import Job
from fakecf.state.steps import read_step


def add_jobs(site: Site, entries: Mapping[str, JobEntry]) -> None:
    """The jobs of a document, each under its name."""
    for name, entry in entries.items():
        path = ("jobs", name)
        there = site.ground.table(Job).get(path_guid(joined(path)))
        if there is not None:
            site.agree(there, path, entry, {})
            continue
        plan = plan_of(site, "jobs", entry, path)
        if plan is None:
            _make(site, entry, path)
        else:
            begin(site, _make(site, finished(entry, "jobs"), path), plan)


def _make(site: Site, entry: JobEntry, path: Path) -> Job:
    return site.make(Job, path, entry, **_errors(site, entry, path))


def _errors(site: Site, entry: JobEntry, path: Path) -> Mapping[str, Any]:
    """CC shows the error of an attempt also while it tries again (cc-droplets 12)."""
    if entry.state != "FAILED" and entry.error is UNSET:
        return {}
    reason = "" if entry.error is UNSET else f": {entry.error}"
    step = judged(site, (*path, "error"), lambda: read_step("jobs", f"FAILED{reason}"))
    return step.fields if step is not None else {}
