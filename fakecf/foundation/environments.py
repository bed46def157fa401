"""What each client wants in its environment to find a foundation."""

from typing import Protocol

from fakecf.addresses import Addresses
from fakecf.blobstore import Blobstore
from fakecf.state import Store
from fakecf.state.uaa_records import UaaUser


class Reachable(Protocol):
    """A foundation with addresses, users and a blobstore key."""

    addresses: Addresses
    store: Store
    blobs: Blobstore


def usual_user(store: Store) -> UaaUser | None:
    """Whom to show: an admin, who may see everything, else the first user."""
    users = list(store.state[UaaUser])
    return next((user for user in users if "cloud_controller.admin" in user.groups), users[0] if users else None)


def client_environments(foundation: Reachable, host: str) -> dict[str, dict[str, str]]:
    """Variables by client, with the login of the usual user."""
    url = foundation.addresses.url
    user = usual_user(foundation.store)
    login = {"CF_USERNAME": user.username, "CF_PASSWORD": user.password} if user is not None else {}
    api = {"CF_API": url("api", host), **login}
    credentials = foundation.blobs.credentials
    return {
        "cf": api,
        "curl": {**api, "CF_UAA": url("uaa", host)},
        "python": api,
        "go": api,
        "java": {**api, "CF_SKIP_SSL_VALIDATION": "true"},
        "aws": {
            "AWS_ENDPOINT_URL_S3": url("blobstore", host),
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
            "AWS_DEFAULT_REGION": credentials.region,
        },
    }
