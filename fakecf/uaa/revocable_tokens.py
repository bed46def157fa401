"""Tokens that UAA keeps so that it can forget them: opaque ones, and all where the foundation says so."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fakecf.state import Belongs, Change, Record, State
from fakecf.state.record import Moment
from fakecf.uaa.scim import milliseconds
from fakecf.uaa.tokens import Token
from fakecf.uaa.user_document import ZONE

TokenType = Literal["ACCESS_TOKEN", "REFRESH_TOKEN"]


class RevocableToken(Record, frozen=True, kw_only=True):
    """A token that counts only while this record is there; the guid is its `jti`, and all there is of an opaque one."""

    plural = "revocable_tokens"

    value: str
    client_id: str
    format: str
    response_type: TokenType
    scope: tuple[str, ...]
    expires_at: Moment
    user_guid: Annotated[str | None, Belongs("uaa_users")] = None

    @property
    def shown(self) -> dict[str, Any]:
        """As `/oauth/token/list` tells of it, which is not the token itself."""
        return {
            "tokenId": self.guid,
            "clientId": self.client_id,
            "userId": self.user_guid,
            "format": self.format,
            "responseType": self.response_type,
            "issuedAt": milliseconds(self.created_at),
            "expiresAt": milliseconds(self.expires_at),
            "scope": f"[{', '.join(self.scope)}]",
            "value": None,
            "zoneId": ZONE,
        }


def keep(change: Change, token: Token, *, opaque: bool) -> str:
    """Keep *token* and tell how it travels; those that ended are forgotten."""
    claims = token.claims
    now = datetime.fromtimestamp(claims["iat"], UTC)
    change.delete(*(kept for kept in change[RevocableToken] if kept.expires_at < now))
    change.put(
        RevocableToken(
            guid=claims["jti"],
            created_at=now,
            value=str(token),
            client_id=claims["cid"],
            user_guid=claims.get("user_id"),
            format="opaque" if opaque else "jwt",
            response_type="REFRESH_TOKEN" if claims["jti"].endswith("-r") else "ACCESS_TOKEN",
            scope=tuple(claims.get("scope") or claims["granted_scopes"]),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    )
    return str(claims["jti"]) if opaque else str(token)


def unwrapped(state: State, token: str) -> str:
    """The signed token that an opaque one stands for; any other stands for itself."""
    kept = state[RevocableToken].get(token)
    return token if kept is None else kept.value
