"""Faults that struck nothing, and the requests that came nearest to being struck."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakecf.journal import Exchange
    from fakecf.pytest_plugin.worlds import World

_COMPARED = 20  # different requests, the latest of them
_TOLD = 3


def unused(world: "World") -> Iterator[str]:
    """A sentence for each rule that was armed on purpose and never struck, with what came nearest below it."""
    for rule in _armed(world):
        if rule["hits"] == 0 and _is_counted(rule):
            nearest = "\n".join(f"    nearest: {line}" for line in _nearest(world, rule)) or "    nothing was asked"
            yield f"{rule['id']} {told(rule)} struck nothing\n{nearest}"


def _is_counted(rule: dict[str, Any]) -> bool:
    """Whether it is known when the rule strikes: refused connections are no requests."""
    from fakecf.faults import read_rule

    return all(effect.counted for effect in read_rule({"on": rule["on"], "do": rule["do"]}).do)


def told(rule: dict[str, Any]) -> str:
    """A rule as people write it, but for its words."""
    return " ".join(f"{name}={rule[name]!r}" for name in ("on", "match", "when", "do") if rule.get(name))


def _armed(world: "World") -> list[dict[str, Any]]:
    """All that were armed on purpose, not as a preset, which says what may happen; what is gone as it last stood."""
    there = {rule["id"]: rule for rule in world.cf.calls.faults()}
    gone = {fault.id: fault.status for fault in world.cf.armed if fault.id not in there}
    presets = tuple(f"{preset['name']}-" for preset in world.cf.calls.presets() if preset["on"]) if there else ()
    world.cf.armed.clear()
    judged = {**gone, **there}
    before, world.begun_with = world.begun_with, world.begun_with | judged.keys()
    return [rule for id_, rule in judged.items() if id_ not in before and not (presets and id_.startswith(presets))]


def _nearest(world: "World", rule: dict[str, Any]) -> list[str]:
    """The requests that met most of what the rule asks for, and what each lacked."""
    compared = []
    for exchange in _different(world):
        criteria = _criteria(world, rule["id"], exchange)
        wrong = [each for each in criteria if not each["holds"]]
        if criteria and wrong:
            compared.append((len(criteria) - len(wrong), exchange.id, exchange, wrong))
    compared.sort(key=lambda each: each[:2], reverse=True)
    return [_line(exchange, wrong) for _, _, exchange, wrong in compared[:_TOLD]]


def _different(world: "World") -> "list[Exchange]":
    latest = {(each.method, each.path, each.user): each for flow in world.cf.flows for each in flow.exchanges}
    return list(latest.values())[-_COMPARED:]


def _criteria(world: "World", rule: str, exchange: "Exchange") -> list[dict[str, Any]]:
    """What the rule asks of such a request; nothing for a rule that is gone or a request that cannot be had again."""
    from fakecf.steering import ClientError

    headers = {name: value for name, value in exchange.request_headers if name.lower() != "authorization"}
    how = {"listener": exchange.listener, "headers": headers}
    try:
        told_of = world.cf.calls.explain(exchange.path, exchange.method, user=exchange.user, **how)
    except ClientError:
        return []
    return next((each["criteria"] for each in told_of if each["id"] == rule), [])


def _line(exchange: "Exchange", wrong: list[dict[str, Any]]) -> str:
    lacking = "; ".join(f"{each['name']} is {each['found']}, not {each['wanted']}" for each in wrong)
    return f"{exchange}: {lacking}"
