"""Fault rules: list, arm, replace, remove."""

from typing import Any

import msgspec

from fakecf.control.endpoint import Asked, Endpoint, answer, judged
from fakecf.control.fault_payloads import HitsRequest, ImaginedRequest, RuleParts, RuleStatus, WrittenRule
from fakecf.control.problems import Refusal, Unmet, WaitEnded, unknown_name, wrong
from fakecf.control.time_payloads import patience
from fakecf.faults import Explanation, FaultRule, RuleError
from fakecf.foundation import UnknownNameError
from fakecf.web import Answer


def list_(asked: Asked) -> Answer:
    return answer(200, [_status(asked, rule) for rule in asked.foundation.faults.rules()])


def add(asked: Asked) -> Answer:
    written = asked.body()
    return _created(asked, judged(lambda: asked.foundation.faults.add(written)))


def show(asked: Asked, id: str) -> Answer:
    return answer(200, _status(asked, _known(asked, id)))


def replace(asked: Asked, id: str) -> Answer:
    """The id may be new, so that the same PUT sent twice leaves one rule; what GET gives is taken back."""
    written, faults = _without_standing(asked.body(), id), asked.foundation.faults
    is_new = faults.rule(id) is None
    rule = judged(lambda: faults.replace(id, written))
    return _created(asked, rule) if is_new else answer(200, _status(asked, rule))


def change(asked: Asked, id: str) -> Answer:
    """Parts of the rule, over the rest of it; its hits begin again."""
    parts = asked.body()
    if not isinstance(parts, dict):
        raise wrong("", "the parts to change are an object")
    merged = {**_known(asked, id).rule.written(), **parts}
    return answer(200, _status(asked, judged(lambda: asked.foundation.faults.replace(id, merged))))


def remove(asked: Asked, id: str) -> Answer:
    if not asked.foundation.faults.remove(id):
        raise _unknown(id)
    return Answer(204)


def clear(asked: Asked) -> Answer:
    asked.foundation.faults.clear()
    return Answer(204)


def wait(asked: Asked, id: str) -> Answer:
    """Until it has struck so many requests, those before the call included."""
    wanted, faults, stopwatch = asked.payload(HitsRequest), asked.foundation.faults, asked.foundation.clock.stopwatch
    end = stopwatch() + patience("/timeout", wanted.timeout)
    while True:
        bell, rule = faults.chime.bell(), _known(asked, id)
        left = end - stopwatch()
        if rule.hits >= wanted.hits:
            return answer(200, _status(asked, rule))
        if left <= 0:
            sentence = f"{id} struck {rule.hits} of {wanted.hits} requests within {wanted.timeout}"
            raise Unmet(408, sentence, rule.hits)
        if asked.environ["fakecf.wait"](left, bell):
            raise WaitEnded


def explain(asked: Asked) -> Answer:
    """Whether each rule would strike the request, and why; nothing is counted."""
    request = asked.payload(ImaginedRequest)
    told = msgspec.structs.asdict(request)
    try:
        explained = asked.foundation.explain(told.pop("method"), told.pop("path"), **told)
    except UnknownNameError as error:
        raise unknown_name(error) from None
    return answer(200, explained)


def _without_standing(written: Any, id: str) -> Any:
    """The rule alone, of one that was read and perhaps changed."""
    if not isinstance(written, dict):
        return written
    if written.get("id", id) != id:
        raise wrong("/id", f"a rule keeps its id, {id!r}")
    return {key: value for key, value in written.items() if key not in _STANDING}


def _known(asked: Asked, id: str) -> FaultRule:
    rule = asked.foundation.faults.rule(id)
    if rule is None:
        raise _unknown(id)
    return rule


def _unknown(id: str) -> Refusal:
    return Refusal(404, f"there is no fault {id!r}")


def _created(asked: Asked, rule: FaultRule) -> Answer:
    return answer(201, _status(asked, rule), ("Location", f"{asked.root}/faults/{rule.guid}"))


def _status(asked: Asked, record: FaultRule) -> RuleStatus:
    """The rule's own keys with its standing beside them."""
    would_match, warnings = _prospects(asked, record)
    return RuleStatus(
        id=record.guid,
        **record.rule.written(),
        seen=record.seen,
        hits=record.hits,
        remaining=record.remaining,
        state=record.standing(asked.foundation.clock.now()),
        would_match=would_match,
        warnings=warnings,
    )


def _prospects(asked: Asked, record: FaultRule) -> tuple[list[str], list[str]]:
    """What it can strike and what is doubtful; a state document may have brought a rule that can strike nothing."""
    engine = asked.foundation.faults
    try:
        return engine.would_match(record.rule), engine.warnings(record.rule)
    except RuleError as error:
        return [], [problem.detail for problem in error.problems]


_WRITTEN = WrittenRule | str
_STANDING = frozenset(RuleStatus.__struct_fields__) - frozenset(WrittenRule.__struct_fields__)

ENDPOINTS = (
    Endpoint("GET", "/v1/faults", list_, "Every rule, in the order in which they are asked.", gives=list[RuleStatus]),
    Endpoint(
        "POST",
        "/v1/faults",
        add,
        "Arm a rule, an object or its one-line form.",
        takes=_WRITTEN,
        gives=RuleStatus,
        statuses=(201,),
    ),
    Endpoint("DELETE", "/v1/faults", clear, "Remove every rule.", statuses=(204,)),
    Endpoint("GET", "/v1/faults/<id>", show, "One rule.", gives=RuleStatus),
    Endpoint(
        "PUT",
        "/v1/faults/<id>",
        replace,
        "Arm a rule in the place of another; what GET gives is taken back.",
        takes=_WRITTEN,
        gives=RuleStatus,
        statuses=(200, 201),
    ),
    Endpoint("PATCH", "/v1/faults/<id>", change, "Change parts of a rule.", takes=RuleParts, gives=RuleStatus),
    Endpoint(
        "POST",
        "/v1/faults/explain",
        explain,
        "Which rules would strike such a request, and for each criterion why or why not.",
        takes=ImaginedRequest,
        gives=list[Explanation],
    ),
    Endpoint(
        "POST",
        "/v1/faults/<id>/wait",
        wait,
        "Wait until a rule has struck so many requests.",
        takes=HitsRequest,
        gives=RuleStatus,
        refusals={408: "Time was up; `found` says how many it struck.", 503: "The server stops."},
    ),
    Endpoint("DELETE", "/v1/faults/<id>", remove, "Remove a rule.", statuses=(204,)),
)
