"""JSON answers as faults change them: read whole, written again in the listener's own way."""

import json
from collections.abc import Callable
from typing import Any

from fakecf.faults.passing import Passing
from fakecf.web import Answer


def whole(answer: Answer) -> bytes:
    """The whole body at once."""
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)


def change(passing: Passing, answer: Answer, changed: Callable[[Any], Any]) -> None:
    """Put what *changed* makes of the answer's document in its place; HEAD, and what is no JSON, stay as they are."""
    if not answer.is_json or passing.environ["REQUEST_METHOD"] == "HEAD":
        return
    said = whole(answer)
    try:
        document = json.loads(said)
    except ValueError:
        answer.body = [said]
    else:
        answer.replace_body(passing.dialect.encode(changed(document)))
