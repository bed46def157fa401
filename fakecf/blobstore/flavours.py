"""What each kind of store says when a token comes along with a presigned URL (blobstore 2.3).

Only that, and of MinIO and Ceph the few texts that are known to differ; all else is answered as AWS does. A header that
carries a second AWS signature is counted like a token. What the reference could not verify is marked [?].
"""

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from fakecf.blobstore.errors import KINDS, Kind, S3Error
from fakecf.blobstore.headers import Identity
from fakecf.blobstore.requests import Request
from fakecf.config import Flavour
from fakecf.web import Answer, Headers

_EVERY = ("",)


class Refusal(NamedTuple):
    """One answer; headers and body have holes for what differs from time to time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    reason: str | None = None


class Store(NamedTuple):
    """A kind of store: which Authorization it counts beside a signed URL, and what it says of it.

    `counts` and `anonymous` are what the header's value begins with, in the case given: beside a signed URL any other
    value is ignored, and of one alone `anonymous` tells which is. Without a `refusal` the request is checked as AWS
    does. `wording` replaces errors of AWS, less their extra elements; errors of a named `server` name the resource too.
    """

    counts: tuple[str, ...] = ()
    anonymous: tuple[str, ...] = ()
    refusal: Refusal | None = None
    wording: Mapping[Kind, Kind] = {}
    server: str | None = None

    def answer(self, request: Request, identity: Identity, now: datetime) -> Answer | None:
        """The refusal of a token that came along; None where the request may go on."""
        if self.refusal is None or not is_presigned(request) or not self._counted(request):
            return None
        return _filled(self.refusal, request, identity, now)

    def heard(self, request: Request) -> Request:
        """The request without an Authorization that this store does not look at."""
        value = request.headers.get("authorization", "")
        ignored = not self._counted(request) if is_presigned(request) else value.startswith(self.anonymous)
        if not value or not ignored:
            return request
        return replace(
            request, headers={name: text for name, text in request.headers.items() if name != "authorization"}
        )

    def worded(self, error: S3Error, path: str) -> S3Error:
        """*error* about *path* as this store puts it."""
        known = self.wording.get(error.kind)
        extras = error.extras if known is None else {}
        named = {"Resource": path} if self.server else {}
        return S3Error(known or error.kind, extras={**extras, **named}, headers=error.headers)

    def _counted(self, request: Request) -> bool:
        value = request.headers.get("authorization", "")
        return bool(value) and value.startswith(self.counts)


def is_presigned(request: Request) -> bool:
    """Whether the query claims a signature, of version 4 or 2."""
    return not request.parameters.keys().isdisjoint({"X-Amz-Algorithm", "X-Amz-Signature", "Signature"})


def _filled(refusal: Refusal, request: Request, identity: Identity, now: datetime) -> Answer:
    digits = identity.request_id.lower()
    holes = {
        "bucket": html.escape(request.bucket, quote=False),
        "resource": html.escape(unquote(request.path), quote=False),
        "request_id": identity.request_id,
        "host_id": identity.host_id,
        "date": identity.date,
        "guid": f"{digits[:8]}-{digits[8:12]}-00{digits[:2]}-{digits[12:16]}-{digits[4:10]}000000",
        "time": f"{now:%Y-%m-%dT%H:%M:%S.%f}0Z",
        "transaction": f"tx00000{digits}-{int(now.timestamp()):010x}-1075-default",
    }
    body = refusal.body.format(**holes).encode()
    headers: Headers = [(name, text.format(**holes, length=len(body))) for name, text in refusal.headers]
    return Answer(refusal.status, headers, body, refusal.reason)


_MINIO = "MinIO"
_MINIO_REFUSAL = Refusal(
    400,
    (
        ("Accept-Ranges", "bytes"),
        ("Content-Length", "{length}"),
        ("Content-Type", "application/xml"),
        ("Server", _MINIO),
        ("Vary", "Origin"),
        ("X-Amz-Id-2", "{host_id}"),
        ("X-Amz-Request-Id", "{request_id}"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Xss-Protection", "1; mode=block"),
        ("Date", "{date}"),
    ),
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidRequest</Code><Message>Invalid Request (request has '
    "multiple authentication types, please use one)</Message><Resource>{resource}</Resource>"
    "<RequestId>{request_id}</RequestId><HostId>{host_id}</HostId></Error>",
)
_MINIO_WORDING = {
    KINDS["RequestExpired"]: KINDS["RequestExpired"],  # the same, but without its extras
    KINDS["AccessDenied"]: Kind(403, "AccessDenied", "Access Denied."),
    KINDS["RequestTimeTooSkewed"]: Kind(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the server's time is too large.",
    ),
    KINDS["UnsupportedAuthorization"]: KINDS["V4Only"],
    KINDS["InvalidAuthorization"]: KINDS["V4Only"],
}

# [?] the status: the source has it that any Authorization goes before the query, and that an unknown scheme is EINVAL;
# [?] the empty Message, and the headers.
_CEPH_REFUSAL = Refusal(
    400,
    (
        ("Content-Length", "{length}"),
        ("x-amz-request-id", "{transaction}"),
        ("Accept-Ranges", "bytes"),
        ("Content-Type", "application/xml"),
        ("Date", "{date}"),
    ),
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>InvalidArgument</Code><Message></Message>'
    "<BucketName>{bucket}</BucketName><RequestId>{transaction}</RequestId><HostId>1075-default-default</HostId></Error>",
)

_AZURE_MESSAGE = (
    "Authentication information is not given in the correct format. Check the value of Authorization header."
)
_AZURE_REFUSAL = Refusal(
    400,
    (
        ("Content-Length", "{length}"),
        ("Content-Type", "application/xml"),
        ("Server", "Microsoft-HTTPAPI/2.0"),
        ("x-ms-request-id", "{guid}"),
        ("Date", "{date}"),
    ),
    '<?xml version="1.0" encoding="utf-8"?><Error><Code>InvalidAuthenticationInfo</Code>'
    f"<Message>{_AZURE_MESSAGE}\nRequestId:{{guid}}\nTime:{{time}}</Message></Error>",
    _AZURE_MESSAGE,
)

# [?] another kind of token may be answered with 400; [?] the headers
_GCS_REFUSAL = Refusal(
    401,
    (
        ("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/"'),
        ("Content-Type", "application/xml; charset=UTF-8"),
        ("Content-Length", "{length}"),
        ("Date", "{date}"),
        ("Server", "UploadServer"),
    ),
    "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AuthenticationRequired</Code>"
    "<Message>Authentication required.</Message></Error>",
)

STORES: dict[Flavour, Store] = {
    "aws": Store(counts=_EVERY),
    # the prefixes that hasMultipleAuth counts: `bearer`, as UAA has it, is not among them
    "minio": Store(("AWS", "Bearer"), ("Bearer",), _MINIO_REFUSAL, _MINIO_WORDING, _MINIO),
    "ceph": Store(
        counts=_EVERY,
        refusal=_CEPH_REFUSAL,
        wording={KINDS["RequestExpired"]: Kind(403, "AccessDenied", "The pre-signed URL has expired")},
    ),
    "azure": Store(counts=_EVERY, refusal=_AZURE_REFUSAL),
    "gcs": Store(counts=_EVERY, refusal=_GCS_REFUSAL),
    "webdav": Store(),  # nginx's secure_link checks nothing but the URL
    "ignore": Store(),
}
