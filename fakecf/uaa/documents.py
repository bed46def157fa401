"""What UAA tells anybody: its login information and its OpenID configuration."""

from typing import Any

from fakecf.addresses import host_name

# an example of a UAA of the time; clients compare the version (clients 3)
_RELEASE = {"version": "77.20.0", "commit_id": "fakecf", "timestamp": "2024-10-24T12:34:56+0000"}

_CLAIMS = (
    *("sub", "user_name", "origin", "iss", "auth_time", "amr", "acr", "client_id", "aud", "zid", "grant_type"),
    *("user_id", "azp", "scope", "exp", "iat", "jti", "rev_sig", "cid", "given_name", "family_name", "phone_number"),
    "email",
)

LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>fakecf UAA</title></head>
<body>
<h1>fakecf UAA</h1>
<p>A fake has no login form. Use <code>cf login</code>, or ask <code>POST /oauth/token</code> for a token.</p>
</body>
</html>
"""


def login_information(uaa_url: str, *, with_passcode: bool) -> dict[str, Any]:
    """`GET /login` for programs (cc-surface 5.1); each prompt has exactly two elements, or the cf CLI panics.

    A passcode is asked for where users of another identity provider are.
    """
    passcode = ["password", f"Temporary Authentication Code ( Get one at {uaa_url}/passcode )"]
    prompts = {"username": ["text", "Email"], "password": ["password", "Password"]}
    return {
        "app": {"version": _RELEASE["version"]},
        "links": {"uaa": uaa_url, "passwd": "/forgot_password", "login": uaa_url, "register": "/create_account"},
        "zone_name": "uaa",
        "entityID": host_name(uaa_url.partition("://")[2]),
        "commit_id": _RELEASE["commit_id"],
        "idpDefinitions": {},
        "prompts": {**prompts, "passcode": passcode} if with_passcode else prompts,
        "timestamp": _RELEASE["timestamp"],
    }


def openid_configuration(uaa_url: str, issuer: str) -> dict[str, Any]:
    """The discovery document: endpoints on the host that the caller used, one issuer for all (cc-surface 5.4)."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{uaa_url}/oauth/authorize",
        "token_endpoint": f"{uaa_url}/oauth/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "HS256"],
        "userinfo_endpoint": f"{uaa_url}/userinfo",
        "jwks_uri": f"{uaa_url}/token_keys",
        "end_session_endpoint": f"{uaa_url}/logout.do",
        "scopes_supported": ["openid", "profile", "email", "phone", "roles", "user_attributes"],
        "response_types_supported": ["code", "code id_token", "id_token", "token id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
        "id_token_encryption_alg_values_supported": ["none"],
        "claim_types_supported": ["normal"],
        "claims_supported": list(_CLAIMS),
        "claims_parameter_supported": False,
        "service_documentation": "http://docs.cloudfoundry.org/api/uaa/",
        "ui_locales_supported": ["en-US"],
        "code_challenge_methods_supported": ["S256", "plain"],
    }
