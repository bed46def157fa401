"""Which requests were asked again after they had failed."""

import re
from collections import OrderedDict
from threading import Lock

from fakecf.web import WSGIEnvironment

# what signs a link, and so differs from one link to another for the same thing (blobstore 3.2)
_SIGNING = re.compile(
    r"(?:^|&)(?:X-Amz-[^&]*|AWSAccessKeyId=[^&]*|Signature=[^&]*|md5=[^&]*|expires=[^&]*)", re.IGNORECASE
)


class Retries:
    """Remembers the last *count* requests that failed and did not succeed since: only hashes of them."""

    def __init__(self, count: int = 1000) -> None:
        self._count = count
        self._lock = Lock()
        self._failed: OrderedDict[int, int] = OrderedDict()

    def key(self, listener: str, environ: WSGIEnvironment) -> int:
        """The same for the same thing asked by the same caller."""
        query, credentials = environ.get("QUERY_STRING", ""), environ.get("HTTP_AUTHORIZATION", "")
        if listener == "blobstore":
            query, credentials = _SIGNING.sub("", query), credentials.partition("Signature=")[0]
        agent = environ.get("HTTP_USER_AGENT")
        return hash((listener, environ["REQUEST_METHOD"], environ["PATH_INFO"], query, credentials, agent))

    def earlier(self, key: int) -> int | None:
        """The exchange that failed last."""
        return self._failed.get(key)

    def failed(self, key: int, exchange: int) -> None:
        with self._lock:
            self._failed[key] = exchange
            self._failed.move_to_end(key)
            if len(self._failed) > self._count:
                self._failed.popitem(last=False)

    def succeeded(self, key: int) -> None:
        if key in self._failed:
            with self._lock:
                self._failed.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._failed.clear()
