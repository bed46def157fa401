"""Which routes were asked, and which were not."""

from fnmatch import fnmatchcase

from fakecf.control.coverage_payloads import Coverage, CoverageQuery
from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.problems import wrong
from fakecf.foundation import Covered
from fakecf.web import Answer


def show(asked: Asked) -> Answer:
    query: CoverageQuery = asked.query
    named = _named(query.operation, asked.foundation.coverage())
    shown = [each for each in named if query.served in (None, each.served) and query.asked in (None, each.is_covered)]
    return answer(
        200,
        Coverage(
            operations=shown,
            known=len(named),
            served=sum(each.served for each in named),
            asked=sum(each.is_covered for each in named),
        ),
    )


def _named(operation: str | None, routes: list[Covered]) -> list[Covered]:
    if operation is None:
        return routes
    found = [each for each in routes if any(fnmatchcase(name, operation) for name in _names(each))]
    if not found:
        known = sorted({name for each in routes for name in _names(each)})
        raise wrong("/operation", f"there is no operation {operation[:200]!r}", known, operation)
    return found


def _names(route: Covered) -> tuple[str, ...]:
    return () if route.operation is None else (route.operation, *route.aliases)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/coverage",
        show,
        "Every route there is: whether it is served, how often it was asked, and what was answered.",
        query=CoverageQuery,
        gives=Coverage,
    ),
)
