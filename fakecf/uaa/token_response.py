"""The answer of `POST /oauth/token`: the tokens made, and kept where they can be taken back (cc-surface 5.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fakecf.state import Store
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.revocable_tokens import keep
from fakecf.uaa.tokens import Login, Token, Tokens

Form = Mapping[str, str]
Response = dict[str, Any]


class TokenResponses:
    """Makes what a grant ends with; *all_revocable* keeps every token, not just those asked for as `opaque`."""

    def __init__(self, store: Store, tokens: Tokens, *, all_revocable: bool) -> None:
        self._store = store
        self._tokens = tokens
        self._all_revocable = all_revocable

    def for_client(self, client: UaaClient, scopes: Sequence[str] | None, form: Form) -> Response:
        revocable, opaque = self._how(form)
        access = self._tokens.for_client(client, scopes, revocable=revocable)
        return _response(access, self._kept(access, opaque=opaque))

    def for_user(
        self, user: UaaUser, client: UaaClient, scopes: Sequence[str], form: Form, grant_type: str = "password"
    ) -> Response:
        """What a new login gets: a refresh token as well, if the client may use one."""
        revocable, opaque = self._how(form)
        login = Login(grant_type=grant_type, revocable=revocable)
        access = self._tokens.for_user(user, client, scopes, login=login)
        travels = self._kept(access, opaque=opaque)
        offers_refresh = "refresh_token" in client.grant_types
        refresh = self._kept(self._tokens.refresh_token(access, client), opaque=opaque) if offers_refresh else None
        return self._user_response(access, travels, user, refresh)

    def renewed(
        self, user: UaaUser, client: UaaClient, scopes: Sequence[str], form: Form, claims: Mapping[str, Any]
    ) -> Response:
        """Another access token for the login that a refresh token's *claims* tell of; that token stays as it is."""
        revocable, opaque = self._how(form)
        login = Login(claims.get("auth_time"), claims.get("grant_type", "password"), revocable)
        access = self._tokens.for_user(user, client, scopes, login=login)
        return self._user_response(access, self._kept(access, opaque=opaque), user, form["refresh_token"])

    def _how(self, form: Form) -> tuple[bool, bool]:
        """Whether the tokens can be taken back, and whether they say nothing by themselves."""
        opaque = form.get("token_format") == "opaque"
        return opaque or self._all_revocable, opaque

    def _user_response(self, access: Token, travels: str, user: UaaUser, refresh: str | None) -> Response:
        identity = self._tokens.id_token(access, user) if "openid" in access.claims["scope"] else None
        return _response(access, travels, identity, refresh)

    def _kept(self, token: Token, *, opaque: bool) -> str:
        """How *token* travels."""
        if not token.claims.get("revocable"):
            return token
        with self._store.change() as change:
            return keep(change, token, opaque=opaque)


def _response(access: Token, travels: str, identity: str | None = None, refresh: str | None = None) -> Response:
    claims = access.claims
    return {
        "access_token": travels,
        "token_type": "bearer",
        **({"id_token": identity} if identity else {}),
        **({"refresh_token": refresh} if refresh else {}),
        "expires_in": claims["exp"] - claims["iat"] - 1,
        "scope": " ".join(claims["scope"]),
        "jti": claims["jti"],
    }
