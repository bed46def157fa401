"""An S3 request as it was sent: bucket and key out of host and path, escapes kept for the signature."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from fakecf.addresses import host_name
from fakecf.blobstore.signatures import Query, Signable
from fakecf.web import WSGIEnvironment

# Names under which the whole blobstore is reached; a further label in front of one names a bucket.
_ROOTS = ("s3.localhost", "blobstore.localhost", "blobstore.api.localhost", "api.localhost", "localhost")

# What a request to an object is called everywhere, by its method; LIST is one to a bucket.
OF_AN_OBJECT = {
    "GET": "blobstore.get",
    "HEAD": "blobstore.head",
    "PUT": "blobstore.put",
    "POST": "blobstore.post",
    "DELETE": "blobstore.delete",
}
LIST = "blobstore.list"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: `path` is percent-encoded as sent, `resource` the same with the bucket in front."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    resource: str
    bucket: str
    key: str

    @property
    def operation(self) -> str:
        """The name of what is asked; empty for a method that S3 does not know."""
        return LIST if self.method == "GET" and not self.key else OF_AN_OBJECT.get(self.method, "")

    @property
    def parameters(self) -> dict[str, str]:
        """The query as a mapping; the last of several values counts."""
        return {name: value or "" for name, value in self.query}

    @property
    def body_is_an_object(self) -> bool:
        """Whether the body is bits to keep rather than XML to obey."""
        subresources = {"acl", "tagging", "retention", "legal-hold"}
        names_something_else = "x-amz-copy-source" in self.headers or subresources & self.parameters.keys()
        return self.method == "PUT" and bool(self.key) and not names_something_else

    def with_headers(self, more: Mapping[str, str]) -> "Request":
        """The request as if *more* had been among its headers."""
        return replace(self, headers={**self.headers, **more}) if more else self

    def without_header(self, name: str) -> "Request":
        return replace(self, headers={key: value for key, value in self.headers.items() if key != name})

    def without(self, *names: str) -> Query:
        """The query less the parameters called *names*."""
        return tuple((name, value) for name, value in self.query if name not in names)

    def signable(self, *unsigned: str) -> Signable:
        """What version 4 signs, less the *unsigned* parameters."""
        return Signable(self.method, self.path, self.without(*unsigned), self.headers)

    def signable_v2(self) -> Signable:
        """What version 2 signs: the bucket always in the path, and a slash behind it."""
        resource = self.resource if self.resource.count("/") > 1 or not self.bucket else f"{self.resource}/"
        return Signable(self.method, resource, self.query, self.headers)


def received(environ: WSGIEnvironment) -> Request:
    """The request in a WSGI environ."""
    path, _, query = _target(environ).partition("?")
    headers = _headers(environ)
    virtual = _bucket_in(headers.get("host", ""))
    resource = f"/{virtual}{path}" if virtual else path
    bucket, _, key = resource.removeprefix("/").partition("/")
    return Request(environ["REQUEST_METHOD"], path, _pairs(query), headers, resource, unquote(bucket), unquote(key))


def _target(environ: WSGIEnvironment) -> str:
    raw: str | None = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw is not None:
        return raw
    return f"{quote(environ['PATH_INFO'].encode('latin-1'))}?{environ.get('QUERY_STRING', '')}"


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").lower().replace("_", "-"): value.encode("latin-1").decode("utf-8", "replace")
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            found[name.lower().replace("_", "-")] = environ[name]
    return found


def _bucket_in(host: str) -> str:
    name = host_name(host)
    for root in _ROOTS:
        if name == root:
            return ""
        if name.endswith(f".{root}"):
            return name.removesuffix(f".{root}")
    return ""


def _pairs(query: str) -> Query:
    """Names and values decoded; a name without `=` has no value, which version 2 tells from an empty one."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return tuple((unquote(name), unquote(value) if equals else None) for name, equals, value in pairs)
