"""Why nothing was found: the exchanges that came nearest, and which criteria they met."""

from typing import Any

import msgspec

from fakecf.journal.exchange import Exchange
from fakecf.journal.search import Search

_MOST = 3


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion beside what an exchange has."""

    criterion: str
    wanted: Any
    found: Any
    held: bool


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange that met some criteria, but not all."""

    id: int
    summary: str
    criteria: tuple[Comparison, ...]

    @property
    def held(self) -> int:
        """How many criteria it met."""
        return sum(comparison.held for comparison in self.criteria)

    def __str__(self) -> str:
        wrong = [f"{each.criterion} is {each.found!r}, not {each.wanted!r}" for each in self.criteria if not each.held]
        return f"{self.summary}: {', '.join(wrong)}"


def near_misses(search: Search, exchanges: list[Exchange]) -> tuple[NearMiss, ...]:
    """Of those that *search* does not find, the few that meet most of it; of equal ones the latest."""
    compared = [_compared(search, exchange) for exchange in exchanges]
    missed = [each for each in compared if each.held < len(each.criteria)]
    return tuple(sorted(missed, key=lambda each: (each.held, each.id), reverse=True)[:_MOST])


def told(sentence: str, misses: tuple[NearMiss, ...]) -> str:
    """*sentence*, and a line for each miss; an exchange's own words cannot break the line."""
    return "\n".join([sentence, *(f"  nearest: {miss}" for miss in misses)])


def _compared(search: Search, exchange: Exchange) -> NearMiss:
    criteria = tuple(
        Comparison(criterion=each.name, wanted=each.wanted, found=each.there(exchange), held=each.holds(exchange))
        for each in search.criteria()
    )
    return NearMiss(id=exchange.id, summary=str(exchange), criteria=criteria)
