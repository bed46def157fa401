"""Tokens without a login, good or spoiled on purpose."""

from datetime import timedelta

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import MintedToken, TokenRequest
from fakecf.control.problems import wrong
from fakecf.foundation import UnknownNameError
from fakecf.web import Answer
from fakecf.words import duration


def mint(asked: Asked) -> Answer:
    request = asked.payload(TokenRequest)
    lifetime = _lifetime(request.lifetime)
    try:
        token = asked.foundation.token(
            request.user,
            client_id=request.client_id,
            scopes=request.scopes,
            claims=request.claims,
            lifetime=lifetime,
            broken=request.broken,
        )
    except UnknownNameError as error:
        pointer = "/user" if error.kind == "user" else "/client_id"
        raise wrong(pointer, str(error), error.allowed, error.name) from None
    text = str(token)
    return answer(201, MintedToken(access_token=text, authorization=f"bearer {text}", claims=token.claims))


def _lifetime(text: str | None) -> timedelta | None:
    try:
        return duration(text) if text is not None else None
    except ValueError as error:
        raise wrong("/lifetime", str(error)) from None


ENDPOINTS = (Endpoint("POST", "/v1/tokens", mint, "Mint a token.", takes=TokenRequest, gives=MintedToken, status=201),)
