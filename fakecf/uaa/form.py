"""A request to UAA: small forms, first values."""

from functools import cached_property

from werkzeug.wrappers import Request

LARGEST = 500_000


class FormRequest(Request):
    """Reads its form only up to `LARGEST` bytes and raises RequestEntityTooLarge beyond."""

    max_content_length = LARGEST
    max_form_memory_size = LARGEST

    @cached_property
    def fields(self) -> dict[str, str]:
        """The fields of the form; of several with one name the first, as Java's servlets see it."""
        fields = self.form.to_dict()
        self.stream.read(1)  # raises at the limit, where Werkzeug merely stops reading a body of unknown length
        return fields
