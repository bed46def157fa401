"""The card that `serve` prints: where everything is, who may log in, and what to try."""

from fakecf.foundation import Foundation
from fakecf.state.records import Droplet, UaaUser

_COUNTED = ("organizations", "spaces", "apps", "packages", "builds", "droplets")
_SHOWN_USERS = 6


def card(foundation: Foundation, program: str = "fakecf") -> str:
    """Plain text, for a terminal and a log alike; *program* is how the reader calls us."""
    urls = [(name, foundation.addresses.url(name)) for name in ("api", "uaa", "blobstore", "control")]
    rows = [*urls, ("users", _users(foundation)), ("seed", _seeded(foundation))]
    lines = [f"  {name:<10} {value}" for name, value in rows]
    return "\n".join(
        ["fakecf is ready", *lines, "", "try", *(f"  {command}" for command in _commands(foundation, program))]
    )


def _users(foundation: Foundation) -> str:
    users = [f"{user.username}/{user.password}" for user in foundation.store.state[UaaUser]]
    more = f" and {len(users) - _SHOWN_USERS} more" if len(users) > _SHOWN_USERS else ""
    return " ".join(users[:_SHOWN_USERS]) + more if users else "none"


def _seeded(foundation: Foundation) -> str:
    summary = foundation.seed.summary
    counts = [f"{summary[name]} {name if summary[name] > 1 else name[:-1]}" for name in _COUNTED if name in summary]
    return f"{' + '.join(foundation.seed.sources)}: {', '.join(counts)}"


def _commands(foundation: Foundation, program: str) -> list[str]:
    api, control = foundation.addresses.url("api"), foundation.addresses.url("control")
    user = next(iter(foundation.store.state[UaaUser]), None)
    login = f"cf api {api} && cf auth {user.username} {user.password}" if user is not None else f"cf api {api}"
    elsewhere = "" if control.endswith(":9021") else f" --url {control}"
    droplet = next((each for each in foundation.store.state[Droplet] if _is_downloadable(each)), None)
    who = user.username if user is not None else ""
    bearer = f'-H "Authorization: bearer $({program} token {who}{elsewhere})"'
    target = f"-L -o droplet.tgz {api}/v3/droplets/{droplet.guid}/download" if droplet else f"{api}/v3/apps"
    return [login, f"curl {bearer} {target}", f"{program} fault add downloads 502 x1{elsewhere}"]


def _is_downloadable(droplet: Droplet) -> bool:
    return droplet.state == "STAGED" and droplet.lifecycle_type != "docker" and droplet.sha1 is not None
