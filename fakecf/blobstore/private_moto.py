"""A copy of moto's S3 that no `mock_aws` sees or resets, and that keeps bodies instead of bytes (blobstore 1.2)."""

import hashlib
import importlib.util
import io
import threading
from collections.abc import Iterable
from datetime import datetime
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from fakecf.blobstore.bodies import Body
from fakecf.clock import Clock
from fakecf.guids import Guids

ACCOUNT = "000000000000"
PARTITION = "aws"
BODY = "fakecf.body"
PART = 5 * 2**20

_copying = threading.Lock()


class PrivateMoto(NamedTuple):
    """Moto's two S3 modules, copied and reworked."""

    models: Any
    responses: Any

    def new_backend(self) -> Any:
        """An empty S3, the only one that these modules know from now on."""
        registry = _Registry()
        self.models.s3_backends = self.responses.s3_backends = registry
        backend = self.models.S3Backend(PARTITION, ACCOUNT)
        registry[ACCOUNT] = dict.fromkeys(self.models.PARTITION_NAMES, backend)
        return backend


def private_moto(clock: Clock, guids: Guids) -> PrivateMoto:
    """Fresh copies of `moto.s3.models` and `moto.s3.responses` that tell time and draw lots as the foundation does."""
    import moto.s3.models as shared

    with _copying:
        models = _copied("moto.s3.models")
        responses = _copied("moto.s3.responses")
    for name, value in vars(shared).items():
        if not name.startswith("__") and vars(responses).get(name) is value:
            setattr(responses, name, getattr(models, name))
    _stop_tracking(models)
    _rework_time_and_chance(models, clock, guids)
    _rework_keys(models)
    _rework_uploads(models, guids)
    _rework_handler(responses)
    return PrivateMoto(models, responses)


class _Registry(dict[str, Any]):
    """The backends by account and partition; moto also looks up here which account has a bucket."""

    def __init__(self) -> None:
        super().__init__()
        self.bucket_accounts: dict[str, tuple[str, str]] = {}


class _Forgetful(list[Any]):
    """Where moto would keep every model it ever made."""

    def append(self, _: Any) -> None:
        pass


def _copied(name: str) -> ModuleType:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} is not installed")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stop_tracking(models: Any) -> None:
    for value in vars(models).values():
        if isinstance(value, type) and value.__module__ == models.__name__ and hasattr(value, "instances_tracked"):
            value.instances_tracked = _Forgetful()


def _rework_time_and_chance(models: Any, clock: Clock, guids: Guids) -> None:
    def utcnow() -> datetime:
        return clock.now().replace(tzinfo=None)

    begin = models.FakeBucket.__init__

    def __init__(self: Any, *args: Any, **options: Any) -> None:  # noqa: N807 - it replaces one
        begin(self, *args, **options)
        self.creation_date = clock.now()

    models.utcnow = utcnow
    models.random = _Chance(models.random, guids)
    models.FakeBucket.__init__ = __init__
    models.events_send_notification = lambda **_: None  # its rules are shared with every mock in the process


class _Chance:
    """Moto's source of randomness with the foundation's GUIDs in it."""

    def __init__(self, moto: Any, guids: Guids) -> None:
        self._moto = moto
        self.uuid4 = guids.new

    def __getattr__(self, name: str) -> Any:
        return getattr(self._moto, name)


def _rework_keys(models: Any) -> None:
    def value(self: Any) -> Body:
        body: Body = self._body
        return body

    def set_value(self: Any, new: Body | bytes | str) -> None:
        new = new.encode() if isinstance(new, str) else new
        self._body = new if isinstance(new, Body) else Body.of(new)
        self.contentsize = len(self._body)

    def etag(self: Any) -> str:
        self._etag = self._etag or entity_tag(self._body)
        return f'"{self._etag}"'

    models.FakeKey.value = property(value, set_value)
    models.FakeKey.etag = property(etag)
    models.tempfile = SimpleNamespace(SpooledTemporaryFile=lambda *_, **__: io.BytesIO())  # opened but never used
    del models.FakeKey.__del__  # it warns of open files


def entity_tag(body: Body) -> str:
    """The MD5 of a body; what exceeds a part and was never hashed gets the tag of a multipart upload.

    Real droplets are uploaded in parts, and no client can check the tag of such an upload; so it is made of the size
    and both ends instead of by reading what may be a gibibyte.
    """
    if body.md5 is not None:
        return body.md5
    if len(body) <= PART:
        return _md5(body)
    ends = Body.join([body[:4096], Body.of(str(len(body)).encode()), body[-4096:]])
    return f"{_md5(ends)}-{-(-len(body) // PART)}"


def _md5(chunks: Iterable[bytes]) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _rework_uploads(models: Any, guids: Guids) -> None:
    begin = models.FakeMultipart.__init__

    def __init__(self: Any, *args: Any, **options: Any) -> None:  # noqa: N807 - it replaces one
        begin(self, *args, **options)
        self.id = guids.hex()

    def complete(self: Any, named: Iterable[tuple[int, str]]) -> tuple[Body, str, None]:
        """The parts joined, their tag, and no checksum: moto would hold every byte to make one."""
        parts = [_part(models, self, number, tag) for number, tag in named]
        if not parts:
            raise models.MalformedXML
        if any(part.contentsize < models.S3_UPLOAD_PART_MIN_SIZE for part in parts[:-1]):
            raise models.EntityTooSmall
        tags = b"".join(bytes.fromhex(_bare(part.etag).partition("-")[0]) for part in parts)
        return Body.join(part.value for part in parts), f"{_md5([tags])}-{len(parts)}", None

    def missing(_: Any, upload_id: str) -> None:
        raise models.NoSuchUpload(upload_id=upload_id)

    models.FakeMultipart.__init__ = __init__
    models.FakeMultipart.complete = complete
    models.MultipartDict.__missing__ = missing


def _part(models: Any, upload: Any, number: int, tag: str) -> Any:
    part = upload.parts.get(number)
    if part is None or _bare(part.etag) != _bare(tag):
        raise models.InvalidPart
    return part


def _bare(tag: str) -> str:
    return tag.replace('"', "")


def _rework_handler(responses: Any) -> None:
    handler = responses.S3Response
    set_up = handler.setup_class

    def setup_class(self: Any, request: Any, full_url: str | None = None, headers: Any = None) -> None:
        set_up(self, request, full_url, headers)
        self.body = request.environ.pop(BODY, self.body)  # the request is a cycle and outlives its answer

    handler.setup_class = setup_class
    handler.get_current_account = lambda _: ACCOUNT
    handler._authenticate_and_authorize_s3_action = lambda *_, **__: None  # noqa: SLF001 - done in front
