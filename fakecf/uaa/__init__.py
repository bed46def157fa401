"""Who you are: users, clients, grants, and signed tokens."""

from fakecf.uaa.answers import uaa_error
from fakecf.uaa.app import Uaa
from fakecf.uaa.broken import BROKEN, Broken
from fakecf.uaa.keys import Keys
from fakecf.uaa.signing import InvalidToken
from fakecf.uaa.stock import DEFAULT_GROUPS, stock_clients
from fakecf.uaa.tokens import Token, Tokens

__all__ = [
    "BROKEN",
    "DEFAULT_GROUPS",
    "Broken",
    "InvalidToken",
    "Keys",
    "Token",
    "Tokens",
    "Uaa",
    "stock_clients",
    "uaa_error",
]
