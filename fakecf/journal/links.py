"""Which flow a presigned URL came from, so that the fetching of a blob finds the redirect that led to it."""

import re
from collections import OrderedDict
from threading import Lock
from urllib.parse import unquote, urlsplit

from fakecf.journal.redaction import Redaction

_SIGNATURE = re.compile(r"(?:^|&)(?:X-Amz-Signature|Signature|md5)=([^&]+)")
_KEY_BYTES = 16


def is_presigned(query: str) -> bool:
    """Whether a URL with this query may be one that was handed out."""
    return _SIGNATURE.search(query) is not None


class Links:
    """Remembers the last *count* presigned URLs handed out: only fingerprints of them."""

    def __init__(self, redaction: Redaction, count: int = 1000) -> None:
        self._redaction = redaction
        self._count = count
        self._lock = Lock()
        self._flows: OrderedDict[str, int] = OrderedDict()

    def hand_out(self, location: str, flow: int) -> None:
        """Note that *flow* sent its client to *location*."""
        url = urlsplit(location)
        key = self._key(unquote(url.path, "latin-1"), url.query)
        if key is None:
            return
        with self._lock:
            self._flows[key] = flow
            self._flows.move_to_end(key)
            if len(self._flows) > self._count:
                self._flows.popitem(last=False)

    def flow(self, path: str, query: str) -> int | None:
        """The flow that handed out this path (as WSGI has it) and query."""
        key = self._key(path, query)
        with self._lock:
            return self._flows.get(key) if key is not None else None

    def clear(self) -> None:
        with self._lock:
            self._flows.clear()

    def _key(self, path: str, query: str) -> str | None:
        found = _SIGNATURE.search(query)
        return self._redaction.fingerprint(f"{path}\n{unquote(found[1])}", _KEY_BYTES) if found else None
