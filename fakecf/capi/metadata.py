"""Labels and annotations: how they are shown, what they may be, and how a selector picks by them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fakecf.state import Described

MAX_REQUIREMENTS = 50

_SPLITTER = re.compile(r"(?:\(.*?\)|[^,])+")
_KEY = r"[\w\-./]+"
# CC's MetadataHelpers::REQUIREMENT_OPERATOR_PAIRS, tried in this order
_OPERATORS = (
    ("in", re.compile(r"(?P<key>.*?) in \((?P<values>.*)\)")),
    ("notin", re.compile(r"(?P<key>.*?) notin \((?P<values>.*)\)")),
    ("in", re.compile(rf"(?P<key>{_KEY})==?(?P<values>.*)", re.ASCII)),
    ("notin", re.compile(rf"(?P<key>{_KEY})!=(?P<values>.*)", re.ASCII)),
    ("exists", re.compile(rf"(?P<key>{_KEY})(?P<values>)", re.ASCII)),
    ("missing", re.compile(rf"!(?P<key>{_KEY})(?P<values>)", re.ASCII)),
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}", re.IGNORECASE)
_INVALID = re.compile(r"[^\w\-.]", re.ASCII)
_MAX_SIZE = 63
_MAX_PREFIX_SIZE = 253
_RESERVED = "cloudfoundry.org"


def metadata(record: Described) -> dict[str, Any]:
    """The `metadata` object of a resource."""
    return {"labels": record.labels, "annotations": record.annotations}


class Requirement(NamedTuple):
    """One comma-separated part of a label selector."""

    operator: str
    key: str
    values: tuple[str, ...]

    def holds(self, labels: Mapping[str, str | None]) -> bool:
        if self.operator == "exists":
            return self.key in labels
        if self.operator == "missing":
            return self.key not in labels
        return (labels.get(self.key) in self.values) is (self.operator == "in")


def parse_selector(selector: str | None) -> list[Requirement | None]:
    """The requirements of a selector, None for each that is none."""
    return [_requirement(part) for part in _SPLITTER.findall(selector or "")]


def _requirement(text: str) -> Requirement | None:
    for operator, pattern in _OPERATORS:
        found = pattern.fullmatch(text)
        if found:
            return Requirement(operator, found["key"], _ruby_split(found["values"]))
    return None


def _ruby_split(text: str) -> tuple[str, ...]:
    """Ruby's `split(',')`: trailing empty parts fall away."""
    parts = text.split(",")
    while parts and parts[-1] == "":
        parts.pop()
    return tuple(parts)


def selector_errors(requirements: list[Requirement | None]) -> Iterator[str]:
    """What CC says of a selector (LabelSelectorRequirementValidator)."""
    if not requirements:
        yield "Missing label_selector value"
    elif len(requirements) > MAX_REQUIREMENTS:
        yield f"Too many label_selector requirements (maximum is {MAX_REQUIREMENTS})"
    else:
        for requirement in requirements:
            error = _requirement_error(requirement)
            if error:
                yield error


def _requirement_error(requirement: Requirement | None) -> str | None:
    if requirement is None:
        return "Invalid label_selector value"
    errors = (key_error(requirement.key), *(value_error(value) for value in requirement.values))
    return next((error for error in errors if error), None)


def key_error(key: str) -> str | None:
    """What is wrong with a metadata key, in the order CC checks (MetadataValidatorHelper)."""
    if not key.strip():
        return "key cannot be empty string"
    if key.count("/") > 1:
        return "key has more than one '/'"
    prefix, slash, name = key.rpartition("/")
    return (_prefix_error(prefix) if slash else None) or _name_error(name)


def _prefix_error(prefix: str) -> str | None:
    if not _DOMAIN.fullmatch(prefix):
        return f"prefix '{prefix}' must be in valid dns format"
    if len(prefix) > _MAX_PREFIX_SIZE:
        return f"prefix '{prefix[:8]}...' is greater than {_MAX_PREFIX_SIZE} characters"
    if prefix.lower() == _RESERVED:
        return f"prefix '{_RESERVED}' is reserved"
    return None


def _name_error(name: str) -> str | None:
    if not name.strip():
        return "key cannot be empty string"
    return _characters_error(name)


def value_error(value: str) -> str | None:
    """What is wrong with a label's value; an empty one is fine."""
    return _characters_error(value) if value else None


def _characters_error(text: str) -> str | None:
    if _INVALID.search(text):
        return f"'{text}' contains invalid characters"
    if not (text[0].isalnum() and text[-1].isalnum()):
        return f"'{text}' starts or ends with invalid characters"
    if len(text) > _MAX_SIZE:
        return f"'{text[:8]}...' is greater than {_MAX_SIZE} characters"
    return None
