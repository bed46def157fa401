"""What a run found, for a person to read."""

import difflib
import json
from collections import Counter
from collections.abc import Iterator

from tests.conformance.judging import Judgement
from tests.conformance.recordings import content
from tests.conformance.tally import VERDICTS, Finding, Tally

COLUMNS = ("spec", "total", *VERDICTS)
MOST_WANTED = 15


def table(tally: Tally) -> Iterator[str]:
    """A line for each spec file, and one for all."""
    rows = [COLUMNS, *(_row(name, tally.specs[name]) for name in sorted(tally.specs)), _row("all", tally.total)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for name, *numbers in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        yield "  ".join([name.ljust(widths[0]), *cells])


def _row(name: str, counts: Counter[str]) -> tuple[str, ...]:
    return (name, str(counts.total()), *(str(counts[verdict]) for verdict in VERDICTS))


def findings(tally: Tally) -> Iterator[str]:
    """The first difference of each kind, the most frequent first."""
    for found in tally.ranked:
        yield from _finding(found)


def _finding(found: Finding) -> Iterator[str]:
    yield f"{found.count} x {found.operation}: {found.kind} {found.spot.place} ({found.reason})"
    yield f"    first in {found.example}"
    yield f"    expected {found.spot.expected}"
    yield f"    got      {found.spot.got}"


def waiting(tally: Tally) -> Iterator[str]:
    """The routes that most exchanges wait for, and what is out of scope."""
    routes = tally.not_served()
    for name, count in routes[:MOST_WANTED]:
        yield f"{count} x {name}: not served"
    if len(routes) > MOST_WANTED:
        rest = sum(count for _, count in routes[MOST_WANTED:])
        yield f"{rest} x {len(routes) - MOST_WANTED} other routes: not served"
    for reason, count in tally.reasons.items():
        yield f"{count} x out of scope: {reason}"


def whole(judgement: Judgement) -> Iterator[str]:
    """An exchange in full, with every line in which the answers differ."""
    exchange = judgement.exchange
    request = exchange.request
    yield f"{exchange.id}: {judgement.verdict} {judgement.reason}".rstrip()
    yield f"    {request.method} {request.target}   caller {exchange.caller and exchange.caller.claims}"
    if request.body:
        yield f"    {content(request.body).decode('utf-8', 'replace')}"
    if judgement.difference is not None:
        wanted, given = (_lines(each) for each in judgement.difference[2:])
        yield f"    {judgement.difference.kind} {judgement.difference.place}".rstrip()
        differing = difflib.unified_diff(wanted, given, "recorded", "fakecf", lineterm="", n=2)
        yield from (f"    {line}" for line in differing)


def _lines(text: str) -> list[str]:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False).splitlines()
    except ValueError:
        return text.splitlines()
