"""What the server writes to its log: one line each, without control characters or secrets."""

import logging
import traceback

from fakecf.web import WSGIEnvironment

_log = logging.getLogger("fakecf.server")
_FRAMES = 5


def where(environ: WSGIEnvironment) -> str:
    """The listener, method and path of a request; never its query, which may carry a signature."""
    return _escaped(f"{environ['fakecf.listener']}: {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")


def log_failure(place: str, error: BaseException) -> None:
    """An exception that nobody expected, with the innermost frames it passed."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    path = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    _log.error("%s: %s (%s)", place, _escaped(f"{type(error).__name__}: {error}"), _escaped(path))


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")
