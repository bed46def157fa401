"""Fault rules: list, arm, replace, remove."""

from typing import Any

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import RuleStatus
from fakecf.control.problems import Refusal, invalid, wrong
from fakecf.faults import FaultRule, RuleError
from fakecf.web import Answer


def list_(asked: Asked) -> Answer:
    return answer(200, [_status(asked, rule) for rule in asked.foundation.faults.rules()])


def add(asked: Asked) -> Answer:
    rule = _armed(asked, None)
    return answer(201, _status(asked, rule), ("Location", f"/v1/faults/{rule.guid}"))


def show(asked: Asked, id: str) -> Answer:
    return answer(200, _status(asked, _known(asked, id)))


def replace(asked: Asked, id: str) -> Answer:
    return answer(200, _status(asked, _armed(asked, id)))


def change(asked: Asked, id: str) -> Answer:
    """Parts of the rule, over the rest of it; its hits begin again."""
    written, parts = _known(asked, id).rule.written(), asked.body()
    if not isinstance(parts, dict):
        raise wrong("", "the parts to change are an object")
    merged = {**written, **parts}
    return answer(200, _status(asked, _judged(lambda: asked.foundation.faults.replace(id, merged))))


def remove(asked: Asked, id: str) -> Answer:
    _known(asked, id)
    asked.foundation.faults.remove(id)
    return Answer(204)


def clear(asked: Asked) -> Answer:
    asked.foundation.faults.clear()
    return Answer(204)


def _armed(asked: Asked, id: str | None) -> FaultRule:
    written, faults = asked.body(), asked.foundation.faults
    return _judged(lambda: faults.add(written) if id is None else faults.replace(id, written))


def _judged(arm: Any) -> FaultRule:
    try:
        rule: FaultRule = arm()
    except RuleError as error:
        raise invalid(*error.problems) from None
    return rule


def _known(asked: Asked, id: str) -> FaultRule:
    rule = asked.foundation.faults.rule(id)
    if rule is None:
        raise Refusal(404, f"there is no fault {id!r}")
    return rule


def _status(asked: Asked, record: FaultRule) -> dict[str, Any]:
    """The rule's own keys with its standing beside them."""
    engine, rule = asked.foundation.faults, record.rule
    return {
        "id": record.guid,
        **rule.written(),
        "hits": record.hits,
        "remaining": record.remaining,
        "state": record.standing(asked.foundation.clock.now()),
        "would_match": engine.would_match(rule),
        "warnings": engine.warnings(rule),
    }


ENDPOINTS = (
    Endpoint("GET", "/v1/faults", list_, "Every rule, in the order in which they are asked."),
    Endpoint("POST", "/v1/faults", add, "Arm a rule, an object or its one-line form.", gives=RuleStatus, status=201),
    Endpoint("DELETE", "/v1/faults", clear, "Remove every rule.", status=204),
    Endpoint("GET", "/v1/faults/<id>", show, "One rule.", gives=RuleStatus),
    Endpoint("PUT", "/v1/faults/<id>", replace, "Arm a rule in the place of another.", gives=RuleStatus),
    Endpoint("PATCH", "/v1/faults/<id>", change, "Change parts of a rule.", gives=RuleStatus),
    Endpoint("DELETE", "/v1/faults/<id>", remove, "Remove a rule.", status=204),
)
