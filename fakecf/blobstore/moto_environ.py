"""A verified request as moto is to see it: path style, without signature, and with what it would trip over repaired."""

import io
import re
from urllib.parse import quote, urlencode

from fakecf.blobstore.bodies import Body
from fakecf.blobstore.private_moto import BODY
from fakecf.blobstore.requests import Request
from fakecf.blobstore.timeliness import http_moment
from fakecf.blobstore.verification import SIGNING_PARAMETERS
from fakecf.web import WSGIEnvironment

_ONE_RANGE = re.compile(r"bytes=\d*-\d*")

# Of the connection, of the signature, or moto's own.
_UNSEEN = frozenset(
    """
    authorization connection content-length expect host transfer-encoding x-amz-content-sha256 x-amz-date
    x-amz-decoded-content-length x-amz-security-token x-amz-trailer x-moto-account-id
    """.split()  # noqa: SIM905 - a word a line would drown the rest
)


def environ_for(request: Request, body: Body, region: str) -> WSGIEnvironment:
    """The environ; an object's *body* is handed over as it is, any other as a stream."""
    content = b"" if request.body_is_an_object else bytes(body)
    path = f"/{quote(request.bucket)}/{quote(request.key)}" if request.key else f"/{quote(request.bucket)}"
    query = urlencode([(name, value or "") for name, value in request.query if _is_asked(name)], quote_via=quote)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "RAW_URI": f"{path}?{query}",
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=fakecf/20260101/{region}/s3/aws4_request",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(content),
        "CONTENT_LENGTH": str(len(content)),
        **{_environ_name(name): value for name, value in _headers(request).items()},
    }
    if request.body_is_an_object:
        environ[BODY] = body
    else:
        environ["CONTENT_TYPE"] = "application/xml"  # moto would read a form out of what curl calls one
    return environ


def _is_asked(parameter: str) -> bool:
    return parameter not in SIGNING_PARAMETERS and not parameter.lower().startswith("x-amz-")


def _headers(request: Request) -> dict[str, str]:
    """The headers, and the parameters that a presigned URL carries instead of headers."""
    hoisted = {name.lower(): value for name, value in request.parameters.items() if name.lower().startswith("x-amz-")}
    headers = {name: value for name, value in {**request.headers, **hoisted}.items() if name not in _UNSEEN}
    for name in _ineffective(headers):
        del headers[name]
    codings = [coding.strip() for coding in headers.pop("content-encoding", "").split(",")]
    if kept := ",".join(coding for coding in codings if coding not in {"", "aws-chunked"}):
        headers["content-encoding"] = kept
    return headers


def _ineffective(headers: dict[str, str]) -> list[str]:
    """Headers that S3 passes over where moto obeys or fails: odd ranges and dates, and the weaker of two conditions."""
    algorithm = headers.get("x-amz-sdk-checksum-algorithm", "").lower()
    passed_over = {
        "range": not _ONE_RANGE.fullmatch(headers.get("range", "")),
        "if-modified-since": "if-none-match" in headers or http_moment(headers.get("if-modified-since", "")) is None,
        "if-unmodified-since": "if-match" in headers or http_moment(headers.get("if-unmodified-since", "")) is None,
        "x-amz-sdk-checksum-algorithm": f"x-amz-checksum-{algorithm}" not in headers,
    }
    return [name for name, is_passed_over in passed_over.items() if name in headers and is_passed_over]


def _environ_name(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"
