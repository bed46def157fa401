"""A request to UAA: small forms, first values, small documents."""

import json
from functools import cached_property
from typing import Any

from werkzeug.wrappers import Request

from fakecf.checking import is_deeper

LARGEST = 500_000
_DEEPEST = 50


class FormRequest(Request):
    """Reads its body only up to `LARGEST` bytes and raises RequestEntityTooLarge beyond.

    `params` are what the placeholders of its route hold.
    """

    max_content_length = LARGEST
    max_form_memory_size = LARGEST
    params: dict[str, str] = {}

    @cached_property
    def fields(self) -> dict[str, str]:
        """The fields of the form; of several with one name the first, as Java's servlets see it."""
        fields = self.form.to_dict()
        self.stream.read(1)  # raises at the limit, where Werkzeug merely stops reading a body of unknown length
        return fields

    @cached_property
    def document(self) -> Any:
        """The JSON that it brings; None for anything else, which is nothing an endpoint could mean."""
        body = self.get_data()
        self.stream.read(1)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper(document, _DEEPEST) else document
