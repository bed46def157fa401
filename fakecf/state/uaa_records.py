"""The records that UAA keeps: users and OAuth clients."""

from typing import Any

from fakecf.state.record import Moment, Record


class UaaUser(Record, frozen=True, kw_only=True):
    """A user as UAA knows it, same guid as CC's; `groups` are the scopes a token may carry.

    `version` counts changes, as `If-Match` asks; another `salt` makes all tokens of the user void.
    """

    plural = "uaa_users"

    username: str
    password: str
    origin: str = "uaa"
    email: str = ""
    groups: tuple[str, ...] = ()
    active: bool = True
    verified: bool = True
    given_name: str | None = None
    family_name: str | None = None
    phone_number: str | None = None
    external_id: str | None = None
    password_changed_at: Moment | None = None
    version: int = 0
    salt: str = ""


class UaaClient(Record, frozen=True, kw_only=True):
    """An OAuth client; its guid is the client id. Validities are seconds; `additional` is what UAA only keeps for it.

    A redirect URI that begins with a slash is UAA's own page. Another `salt` makes all its tokens void.
    """

    plural = "uaa_clients"

    secret: str = ""
    scopes: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ("client_credentials",)
    access_token_validity: int = 43200
    refresh_token_validity: int = 2592000
    redirect_uris: tuple[str, ...] = ()
    additional: dict[str, Any] = {}
    salt: str = ""
