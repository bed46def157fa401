"""Presets: rules that have a name, switched on and off."""

from fakecf.control.endpoint import Asked, Endpoint, answer, judged
from fakecf.control.fault_payloads import PresetRequest, PresetStatus
from fakecf.control.problems import Refusal
from fakecf.faults import PRESETS, is_on, switch_off, switch_on
from fakecf.web import Answer
from fakecf.words import did_you_mean


def list_(asked: Asked) -> Answer:
    return answer(200, [_status(asked, name) for name in PRESETS])


def put(asked: Asked, name: str) -> Answer:
    _require(name)
    wanted = asked.payload(PresetRequest)
    judged(lambda: switch_on(asked.foundation.faults, name, wanted.lifetime))
    return answer(200, _status(asked, name))


def remove(asked: Asked, name: str) -> Answer:
    _require(name)
    switch_off(asked.foundation.faults, name)
    return Answer(204)


def _require(name: str) -> None:
    if name not in PRESETS:
        raise Refusal(404, f"there is no preset {name!r}{did_you_mean(name, PRESETS)}")


def _status(asked: Asked, name: str) -> PresetStatus:
    preset = PRESETS[name]
    return PresetStatus(name=name, says=preset.says, rules=list(preset.rules), on=is_on(asked.foundation.faults, name))


ENDPOINTS = (
    Endpoint("GET", "/v1/presets", list_, "Every preset, and whether it is on.", gives=list[PresetStatus]),
    Endpoint(
        "PUT",
        "/v1/presets/<name>",
        put,
        'Switch a preset on, `{"for": "30s"}` for so long.',
        takes=PresetRequest,
        gives=PresetStatus,
    ),
    Endpoint("DELETE", "/v1/presets/<name>", remove, "Switch a preset off.", statuses=(204,)),
)
