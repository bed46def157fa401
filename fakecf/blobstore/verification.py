"""Whether a request is signed, by whom, and what S3 says when it is signed wrongly (blobstore 2.2).

The order of the checks is AWS's: one mechanism, its scheme, completeness, credential, time, key, headers, signature.
"""

import hmac
from collections.abc import Mapping

from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.requests import Request
from fakecf.blobstore.signatures import (
    ALGORITHM,
    UNSIGNED_PAYLOAD,
    Scope,
    signature,
    signature_v2,
    string_to_sign,
)
from fakecf.blobstore.timeliness import check_expires, check_http_date, check_period, check_skew, lifetime, long_date
from fakecf.clock import Clock

_CREDENTIAL_PARTS = 5
_MALFORMED = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
_COMPONENTS = "the authorization header requires three components: Credential, SignedHeaders, and Signature."
_QUERY_V4 = {
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
}
_QUERY_V2 = {"Signature", "Expires", "AWSAccessKeyId"}
SIGNING_PARAMETERS = _QUERY_V4 | _QUERY_V2 | {"X-Amz-Content-Sha256", "X-Amz-Security-Token", "x-id"}

# Regions opened after January 2014 never learnt version 2.
_V2_REGIONS = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-west-1",
        "sa-east-1",
        "us-east-1",
        "us-west-1",
        "us-west-2",
    }
)


class Verifier:
    """Knows the keys and the region, and tells time by the foundation's clock."""

    def __init__(self, keys: Mapping[str, str], region: str, clock: Clock) -> None:
        self._keys = keys
        self._region = region
        self._clock = clock

    def check(self, request: Request) -> str | None:
        """The access key id that signed the request, None for an anonymous one; raises S3Error for any other."""
        authorization = request.headers.get("authorization")
        parameters = request.parameters
        if authorization and ("X-Amz-Algorithm" in parameters or "Signature" in parameters):
            raise S3Error("TwoMechanisms", extras=_argument(authorization))
        if authorization:
            return self._check_header(request, authorization)
        if parameters.keys() & _QUERY_V4:
            return self._check_query(request, parameters)
        if parameters.keys() & _QUERY_V2:
            return self._check_query_v2(request, parameters)
        return None

    def _check_header(self, request: Request, authorization: str) -> str:
        scheme, _, rest = authorization.partition(" ")
        if scheme == ALGORITHM:
            return self._check_header_v4(request, rest)
        if authorization.count(" ") != 1:
            raise S3Error("InvalidAuthorization", extras=_argument(authorization))
        if scheme == "AWS":
            return self._check_header_v2(request, rest)
        raise S3Error("UnsupportedAuthorization", extras=_argument(authorization))

    def _check_query(self, request: Request, parameters: Mapping[str, str]) -> str:
        if not parameters.keys() >= _QUERY_V4:
            raise S3Error("IncompleteV4Query")
        if parameters["X-Amz-Algorithm"] != ALGORITHM:
            raise S3Error("InvalidAlgorithm")
        moment = parameters["X-Amz-Date"]
        access_key_id, scope = self._credential(parameters["X-Amz-Credential"], "InvalidQueryCredential")
        check_period(self._clock.now(), long_date(moment, "InvalidQueryDate"), lifetime(parameters["X-Amz-Expires"]))
        _check_day(scope, moment, "InvalidQueryCredential")
        secret = self._secret(access_key_id)
        signed = parameters["X-Amz-SignedHeaders"].split(";")
        _check_signed_headers(request, signed)
        payload = request.headers.get("x-amz-content-sha256") if "x-amz-content-sha256" in signed else None
        canonical = request.signable("X-Amz-Signature").canonical(
            signed, payload or parameters.get("X-Amz-Content-Sha256", UNSIGNED_PAYLOAD)
        )
        given = parameters["X-Amz-Signature"]
        _check_signature(access_key_id, secret, scope, string_to_sign(moment, scope, canonical), given, canonical)
        return access_key_id

    def _check_header_v4(self, request: Request, rest: str) -> str:
        fields = dict(_named(field) for field in rest.split(","))
        if not fields.keys() >= {"Credential", "SignedHeaders", "Signature"}:
            raise S3Error("InvalidHeaderCredential", _COMPONENTS)
        access_key_id, scope = self._credential(fields["Credential"], "InvalidHeaderCredential")
        moment = request.headers.get("x-amz-date", "")
        check_skew(self._clock.now(), moment, long_date(moment, "MissingDate"))
        _check_day(scope, moment, "InvalidHeaderCredential")
        secret = self._secret(access_key_id)
        payload = request.headers.get("x-amz-content-sha256")
        if payload is None:
            raise S3Error("MissingContentSha256")
        signed = fields["SignedHeaders"].split(";")
        _check_signed_headers(request, signed)
        canonical = request.signable().canonical(signed, payload)
        text = string_to_sign(moment, scope, canonical)
        _check_signature(access_key_id, secret, scope, text, fields["Signature"], canonical)
        return access_key_id

    def _check_query_v2(self, request: Request, parameters: Mapping[str, str]) -> str:
        if not parameters.keys() >= _QUERY_V2:
            raise S3Error("IncompleteV2Query")
        self._check_v2_is_known()
        check_expires(self._clock.now(), parameters["Expires"])
        access_key_id = parameters["AWSAccessKeyId"]
        text = request.signable_v2().string_to_sign_v2(parameters["Expires"])
        _check_signature_v2(access_key_id, self._secret(access_key_id), text, parameters["Signature"])
        return access_key_id

    def _check_header_v2(self, request: Request, rest: str) -> str:
        self._check_v2_is_known()
        access_key_id, _, given = rest.partition(":")
        date = "" if "x-amz-date" in request.headers else request.headers.get("date", "")
        check_http_date(self._clock.now(), request.headers.get("x-amz-date") or date)
        text = request.signable_v2().string_to_sign_v2(date)
        _check_signature_v2(access_key_id, self._secret(access_key_id), text, given)
        return access_key_id

    def _credential(self, credential: str, error: str) -> tuple[str, Scope]:
        parts = credential.split("/")
        if len(parts) != _CREDENTIAL_PARTS:
            raise S3Error(error, _MALFORMED)
        access_key_id, *rest = parts
        scope = Scope(*rest)
        if scope.region != self._region:
            wrong = f"the region '{scope.region}' is wrong; expecting '{self._region}'"
            raise S3Error(error, wrong, extras={"Region": self._region})
        if scope.service != "s3":
            raise S3Error(error, f'incorrect service "{scope.service}". This endpoint belongs to "s3".')
        if scope.terminal != "aws4_request":
            raise S3Error(error, f'incorrect terminal "{scope.terminal}". This endpoint uses "aws4_request".')
        return access_key_id, scope

    def _check_v2_is_known(self) -> None:
        if self._region not in _V2_REGIONS:
            raise S3Error("V4Only")

    def _secret(self, access_key_id: str) -> str:
        secret = self._keys.get(access_key_id)
        if secret is None:
            raise S3Error("InvalidAccessKeyId", extras={"AWSAccessKeyId": access_key_id})
        return secret


