"""What can only be a mistake, each a check with a name of its own."""

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from fakecf.pytest_plugin.unused import unused
from fakecf.steering import UnmetError

if TYPE_CHECKING:
    from fakecf.journal import Exchange
    from fakecf.pytest_plugin.worlds import World

_INSTALLED = "site-packages"
_OURS = Path(__file__).parent
_PATIENCE = 0.25  # seconds, for a client that has let go to be seen to have done so


@dataclass(frozen=True, kw_only=True)
class Case:
    """A world at the end of a test, and the exchanges that have not been judged before."""

    world: "World"
    item: pytest.Item
    exchanges: "list[Exchange]"


class Noticed(NamedTuple):
    """Something that is not as it should be: the name of the check, and a sentence, perhaps with lines below it."""

    check: str
    sentence: str

    def __str__(self) -> str:
        return f"  {self.check}: {self.sentence}"


def judge(world: "World", item: pytest.Item) -> list[Noticed]:
    """All that is not as it should be; each thing is told once."""
    case = Case(world=world, item=item, exchanges=_exchanges(world))
    world.judged = max([world.judged, *(each.id for each in case.exchanges)])
    wanted = {name: check for name, check in _CHECKS.items() if name not in world.allow}
    return [Noticed(name, sentence) for name, check in wanted.items() for sentence in check(case)]


def _exchanges(world: "World") -> "list[Exchange]":
    """Those since the last judgement, when they are over as far as they will be."""
    found = _since(world)
    if not all(each.settled for each in found):
        with suppress(UnmetError):  # somebody neither reads nor lets go
            world.cf.flows.wait_for(since=world.judged, times=len(found), timeout=_PATIENCE)
        found = _since(world)
    return found


def _since(world: "World") -> "list[Exchange]":
    flows = world.cf.flows.all(since=world.judged)
    return [each for flow in flows for each in flow.exchanges if each.id > world.judged]


def _unmet_expectations(case: Case) -> Iterator[str]:
    for expectation in case.world.cf.expectations:
        try:
            expectation.verify()
        except UnmetError as error:
            yield f"{expectation} was expected: {str(error).replace(chr(10), chr(10) + '  ')}"
    case.world.cf.expectations.clear()


def _breakdowns(case: Case) -> Iterator[str]:
    count = getattr(case.world.cf, "uncaught", 0) - case.world.broken
    case.world.broken += count
    if count:
        yield f"fakecf itself failed {count} times while it answered; its log says how"
    elif noticed := list(_flagged("uncaught", "fakecf itself failed")(case)):
        yield from noticed


def _flagged(flag: str, saying: str) -> Callable[[Case], Iterator[str]]:
    """The check that no exchange has a *flag*, which is told by *saying* so."""

    def check(case: Case) -> Iterator[str]:
        for each in case.exchanges:
            noticed = getattr(each, flag)
            if noticed:
                told = f" ({', '.join(noticed)})" if isinstance(noticed, tuple) else ""
                yield f"{saying}{told}: {each}"

    return check


def _abandoned(case: Case) -> Iterator[str]:
    """A client that leaves in the middle of a fault does what it should."""
    struck = {each.flow for each in case.exchanges if each.fault}
    for each in case.exchanges:
        if each.abandoned and each.flow not in struck:
            yield f"the client left after {each.bytes_sent} of {each.content_length} bytes: {each}"


def _leaked(case: Case) -> Iterator[str]:
    """Unread answers always; idle connections where no fixture of the test could close them yet."""
    answering = True if _has_fixtures_of_its_own(case.item) else None
    left = case.world.cf.calls.connections(within=_PATIENCE, answering=answering)
    if left:
        gc.collect()  # what only a cycle holds is let go
        left = case.world.cf.calls.connections(within=_PATIENCE, answering=answering)
    for each in left:
        how = "an answer was left unread on" if each["answering"] else "nobody closed"
        yield f"{how} the connection from {each['address']} to the {each['listener']} ({each['asked']} requests)"


def _has_fixtures_of_its_own(item: pytest.Item) -> bool:
    """Whether the project itself has given the test fixtures, or a set-up in the manner of unittest."""
    known = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    functions = [definitions[-1].func for definitions in known.values() if definitions]
    return any("xunit" in name for name in known) or any(_is_below(item.config.rootpath, each) for each in functions)


def _is_below(root: Path, function: Any) -> bool:
    code = getattr(function, "__code__", None)
    path = Path(code.co_filename) if code is not None else root
    return path.is_relative_to(root) and _INSTALLED not in path.parts and _OURS not in path.parents


_CHECKS: dict[str, Callable[[Case], Iterator[str]]] = {
    "unused-fault": lambda case: unused(case.world),
    "unmet-expectation": _unmet_expectations,
    "unknown-request": _flagged("unknown", "the real one has no such route"),
    "unimplemented-request": _flagged("unserved", "the real one answers what fakecf does not"),
    "unread-field": _flagged("unread", "nothing reads what was sent"),
    "breakdown": _breakdowns,
    "relayed-token": _flagged("token_relayed", "an OAuth token came along to the blobstore"),
    "abandoned-download": _abandoned,
    "leaked-connection": _leaked,
}
