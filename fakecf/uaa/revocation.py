"""Taking tokens back: one, all of a user, all of a client; and what there is to take back."""

from fakecf.guids import Guids
from fakecf.state import Store
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.answers import RESOURCE_REALM, UaaError, answer, bodiless
from fakecf.uaa.bearers import ADMIN, Bearer, Bearers, insufficient_scope
from fakecf.uaa.form import FormRequest
from fakecf.uaa.revocable_tokens import RevocableToken
from fakecf.web import Answer

_REVOKE = "tokens.revoke"
_LIST = "tokens.list"


class Revocation:
    """A user and a client get another salt, which makes every token of theirs void; a kept token is forgotten."""

    def __init__(self, store: Store, guids: Guids, bearers: Bearers) -> None:
        self._store = store
        self._guids = guids
        self._bearers = bearers

    def revoke_token(self, request: FormRequest) -> Answer:
        bearer = self._bearers.of(request)
        guid = request.params["token_id"]
        with self._store.change() as change:
            token = change[RevocableToken].get(guid)
            if token is None or not _concerns(bearer, token):
                _require(bearer, _REVOKE)
            if token is None:
                raise _gone()
            change.delete(token)
        return bodiless(200)

    def revoke_user(self, request: FormRequest) -> Answer:
        bearer = self._bearers.of(request)
        guid = request.params["user_id"]
        if not bearer.is_user(guid):
            _require(bearer, _REVOKE)
        with self._store.change() as change:
            user = change[UaaUser].get(guid)
            if user is None:
                raise _gone()
            change.update(user, salt=self._guids.hex()[:8], version=user.version + 1)
        return bodiless(200)

    def revoke_user_of_client(self, request: FormRequest) -> Answer:
        bearer = self._bearers.of(request)
        user_guid, client_id = request.params["user_id"], request.params["client_id"]
        if not (bearer.is_user(user_guid) and bearer.client_id == client_id):
            _require(bearer, _REVOKE)
        with self._store.change() as change:
            theirs = change[RevocableToken].where("user_guid", user_guid)
            change.delete(*(token for token in theirs if token.client_id == client_id))
        return bodiless(200)

    def revoke_client(self, request: FormRequest) -> Answer:
        _require(self._bearers.of(request), _REVOKE)
        with self._store.change() as change:
            client = change[UaaClient].get(request.params["client_id"])
            if client is None:
                raise _gone()
            change.update(client, salt=self._guids.hex()[:8])
            change.delete(*change[RevocableToken].where("client_id", client.guid))
        return bodiless(200)

    def list_tokens(self, request: FormRequest) -> Answer:
        """One's own tokens: the code is there, but the filter before it lets nobody in."""
        self._bearers.of(request)
        raise UaaError(403, "access_denied", "Access is denied", realm=RESOURCE_REALM)

    def list_tokens_of_user(self, request: FormRequest) -> Answer:
        return self._list(request, "user_guid", request.params["user_id"])

    def list_tokens_of_client(self, request: FormRequest) -> Answer:
        return self._list(request, "client_id", request.params["client_id"])

    def _list(self, request: FormRequest, field: str, value: str) -> Answer:
        _require(self._bearers.of(request), _LIST)
        return answer(200, [token.shown for token in self._store.state[RevocableToken].where(field, value)])


def _require(bearer: Bearer, scope: str) -> None:
    if not bearer.may(scope):
        raise insufficient_scope(ADMIN, scope)


def _concerns(bearer: Bearer, token: RevocableToken) -> bool:
    """Whether the token is the bearer's own, as its client or its user."""
    return token.client_id == bearer.client_id or (token.user_guid is not None and bearer.is_user(token.user_guid))


def _gone() -> UaaError:
    return UaaError(404, "invalid_token", "Resource not found")
