"""Codes for those who have a token: `/oauth/authorize` as `cf ssh-code` asks it, and `/passcode`."""

from typing import Any
from urllib.parse import quote

from fakecf.clock import Clock
from fakecf.guids import Guids
from fakecf.state import Store
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.answers import UaaError, answer, bodiless
from fakecf.uaa.bearers import ADMIN, Bearers, insufficient_scope
from fakecf.uaa.expiring_codes import ExpiringCode, expiry, keep
from fakecf.uaa.form import FormRequest
from fakecf.uaa.pkce import require_challenge
from fakecf.uaa.scopes import user_scopes
from fakecf.web import Answer


class Authorization:
    """Nobody is asked to approve: whoever has a token gets the code, as clients with `autoapprove` do everywhere."""

    def __init__(self, store: Store, clock: Clock, guids: Guids, bearers: Bearers) -> None:
        self._store = store
        self._clock = clock
        self._guids = guids
        self._bearers = bearers

    def authorize(self, request: FormRequest, uaa_url: str) -> Answer:
        """Where the code goes; a browser without a token is sent to log in."""
        if request.header("Authorization") is None or request.values.get("response_type") != "code":
            return bodiless(302, ("Location", f"{uaa_url}/login"))
        user = self._user(request)
        client = self._client(request.values.get("client_id", ""))
        challenge = request.values.get("code_challenge")
        method = request.values.get("code_challenge_method", "plain")
        require_challenge(challenge, method)
        target = _target(client, request.values.get("redirect_uri"), uaa_url)
        scopes = user_scopes(client, user, request.values.get("scope", "").split())
        code = self._made(
            user,
            client_id=client.guid,
            scopes=tuple(scopes),
            redirect_uri=target,
            redirect_asked="redirect_uri" in request.values,
            code_challenge=challenge,
            code_challenge_method=method,
        )
        location = _with_query(target, {"code": code, "state": request.values.get("state")})
        return bodiless(302, ("Location", location))

    def passcode(self, request: FormRequest, uaa_url: str) -> Answer:
        """A code to log in with once; the real page wants the session of a browser, this one a token."""
        if request.header("Authorization") is None:
            return bodiless(302, ("Location", f"{uaa_url}/login"))
        return answer(200, self._made(self._user(request)))

    def _user(self, request: FormRequest) -> UaaUser:
        bearer = self._bearers.of(request)
        if bearer.user is None or not bearer.may("uaa.user"):
            raise insufficient_scope(ADMIN, "uaa.user")
        return bearer.user

    def _client(self, client_id: str) -> UaaClient:
        client = self._store.state[UaaClient].get(client_id)
        if client is None:
            raise UaaError(401, "invalid_client", f"No client with requested id: {client_id}")
        return client

    def _made(self, user: UaaUser, **asked: Any) -> str:
        now = self._clock.now()
        made = ExpiringCode(
            guid=self._guids.hex(), created_at=now, expires_at=expiry(now), user_guid=user.guid, **asked
        )
        with self._store.change() as change:
            keep(change, made)
        return made.guid


def _target(client: UaaClient, asked: str | None, uaa_url: str) -> str:
    """The registered redirect URI that was *asked* for, or the first."""
    registered = [f"{uaa_url}{uri}" if uri.startswith("/") else uri for uri in client.redirect_uris]
    if not registered and not asked:
        description = "A redirectUri must be either supplied or preconfigured in the ClientDetails"
        raise UaaError(400, "invalid_grant", description)
    if asked and asked not in registered:
        description = f"Invalid redirect {asked} did not match one of the registered values"
        raise UaaError(400, "invalid_grant", description)
    return asked or registered[0]


def _with_query(target: str, values: dict[str, str | None]) -> str:
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items() if value is not None)
    return f"{target}{'&' if '?' in target else '?'}{query}"
