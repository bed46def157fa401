"""What the Cloud Controller sees of its blobstore: blobs by key, and URLs to download them from."""

import posixpath
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from fakecf.addresses import alternate
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.engine import Engine, KeptBuckets
from fakecf.blobstore.errors import Kind, S3Error
from fakecf.blobstore.front import Front
from fakecf.blobstore.hops import behind
from fakecf.blobstore.signing import Credentials, Profile, download_url
from fakecf.blobstore.spooling import Spool
from fakecf.blobstore.verification import Verifier
from fakecf.clock import Clock
from fakecf.config import Flavour
from fakecf.guids import Guids
from fakecf.web import Answer, WSGIApplication, WSGIEnvironment

DROPLETS = "cc-droplets"
PACKAGES = "cc-packages"
BUILDPACKS = "cc-buildpacks"
RESOURCES = "cc-resources"
BUCKETS = (DROPLETS, PACKAGES, BUILDPACKS, RESOURCES)

REGION = "us-east-1"
ACCESS_KEY_ID = "AKIAFAKECF0000000000"
SECRET_ACCESS_KEY = "fakecf/secret/access/key/for/tests/only0"  # noqa: S105 - published in the manual


class SeededBlob(Protocol):
    """A blob that is there from the beginning and came at `moment`; its key is not partitioned."""

    @property
    def bucket(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def body(self) -> Body: ...

    @property
    def moment(self) -> datetime: ...


def partitioned(key: str) -> str:
    """Where the Cloud Controller keeps *key*: under two folders of its own first letters (cc-droplets 9)."""
    folded = key.lower()
    return f"{folded[0:2]}/{folded[2:4]}/{folded}"


class _Kept(NamedTuple):
    body: Body
    moment: datetime


class _Shelf:
    """Blobs as long as nobody speaks S3 to us: moto would cost the first download most of a second."""

    def __init__(self, blobs: dict[tuple[str, str], _Kept]) -> None:
        self.blobs = dict(blobs)

    def put(self, bucket: str, key: str, body: Body, moment: datetime) -> None:
        self.blobs[bucket, key] = _Kept(body, moment)

    def get(self, bucket: str, key: str) -> Body | None:
        kept = self.blobs.get((bucket, key))
        return None if kept is None else kept.body

    def delete(self, bucket: str, key: str) -> None:
        self.blobs.pop((bucket, key), None)


class Blobstore:
    """An S3 of its own, shared with no other in the process.

    Every method takes the Cloud Controller's plain key (`<droplet guid>/<sha1>`) and partitions it itself. What S3
    clients do counts here too: a blob that one deletes is missing.
    """

    def __init__(
        self,
        clock: Clock,
        guids: Guids,
        *,
        profile: Profile = "storage-cli",
        flavour: Flavour = "aws",
        region: str = REGION,
        keys: tuple[str, str] = (ACCESS_KEY_ID, SECRET_ACCESS_KEY),
    ) -> None:
        self.credentials = Credentials(*keys, region)
        self._profile = profile
        self._clock = clock
        self._guids = guids
        self._seeded: dict[tuple[str, str], _Kept] = {}
        self._shelf: _Shelf | None = _Shelf({})
        self._engine: Engine | None = None
        self._lock = threading.RLock()
        self._making = threading.Lock()
        self._spool = Spool()
        self._aside: dict[str, Body] = {}
        verifier = Verifier(dict([keys]), region, clock)
        self._front = Front(self._warm_engine, verifier, self._spool, clock, guids, flavour)

    @property
    def application(self) -> WSGIApplication:
        """S3 over WSGI."""
        return self._front

    def error(self, status: int, code: str, message: str, _: WSGIEnvironment) -> Answer:
        """Any error in the words of S3."""
        return self._front.refusal(S3Error(Kind(status, code, message)))

    def exists(self, bucket: str, key: str) -> bool:
        return self._find(bucket, key) is not None

    def size(self, bucket: str, key: str) -> int:
        """Bytes in the blob; raises KeyError if there is none."""
        return len(self.open(bucket, key))

    def open(self, bucket: str, key: str) -> Body:
        """The blob itself; raises KeyError if there is none."""
        body = self._find(bucket, key)
        if body is None:
            raise KeyError(f"{bucket} has no blob {key!r} (at {partitioned(key)})")
        return body

    def put(self, bucket: str, key: str, body: Body) -> None:
        with self._lock:
            self._store.put(bucket, partitioned(key), body, self._clock.now())

    def receive(self, blocks: Iterator[bytes]) -> Body:
        """A body of what comes in, kept out of memory where it is large; it is no blob yet."""
        return self._spool.keep(blocks)

    def set_aside(self, path: str, body: Body) -> None:
        """Keep *body* where a form that names *path* finds it, as a CC without nginx before it finds files."""
        self._aside[path] = body

    def aside(self, path: str) -> Body | None:
        return self._aside.get(path)

    def sets_aside_beside(self, path: str) -> bool:
        """Whether anything was set aside in the folder of *path*."""
        return any(posixpath.dirname(known) == posixpath.dirname(path) for known in self._aside)

    def delete(self, bucket: str, key: str) -> None:
        """Remove the blob if there is one."""
        with self._lock:
            self._store.delete(bucket, partitioned(key))

    def download_url(self, bucket: str, key: str, base_url: str) -> str:
        """A presigned URL for an hour, signed for the host in *base_url* (`http://127.0.0.1:9024`)."""
        path = f"/{bucket}/{partitioned(key)}"
        return download_url(self._profile, base_url, path, self.credentials, self._clock.now())

    def chained_url(self, bucket: str, key: str, base_url: str, hops: int) -> str:
        """A presigned URL behind *hops* redirects, the first at *base_url*, the next by this machine's other name."""
        last = alternate(base_url) if hops % 2 else base_url
        return behind(hops, base_url + self.download_url(bucket, key, last).removeprefix(last))

    def seed(self, blobs: Iterable[SeededBlob]) -> None:
        """Put *blobs* now and at every reset."""
        with self._lock:
            self.lay(blobs)
            for blob in blobs:
                self._seeded[blob.bucket, partitioned(blob.key)] = _Kept(blob.body, blob.moment)

    def lay(self, blobs: Iterable[SeededBlob]) -> None:
        """Put *blobs*, each as if it had come at its moment."""
        with self._lock:
            for blob in blobs:
                self._store.put(blob.bucket, partitioned(blob.key), blob.body, blob.moment)

    def reset(self) -> None:
        """Back to what was seeded, whatever was put, deleted or uploaded since."""
        with self._lock:
            self._aside.clear()
            self._refill(self._seeded)

    def _refill(self, blobs: dict[tuple[str, str], _Kept]) -> None:
        self._shelf = _Shelf(blobs)
        if self._engine is not None:
            self._engine.start_over(())

    def kept(self) -> "KeptBlobs":
        """Every blob there is now, to be restored; their bits are shared."""
        with self._lock:
            if self._shelf is None:
                return self._warm_engine().kept()
            return dict(self._shelf.blobs)

    def restore(self, kept: "KeptBlobs") -> None:
        """Have the blobs that were kept, and no others."""
        with self._lock:
            if isinstance(kept, KeptBuckets):
                self._shelf = None
                self._warm_engine().restore(kept)
            else:
                self._refill(kept)

    def warm(self) -> None:
        """Pay for moto now rather than at the first S3 request."""
        self._warm_engine()

    def close(self) -> None:
        """Remove the files of uploads."""
        self._spool.close()

    def _find(self, bucket: str, key: str) -> Body | None:
        with self._lock:
            return self._store.get(bucket, partitioned(key))

    @property
    def _store(self) -> "_Shelf | Engine":
        return self._warm_engine() if self._shelf is None else self._shelf

    def _warm_engine(self) -> Engine:
        """The engine with everything in it, from here on the truth; made outside the lock that others wait for."""
        with self._making:
            engine = self._engine = self._engine or Engine(self._clock, self._guids, self.credentials.region)
        with self._lock:
            if self._shelf is not None:
                engine.start_over(BUCKETS)
                for (bucket, key), kept in self._shelf.blobs.items():
                    engine.put(bucket, key, *kept)
                self._shelf = None
        return engine


KeptBlobs = dict[tuple[str, str], _Kept] | KeptBuckets
