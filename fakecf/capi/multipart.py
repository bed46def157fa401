"""A multipart body, part by part: texts in memory, files straight into the blobstore's spool."""

from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wsgi import get_input_stream

from fakecf.blobstore.bodies import Body
from fakecf.blobstore.spooling import LARGEST
from fakecf.capi.bodies import MAX_BODY, BodyTooLarge
from fakecf.capi.call import Call
from fakecf.errors import CfError
from fakecf.web import WSGIEnvironment

_MOST_PARTS = 1000
_BLOCK = 256 * 1024


class Part(NamedTuple):
    """A field of a form: its text, or the file it holds under the name that the client gave."""

    name: str
    text: str = ""
    filename: str = ""
    file: Body | None = None


def boundary_of(environ: WSGIEnvironment) -> str | None:
    """The boundary of a multipart body; None where the request has no such body."""
    kind, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    return options.get("boundary") if kind == "multipart/form-data" else None


def parts(call: Call, boundary: str) -> Iterator[Part]:
    """The parts in order, each whole; raises BodyTooLarge and CF-InvalidRequest."""
    try:
        yield from _parts(call, _events(call.environ, boundary.encode()))
    except RequestEntityTooLarge:
        raise BodyTooLarge from None
    except (ClientDisconnected, ValueError):
        raise CfError("InvalidRequest") from None


def _parts(call: Call, events: Iterator[Event]) -> Iterator[Part]:
    """Those that have a name."""
    room = MAX_BODY
    for event in events:
        if isinstance(event, File) and event.name is not None:
            file = call.services.blobs.receive(_data(events))
            yield Part(event.name, filename=event.filename, file=file)
        elif isinstance(event, Field) and event.name is not None:
            text = _text(_data(events), room)
            room -= len(text)
            yield Part(event.name, text.decode())


def _text(data: Iterator[bytes], room: int) -> bytes:
    text = bytearray()
    for block in data:
        text += block
        if len(text) > room:
            raise BodyTooLarge
    return bytes(text)


def _data(events: Iterator[Event]) -> Iterator[bytes]:
    """What the part that has just begun holds."""
    for event in events:
        if isinstance(event, Data):
            yield event.data
            if not event.more_data:
                return


def _events(environ: WSGIEnvironment, boundary: bytes) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary, MAX_BODY, max_parts=_MOST_PARTS)
    stream = get_input_stream(environ, max_content_length=LARGEST)
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, NeedData):
            decoder.receive_data(stream.read(_BLOCK) or None)
        else:
            yield event
