"""Tokens without a login, good or spoiled on purpose."""

from datetime import timedelta

import msgspec

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import MintedToken, TokenRequest
from fakecf.control.problems import unknown_name, wrong
from fakecf.foundation import UnknownNameError
from fakecf.web import Answer
from fakecf.words import duration


def mint(asked: Asked) -> Answer:
    request = asked.payload(TokenRequest)
    wanted = {name: value for name, value in msgspec.structs.asdict(request).items() if value is not None}
    if request.lifetime is not None:
        wanted["lifetime"] = _lifetime(request.lifetime)
    try:
        token = asked.foundation.token(**wanted)
    except UnknownNameError as error:
        raise unknown_name(error) from None
    text = str(token)
    return answer(201, MintedToken(access_token=text, authorization=f"bearer {text}", claims=token.claims))


def _lifetime(text: str) -> timedelta:
    try:
        return duration(text)
    except ValueError as error:
        raise wrong("/lifetime", str(error)) from None


_SAYS = "Mint a token."

ENDPOINTS = (Endpoint("POST", "/v1/tokens", mint, _SAYS, takes=TokenRequest, gives=MintedToken, statuses=(201,)),)
