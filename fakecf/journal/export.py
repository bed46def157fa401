"""Every format that a flow can be written in."""

from collections.abc import Callable
from typing import NamedTuple

from fakecf.discovery import load_all
from fakecf.journal import formats
from fakecf.journal.exchange import Flow


class Format(NamedTuple):
    """A content type, and what a flow looks like in it."""

    media_type: str
    written: Callable[[Flow], str]


FORMATS = {
    module.__name__.rpartition(".")[2]: Format(module.MEDIA_TYPE, module.written) for module in load_all(formats)
}
