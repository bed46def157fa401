"""What a failed test shows of its foundations: in thirty lines at most, and how to see it again."""

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fakecf.journal.search import FLAGS
from fakecf.pytest_plugin.unused import told

if TYPE_CHECKING:
    from fakecf.journal import Exchange
    from fakecf.pytest_plugin.checks import Noticed
    from fakecf.pytest_plugin.worlds import World

_MOST_LINES = 30
_LONGEST = 64


def section(item: pytest.Item, worlds: "list[World]", noticed: "list[Noticed]") -> str:
    """The latest flows hop by hop, the rules that were armed, what else was noticed, and the line that repeats it."""
    rules = [line for world in worlds for line in _rules(world)][:8]
    others = [line for each in noticed for line in str(each).splitlines()][:6]
    end = [*rules, *others, _again(item, worlds)]
    return "\n".join([*_flows(worlds, _MOST_LINES - len(end)), *end])


def _flows(worlds: "list[World]", room: int) -> list[str]:
    hops = [line for world in worlds for line in _hops(world)]
    if not hops:
        return ["nothing was asked"]
    header = f"{'flow':>5} {'ms':>7}  {'listener':<9} {'status':>6}  request"
    shown = hops[-(room - 2) :]
    earlier = [f"... {len(hops) - len(shown)} earlier; fakecf.flows has them all"] if len(shown) < len(hops) else []
    return [header, *earlier, *shown]


def _hops(world: "World") -> Iterator[str]:
    hops = [hop for flow in world.cf.flows for hop in flow.exchanges]
    for hop in hops:
        yield _hop(hop, (hop.started_at - hops[0].started_at).total_seconds() * 1000)


def _hop(hop: "Exchange", late: float) -> str:
    """One line, whatever a client put into its path."""
    path = hop.path if len(hop.path) <= _LONGEST else f"{hop.path[: _LONGEST - 3]}..."
    sent = f"  {hop.bytes_sent}/{hop.content_length} bytes" if hop.content_length else ""
    struck = f"  by {hop.fault}" if hop.fault else ""
    marks = "".join(f"  {mark}" for mark in FLAGS if getattr(hop, mark))
    where = f"{hop.flow:>5} {late:>7.0f}  {hop.listener:<9} {hop.status or '-':>6}"
    line = f"{where}  {hop.method} {path}{sent}{struck}{marks}"
    return line.encode("unicode_escape").decode("ascii")


def _rules(world: "World") -> Iterator[str]:
    for rule in world.cf.calls.faults():
        yield f"fault {rule['id']} ({rule['state']}, hit {rule['hits']}): {told(rule)}"


def _again(item: pytest.Item, worlds: "list[World]") -> str:
    chaos = item.config.getoption("--fakecf-chaos")
    more = f" --fakecf-chaos={shlex.quote(chaos)}" if chaos else ""
    return f"again: pytest {shlex.quote(item.nodeid)} --fakecf-seed={worlds[0].seed}{more}"
