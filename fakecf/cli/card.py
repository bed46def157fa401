"""The card that `serve` prints: where everything is, who may log in, and what to try."""

import shlex

from fakecf.addresses import LISTENERS
from fakecf.client import USUAL_URL
from fakecf.foundation import Foundation, usual_user
from fakecf.state.records import Droplet
from fakecf.state.uaa_records import UaaUser

_COUNTED = ("organizations", "spaces", "apps", "packages", "builds", "droplets")
_SHOWN_USERS = 6


def card(foundation: Foundation, program: str = "fakecf", token: str | None = None) -> str:
    """Plain text, for a terminal and a log alike.

    *program* is how the reader calls us, *token* the control token where it was made for them.
    """
    urls = [(name, foundation.addresses.url(name)) for name in LISTENERS]
    rows = [*urls, ("users", _users(foundation)), ("seed", _seeded(foundation))]
    lines = [f"  {name:<10} {value}" for name, value in rows]
    export = [f"export FAKECF_CONTROL_TOKEN={token}"] if token is not None else []
    trust = _trust(foundation) if foundation.ca_pem is not None else []
    commands = [*export, *trust, *_commands(foundation, shlex.quote(program))]
    return "\n".join(["fakecf is ready", *lines, "", "try", *(f"  {command}" for command in commands)])


def _users(foundation: Foundation) -> str:
    users = [f"{user.username}/{user.password}" for user in foundation.store.state[UaaUser]]
    more = f" and {len(users) - _SHOWN_USERS} more" if len(users) > _SHOWN_USERS else ""
    return " ".join(users[:_SHOWN_USERS]) + more if users else "none"


def _seeded(foundation: Foundation) -> str:
    summary = foundation.seed.summary
    counts = [f"{summary[name]} {name if summary[name] > 1 else name[:-1]}" for name in _COUNTED if name in summary]
    return f"{' + '.join(foundation.seed.sources)}: {', '.join(counts) or 'nothing'}"


def _trust(foundation: Foundation) -> list[str]:
    """Go and Python read the first variable, curl the second before the first, where it is set already."""
    url = shlex.quote(f"{foundation.addresses.url('control')}/v1/ca.pem")
    return [
        f"curl -so fakecf-ca.pem {url}",
        "export SSL_CERT_FILE=$PWD/fakecf-ca.pem CURL_CA_BUNDLE=$PWD/fakecf-ca.pem",
    ]


def _commands(foundation: Foundation, program: str) -> list[str]:
    """To be pasted into a shell, so that whatever a seed calls its users is quoted."""
    api, control = foundation.addresses.url("api"), foundation.addresses.url("control")
    elsewhere = "" if control == USUAL_URL else f" --url {shlex.quote(control)}"
    strike = f"{program} fault add downloads 502 x1{elsewhere}"
    user = usual_user(foundation.store)
    if user is None:
        return [f"cf api {shlex.quote(api)}", f"curl {shlex.quote(f'{api}/v3/info')}", strike]
    name, password = shlex.quote(user.username), shlex.quote(user.password)
    droplet = next((each for each in foundation.store.state[Droplet] if _is_downloadable(each)), None)
    target = f"{api}/v3/droplets/{droplet.guid}/download" if droplet is not None else f"{api}/v3/apps"
    bearer = f'-H "Authorization: bearer $({program} token {name}{elsewhere})"'
    curl = f"curl {bearer} {'-L -o droplet.tgz ' if droplet is not None else ''}{shlex.quote(target)}"
    return [f"cf api {shlex.quote(api)} && cf auth {name} {password}", curl, strike]


def _is_downloadable(droplet: Droplet) -> bool:
    return droplet.state == "STAGED" and droplet.lifecycle_type != "docker" and droplet.sha1 is not None
