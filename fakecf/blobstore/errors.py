"""What S3 says when it refuses: its errors as data and the exception that carries one out (blobstore 2.2)."""

import html
from collections.abc import Mapping
from typing import NamedTuple

from fakecf.words import nearest


class Kind(NamedTuple):
    """One refusal; `message` has `{}` holes."""

    status: int
    code: str
    message: str


_MALFORMED_HEADER = "The authorization header is malformed; "
_MALFORMED_QUERY = "Error parsing the X-Amz-Credential parameter; "
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)

KINDS = {
    "AccessDenied": Kind(403, "AccessDenied", "Access Denied"),
    "RequestExpired": Kind(403, "AccessDenied", "Request has expired"),
    "RequestNotYetValid": Kind(403, "AccessDenied", "Request is not yet valid"),
    "InvalidExpires": Kind(403, "AccessDenied", "Invalid date (should be seconds since epoch): {}"),
    "MissingDate": Kind(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
    "HeadersNotSigned": Kind(403, "AccessDenied", "There were headers present in the request which were not signed"),
    "IncompleteV2Query": Kind(
        403, "AccessDenied", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
    ),
    "SignatureDoesNotMatch": Kind(403, "SignatureDoesNotMatch", _MISMATCH),
    "InvalidAccessKeyId": Kind(
        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
    ),
    "RequestTimeTooSkewed": Kind(
        403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
    ),
    "AccessForbidden": Kind(403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket."),
    "TwoMechanisms": Kind(
        400,
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter "
        "or the Authorization header should be specified",
    ),
    "UnsupportedAuthorization": Kind(400, "InvalidArgument", "Unsupported Authorization Type"),
    "InvalidAuthorization": Kind(
        400, "InvalidArgument", "Authorization header is invalid -- one and only one ' ' (space) required"
    ),
    "InvalidArgument": Kind(400, "InvalidArgument", "Invalid Argument"),
    "V4Only": Kind(
        400,
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    ),
    "MissingContentSha256": Kind(
        400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"
    ),
    "IncompleteV4Query": Kind(
        400,
        "AuthorizationQueryParametersError",
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
        "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    ),
    "InvalidAlgorithm": Kind(
        400,
        "AuthorizationQueryParametersError",
        'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    ),
    "InvalidQueryDate": Kind(
        400,
        "AuthorizationQueryParametersError",
        "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    ),
    "ExpiresNotANumber": Kind(400, "AuthorizationQueryParametersError", "X-Amz-Expires should be a number"),
    "ExpiresNegative": Kind(400, "AuthorizationQueryParametersError", "X-Amz-Expires must be non-negative"),
    "ExpiresTooLong": Kind(
        400,
        "AuthorizationQueryParametersError",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
        "604800 seconds",
    ),
    "InvalidQueryCredential": Kind(400, "AuthorizationQueryParametersError", _MALFORMED_QUERY + "{}"),
    "InvalidHeaderCredential": Kind(400, "AuthorizationHeaderMalformed", _MALFORMED_HEADER + "{}"),
    "BadDigest": Kind(400, "BadDigest", "The Content-MD5 you specified did not match what we received."),
    "InvalidDigest": Kind(400, "InvalidDigest", "The Content-MD5 you specified was invalid."),
    "XAmzContentSHA256Mismatch": Kind(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),
    "IncompleteBody": Kind(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    ),
    "EntityTooLarge": Kind(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"),
    "MaxMessageLengthExceeded": Kind(400, "MaxMessageLengthExceeded", "Your request was too big."),
    "MalformedXML": Kind(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    ),
    "InvalidBucketName": Kind(400, "InvalidBucketName", "The specified bucket is not valid."),
    "NoSuchKey": Kind(404, "NoSuchKey", "The specified key does not exist."),
    "MethodNotAllowed": Kind(405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
    "MissingContentLength": Kind(411, "MissingContentLength", "You must provide the Content-Length HTTP header."),
    "PreconditionFailed": Kind(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
    ),
    "InvalidPartNumber": Kind(416, "InvalidPartNumber", "The requested partnumber is not satisfiable"),
    "InternalError": Kind(500, "InternalError", "We encountered an internal error. Please try again."),
    "NotImplemented": Kind(
        501, "NotImplemented", "A header you provided implies functionality that is not implemented"
    ),
}

_PHRASES = {"SlowDown": "Slow Down"}


def _named(name: str, holes: tuple[str, ...]) -> Kind:
    kind = KINDS.get(name)
    if kind is None:
        raise KeyError(f"no S3 error is called {name!r}; nearest: {nearest(name, KINDS)}")
    return kind._replace(message=kind.message.format(*holes))


class S3Error(Exception):
    """A refusal on its way to the caller: one of KINDS by its name, or one worded elsewhere.

    `extras` are the elements after Message in their order; `holes` fill the message of a named kind.
    """

    def __init__(
        self,
        kind: str | Kind,
        *holes: str,
        extras: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind if isinstance(kind, Kind) else _named(kind, holes)
        self.extras = dict(extras or {})
        self.headers = dict(headers or {})
        super().__init__(f"{self.kind.status} {self.kind.code}: {self.kind.message}")

    @property
    def reason(self) -> str | None:
        return _PHRASES.get(self.kind.code)

    def document(self, request_id: str, host_id: str) -> bytes:
        """The body that AWS would send."""
        said = {"Code": self.kind.code, "Message": self.kind.message, **self.extras}
        elements = {**said, "RequestId": request_id, "HostId": host_id}
        inner = "".join(f"<{name}>{html.escape(str(text), quote=False)}</{name}>" for name, text in elements.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'.encode()
