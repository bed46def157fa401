"""What each client is to find in its environment to reach a foundation."""

from typing import Protocol

from fakecf.addresses import OF_CLIENTS, Addresses
from fakecf.blobstore import Blobstore
from fakecf.state import Store
from fakecf.state.uaa_records import UaaUser
from fakecf.variables import CLIENTS


class Reachable(Protocol):
    """A foundation with addresses, users, a blobstore key and perhaps a CA."""

    addresses: Addresses
    store: Store
    blobs: Blobstore
    ca_pem: str | None


def usual_user(store: Store) -> UaaUser | None:
    """Whom to show: an admin, who may see everything, else the first user."""
    users = list(store.state[UaaUser])
    return next((user for user in users if "cloud_controller.admin" in user.groups), users[0] if users else None)


def client_environments(foundation: Reachable, host: str, ca_file: str) -> dict[str, dict[str, str]]:
    """Variables by client, with the login of the usual user; *ca_file* is where the caller keeps our CA."""
    facts = _facts(foundation, host) | ({"ca": ca_file} if foundation.ca_pem is not None else {})
    return {
        client: {variable: facts[fact] for variable, fact in variables.items() if fact in facts}
        for client, variables in CLIENTS.items()
    }


def _facts(foundation: Reachable, host: str) -> dict[str, str]:
    user = usual_user(foundation.store)
    login = {"username": user.username, "password": user.password} if user is not None else {}
    credentials = foundation.blobs.credentials
    return {
        **{listener: foundation.addresses.url(listener, host) for listener in OF_CLIENTS},
        **login,
        **({"insecure": "true"} if foundation.addresses.tls else {}),
        "access key id": credentials.access_key_id,
        "secret access key": credentials.secret_access_key,
        "region": credentials.region,
    }
