"""The journal: what was asked at every listener, joined into flows."""

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.problems import Refusal, wrong
from fakecf.journal import Flow, Search
from fakecf.web import Answer

_FILTERS = ("operation", "status", "listener", "since", "fault", "relayed")
_NUMBERS = ("status", "since")


def list_(asked: Asked) -> Answer:
    return answer(200, asked.foundation.journal.flows(_search(asked.query)))


def show(asked: Asked, id: str) -> Answer:
    found = next((flow for flow in asked.foundation.journal.flows(Search()) if str(flow.id) == id), None)
    if found is None:
        raise Refusal(404, f"there is no flow {id!r}")
    return answer(200, found)


def clear(asked: Asked) -> Answer:
    asked.foundation.journal.clear()
    return Answer(204)


def _search(query: dict[str, str]) -> Search:
    for name in query:
        if name not in _FILTERS:
            raise wrong(f"/{name}", f"there is no filter {name!r}", _FILTERS, name)
    for name in _NUMBERS:
        if name in query and not query[name].isdigit():
            raise wrong(f"/{name}", f"{query[name]!r} is not a number")
    if query.get("relayed", "true") not in ("true", "false"):
        raise wrong("/relayed", f"{query['relayed']!r} is neither true nor false", ["true", "false"])
    return Search(
        operation=query.get("operation"),
        status=int(query["status"]) if "status" in query else None,
        listener=query.get("listener"),
        since=int(query["since"]) if "since" in query else None,
        fault=query.get("fault"),
        relayed=query["relayed"] == "true" if "relayed" in query else None,
    )


ENDPOINTS = (
    Endpoint("GET", "/v1/flows", list_, f"Flows, oldest first; filters: {', '.join(_FILTERS)}.", gives=list[Flow]),
    Endpoint("GET", "/v1/flows/<id>", show, "One flow.", gives=Flow),
    Endpoint("DELETE", "/v1/flows", clear, "Forget everything.", status=204),
)
