"""The ports that `fakecf serve` would take."""

import os
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from fakecf.addresses import LISTENERS
from fakecf.cli.checkups.finding import Finding, ok, problem
from fakecf.cli.holders import holder
from fakecf.config import Config

_USUAL = Config()


def check_ports(document: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Free, or taken: by the foundation of *document*, by another, or by another program."""
    ours = {urlsplit(str(value)).port for name, value in (document or {}).items() if name.endswith("_url")}
    ports = {listener: _wanted(listener, os.environ) for listener in LISTENERS}
    for listener, port in ports.items():
        if port in ours:
            yield ok("ports", f"{listener} {port}: the foundation has it")
        elif port == 0 or _is_free(port, listener):
            yield ok("ports", f"{listener} {port}: free")
        else:
            yield _taken(listener, port, ports["control"])


def _taken(listener: str, port: int, control_port: int) -> Finding:
    control = holder(port, control_port)
    if control is not None:
        says = f"{listener} {port}: taken by the fakecf that is steered at {control}"
        return problem("ports", says, f"fakecf stop --url {control}")
    return problem("ports", f"{listener} {port}: taken by another program", f"fakecf serve --{listener}-port 0")


def _wanted(listener: str, environ: Mapping[str, str]) -> int:
    """As `serve` reads it; what is no port is its own to refuse."""
    given = environ.get(f"FAKECF_SERVE_{listener.upper()}_PORT", "")
    usual: int = getattr(_USUAL, f"{listener}_port")
    return int(given) if given.isdecimal() else usual


def _is_free(port: int, listener: str) -> bool:
    from fakecf.server import ListenError
    from fakecf.server.ports import listen

    try:
        sockets = listen("127.0.0.1", port, listener=listener)
    except ListenError:
        return False
    for sock in sockets:
        sock.close()
    return True
