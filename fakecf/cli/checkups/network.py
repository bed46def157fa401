"""What leads a client elsewhere than to this machine: proxies and names."""

import ipaddress
import os
import shlex
import socket
import threading
from collections.abc import Iterable, Iterator

from fakecf.cli.checkups.finding import Finding, note, ok, problem

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_OURS = ("localhost", "127.0.0.1")
_BELOW = "blobstore.localhost"
_PATIENCE = 2.0


def check_proxies() -> Iterator[Finding]:
    """The classic: a proxy that is asked for this machine's own names."""
    environ = os.environ
    proxies = [name for each in _PROXIES for name in (each, each.lower()) if environ.get(name)]
    if not proxies:
        yield ok("proxies", "none is set")
        return
    lists = {name: environ[name] for name in ("NO_PROXY", "no_proxy") if environ.get(name)} or {"NO_PROXY": ""}
    for name, value in lists.items():
        missing = [host for host in _OURS if not _spared(host, value)]
        if missing:
            says = f"{', '.join(proxies)} is set, and {name} does not spare {' and '.join(missing)}"
            yield problem("proxies", says, f"export {name}={shlex.quote(_extended(value, missing))}")
        else:
            yield ok("proxies", f"{name} spares {' and '.join(_OURS)}")


def _spared(host: str, exceptions: str) -> bool:
    return any(each.strip().lstrip(".") in (host, "*") for each in exceptions.split(","))


def _extended(value: str, missing: Iterable[str]) -> str:
    return ",".join([*filter(None, value.split(",")), *missing])


def check_names() -> Iterator[Finding]:
    """What `localhost` means, and what is below it."""
    addresses = _addresses("localhost")
    if addresses and all(ipaddress.ip_address(each).is_loopback for each in addresses):
        yield ok("names", f"localhost is {' and '.join(sorted(addresses))}")
    else:
        says = f"localhost is {' and '.join(sorted(addresses)) or 'unknown'}, not this machine"
        yield problem("names", says, "grep localhost /etc/hosts")
    if _addresses(_BELOW):
        yield ok("names", f"{_BELOW} is known, as the topology `subdomain` needs")
    else:
        says = f"{_BELOW} is unknown; only the topology `subdomain` needs it"
        yield note("names", says, f"echo '127.0.0.1 {_BELOW}' | sudo tee -a /etc/hosts")


def _addresses(name: str) -> set[str]:
    """What *name* stands for; nothing where nobody says so in time."""
    found: set[str] = set()
    asking = threading.Thread(target=_resolve, args=(name, found), daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    return found


def _resolve(name: str, found: set[str]) -> None:
    try:
        found |= {str(each[4][0]) for each in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)}
    except OSError:
        return