def _argument(authorization: str) -> dict[str, str]:
    return {"ArgumentName": "Authorization", "ArgumentValue": authorization}


def _named(field: str) -> tuple[str, str]:
    name, _, value = field.strip().partition("=")
    return name, value


def _check_day(scope: Scope, moment: str, error: str) -> None:
    if scope.day != moment[:8]:
        wrong = f'Invalid credential date "{scope.day}". This date is not the same as X-Amz-Date: "{moment[:8]}".'
        raise S3Error(error, wrong)


def _check_signed_headers(request: Request, signed: list[str]) -> None:
    """Host and every x-amz header must be signed, the payload's digest excepted: it stands in the signature itself."""
    due = ["host", *sorted(name for name in request.headers if name.startswith("x-amz-"))]
    missing = [name for name in due if name not in signed and name != "x-amz-content-sha256"]
    if missing:
        raise S3Error("HeadersNotSigned", extras={"HeadersNotSigned": ", ".join(missing)})


def _check_signature(access_key_id: str, secret: str, scope: Scope, text: str, given: str, canonical: str) -> None:
    if not _same(signature(secret, scope, text), given):
        extras = {**_mismatch(access_key_id, text, given), "CanonicalRequest": canonical}
        raise S3Error("SignatureDoesNotMatch", extras={**extras, "CanonicalRequestBytes": _bytes(canonical)})


def _check_signature_v2(access_key_id: str, secret: str, text: str, given: str) -> None:
    if not _same(signature_v2(secret, text), given):
        raise S3Error("SignatureDoesNotMatch", extras=_mismatch(access_key_id, text, given))


def _mismatch(access_key_id: str, text: str, given: str) -> dict[str, str]:
    return {
        "AWSAccessKeyId": access_key_id,
        "StringToSign": text,
        "SignatureProvided": given,
        "StringToSignBytes": _bytes(text),
    }


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _bytes(text: str) -> str:
    return text.encode().hex(" ")
