"""The rules of security groups: `RulesValidator`, and what the model minds beyond it."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Any

from fakecf.capi.ruby import inspect
from fakecf.errors import CfError

_KEYS = frozenset({"code", "description", "destination", "log", "ports", "protocol", "type"})
_PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6", "all")
_MOST_DESTINATIONS = 6000
_HIGHEST_PORT = 65535
_LOWEST_CODE, _HIGHEST_CODE = -1, 255
_PORTS = re.compile(r"\s*\d+\s*(?:-\s*\d+\s*|(?:,\s*\d+\s*)*)", re.ASCII)
_LEADING_ZERO = re.compile(r"(?:^|[.-])0\d")
_ADDRESS = "destination must be a valid CIDR, IP address, or IP address range"


def rules_errors(rules: Any) -> Iterator[str]:
    """What is wrong with the rules of a body, each by its place."""
    if not isinstance(rules, list):
        yield "Rules must be an array"
        return
    for place, rule in enumerate(rules):
        yield from (f"Rules[{place}]: {error}" for error in _rule_errors(rule))


def _rule_errors(rule: Any) -> Iterator[str]:
    if not isinstance(rule, dict):
        yield "must be an object"
        return
    unknown = [key for key in rule if key not in _KEYS]
    if unknown:
        yield f"unknown field(s): {inspect(unknown)}"
    protocol = rule.get("protocol")
    if protocol not in _PROTOCOLS:
        yield "protocol must be 'tcp', 'udp', 'icmp', 'icmpv6' or 'all'"
    yield from _destinations_errors(rule.get("destination"))
    if rule.get("description") is not None and not isinstance(rule["description"], str):
        yield "description must be a string"
    if rule.get("log") is not None and not isinstance(rule["log"], bool):
        yield "log must be a boolean"
    yield from _protocol_errors(protocol, rule)


def _protocol_errors(protocol: Any, rule: dict[str, Any]) -> Iterator[str]:
    if protocol in ("tcp", "udp"):
        if rule.get("ports") is None:
            yield "ports are required for protocols of type TCP and UDP"
        if not _are_ports(rule.get("ports")):
            form = "single port, comma separated list of ports, or range or ports, formatted as a string"
            yield f"ports must be a valid {form}"
    elif protocol in ("icmp", "icmpv6"):
        for name in ("code", "type"):
            yield from _number_errors(name, rule.get(name))
    elif protocol == "all" and rule.get("ports") is not None:
        yield "ports are not allowed for protocols of type all"


def _number_errors(name: str, number: Any) -> Iterator[str]:
    if number is None:
        yield f"{name} is required for protocols of type ICMP"
    if isinstance(number, bool) or not isinstance(number, int) or not _LOWEST_CODE <= number <= _HIGHEST_CODE:
        yield f"{name} must be an integer between -1 and 255 (inclusive)"


def _are_ports(ports: Any) -> bool:
    if not isinstance(ports, str) or not _PORTS.fullmatch(ports):
        return False
    numbers = [int(number) for number in re.findall(r"\d+", ports)]
    in_order = "-" not in ports or numbers[0] < numbers[1]
    return in_order and all(1 <= number <= _HIGHEST_PORT for number in numbers)


def _destinations_errors(destination: Any) -> Iterator[str]:
    """An empty text has no destinations, and so none that is wrong here."""
    if destination is None:
        yield _ADDRESS
    elif not isinstance(destination, str):
        yield "destination must be a string"
    elif re.search(r"\s", destination, re.ASCII):
        yield "destination must not contain whitespace"
    elif destination:
        destinations = destination.split(",")
        if len(destinations) > _MOST_DESTINATIONS:
            yield f"maximum destinations per rule exceeded - must be under {_MOST_DESTINATIONS}"
        for each in destinations:
            yield from _destination_errors(each)


def _destination_errors(destination: str) -> Iterator[str]:
    if not destination:
        yield "empty destination specified in comma-delimited list"
        return
    if _LEADING_ZERO.search(destination):
        yield "destination octets cannot contain leading zeros"
        return
    ends = [_address(end) for end in destination.split("-")]
    if len(ends) == 1 and ends[0] is None and _is_network(destination):
        return
    if None in ends or not 1 <= len(ends) <= 2:  # noqa: PLR2004 - a range has two ends
        yield _ADDRESS
    elif ends != sorted(end for end in ends if end is not None):
        what = "beginning of IP address range is numerically greater than the end of its range"
        yield f"{what} (range endpoints are inclusive)"


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None


def _is_network(text: str) -> bool:
    try:
        IPv4Network(text, strict=False)
    except (AddressValueError, NetmaskValueError):
        return False
    return "/" in text


def require_storable(rules: list[dict[str, Any]]) -> None:
    """Refuse what the validator lets pass and the model does not: no destination, and null for what may be left out."""
    for number, rule in enumerate(rules, 1):
        wrong = {
            "destination": not rule["destination"],
            "description": rule.get("description", "") is None,
            "log value": rule.get("log", False) is None,
        }
        for what in (name for name, is_wrong in wrong.items() if is_wrong):
            raise CfError("UnprocessableEntity", f"rules rule number {number} contains invalid {what}")
