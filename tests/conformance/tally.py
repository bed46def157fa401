"""What a run found, counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, get_args

from tests.conformance.describing import Spot, spot
from tests.conformance.judging import Judgement, Verdict
from tests.conformance.reasons import reason_for

VERDICTS: tuple[str, ...] = get_args(Verdict)
DIFFERING = ("status", "body", "headers")


@dataclass
class Finding:
    """A difference that many exchanges may have, shown by the first of them."""

    operation: str
    kind: str
    spot: Spot
    example: str
    count: int = 0

    @property
    def reason(self) -> str:
        return reason_for(self.operation, self.kind, self.spot.kind_of_place)


@dataclass
class Tally:
    """All counts; `specs` and `operations` by verdict, `findings` by what differs where."""

    specs: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    operations: dict[str, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(dict))
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def count(self, spec: str, judgement: Judgement) -> None:
        self.specs[spec][judgement.verdict] += 1
        self.operations[judgement.operation].setdefault(spec, Counter())[judgement.verdict] += 1
        if judgement.reason:
            self.reasons[judgement.reason] += 1
        if judgement.verdict in DIFFERING and judgement.difference is not None:
            found = spot(judgement.difference)
            key = (judgement.operation, judgement.verdict, found.kind_of_place)
            first = Finding(judgement.operation, judgement.verdict, found, judgement.exchange.id)
            self.findings.setdefault(key, first).count += 1

    @property
    def total(self) -> Counter[str]:
        return sum(self.specs.values(), Counter())

    @property
    def ranked(self) -> list[Finding]:
        """The most frequent first."""
        return sorted(self.findings.values(), key=lambda found: (-found.count, found.operation, found.spot.place))

    def not_served(self) -> list[tuple[str, int]]:
        """How many exchanges wait for each route, the most wanted first."""
        waiting = {name: sum(each["not served"] for each in specs.values()) for name, specs in self.operations.items()}
        return sorted(((name, count) for name, count in waiting.items() if count), key=lambda each: (-each[1], each[0]))

    def document(self) -> dict[str, Any]:
        """The numbers as docs/fidelity.md shows them."""
        return {
            "specs": {name: {each: self.specs[name][each] for each in VERDICTS} for name in sorted(self.specs)},
            "operations": {
                name: {spec: [counts["equal"], counts.total()] for spec, counts in sorted(specs.items())}
                for name, specs in sorted(self.operations.items())
                if "/" not in name  # the route of CC's that we lack
            },
            "differences": [
                {
                    "operation": found.operation,
                    "kind": found.kind,
                    "place": found.spot.kind_of_place,
                    "count": found.count,
                    "example": found.example,
                    "reason": found.reason,
                }
                for found in self.ranked
            ],
            "not served": dict(self.not_served()),
            "out of scope": dict(sorted(self.reasons.items())),
        }
