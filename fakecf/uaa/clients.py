"""OAuth clients for those who administer them: `/oauth/clients` (UAA's ClientAdminEndpoints)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fakecf.clock import Clock
from fakecf.state import Change, State, Store
from fakecf.state.uaa_records import UaaClient
from fakecf.uaa.answers import UaaError, answer, bodiless
from fakecf.uaa.bearers import Bearer, Bearers
from fakecf.uaa.client_document import (
    client_columns,
    client_document,
    client_row,
    invalid_client,
    require_valid,
)
from fakecf.uaa.credentials import is_same
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim import asked, listed, page
from fakecf.web import Answer

_SCHEMAS = ["http://cloudfoundry.org/schema/scim/oauth-clients-1.0"]
_READ = ("clients.read", "clients.admin")
_WRITE = ("clients.write", "clients.admin")
_SECRET = ("clients.secret", "clients.admin")
_RESERVED = "self"
_NOT_IN_AN_ID = "/\\"
_NEEDS_REFRESH = {"authorization_code", "password"}


class NoSuchClientError(UaaError):
    """A client that is not there: 404, and not a word more."""

    def __init__(self) -> None:
        super().__init__(404, "not_found", "No such client")

    def answer(self) -> Answer:
        return bodiless(self.status)


class Clients:
    """Shows and changes clients, never their secrets but to set them."""

    def __init__(self, store: Store, clock: Clock, bearers: Bearers) -> None:
        self._store = store
        self._clock = clock
        self._bearers = bearers

    def list_clients(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require(*_READ)
        clients = asked(request, self._store.state[UaaClient], client_row, by="client_id")
        found, told = page(request, clients)
        told["itemsPerPage"] = min(told["itemsPerPage"], len(clients))
        return answer(200, listed(request, map(client_document, found), told, _SCHEMAS))

    def get_client(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require(*_READ)
        return answer(200, client_document(_client_in(self._store.state, request)))

    def create_client(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require(*_WRITE)
        document = _document(request)
        client_id, secret = document.get("client_id"), document.get("client_secret")
        if not isinstance(client_id, str) or not client_id or client_id == _RESERVED:
            raise invalid_client(f"Not allowed: {client_id} is a reserved client_id")
        if any(character in client_id for character in _NOT_IN_AN_ID):
            raise invalid_client(f"Not allowed characters: {client_id} must not contain any of [/, \\]")
        client = UaaClient(
            guid=client_id,
            created_at=self._clock.now(),
            secret=secret if isinstance(secret, str) else "",
            **{"grant_types": (), **client_columns(document)},
        )
        require_valid(client, new=True)
        client = _refreshing(client)
        with self._store.change() as change:
            if client_id in change[UaaClient]:
                raise invalid_client(f"Client already exists: {client_id}", status=409)
            change.put(client)
        return answer(201, client_document(client))

    def update_client(self, request: FormRequest) -> Answer:
        """Lists that are not given stay as they are; a secret is not changed here."""
        self._bearers.of(request).require(*_WRITE)
        document = _document(request)
        with self._store.change() as change:
            client = _client_in(change, request)
            columns = client_columns(document)
            columns["additional"] = _merged(client.additional, columns["additional"])
            changed = msgspec.structs.replace(client, **columns, updated_at=self._clock.now())
            require_valid(changed, new=False)
            changed = _refreshing(changed)
            change.put(changed)
        return answer(200, client_document(changed))

    def delete_client(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require(*_WRITE)
        with self._store.change() as change:
            client = _client_in(change, request)
            change.delete(client)
        return answer(200, {**client_document(client), "approvals_deleted": True})

    def change_secret(self, request: FormRequest) -> Answer:
        """A changed secret makes the tokens of the old one void."""
        bearer = self._bearers.of(request)
        bearer.require(*_SECRET)
        document = _document(request)
        with self._store.change() as change:
            client = _client_in(change, request)
            _require_own_secret(bearer, client, document)
            self._set_secret(change, client, document)
        return answer(200, {"status": "ok", "message": "secret updated"})

    def _set_secret(self, change: Change, client: UaaClient, document: Mapping[str, Any]) -> None:
        secret = document.get("secret")
        change.update(client, secret=secret if isinstance(secret, str) else "", updated_at=self._clock.now())


def _document(request: FormRequest) -> dict[str, Any]:
    if not isinstance(request.document, dict):
        raise UaaError(400, "invalid_request", "JSON parse error: an object is wanted")
    return request.document


def _client_in(state: State, request: FormRequest) -> UaaClient:
    client = state[UaaClient].get(request.params["client_id"])
    if client is None:
        raise NoSuchClientError
    return client


def _refreshing(client: UaaClient) -> UaaClient:
    """Whoever gets a user's tokens may refresh them, asked for or not."""
    if not _NEEDS_REFRESH & set(client.grant_types) or "refresh_token" in client.grant_types:
        return client
    return msgspec.structs.replace(client, grant_types=(*client.grant_types, "refresh_token"))


def _merged(kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A null takes away what was kept."""
    return {key: value for key, value in {**kept, **given}.items() if value is not None}


def _require_own_secret(bearer: Bearer, client: UaaClient, document: Mapping[str, Any]) -> None:
    """Who does not administer clients changes the own secret, and must know it."""
    if bearer.may("clients.admin"):
        return
    if bearer.client_id != client.guid:
        raise invalid_client("Bad request. Not permitted to change another client's secret")
    if not is_same(str(document.get("oldSecret") or ""), client.secret):
        raise invalid_client("Previous secret is required and must be valid")
