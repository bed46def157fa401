"""Errors that are a code and a sentence: UAA's (cc-surface 5.5) and the blobstore's (blobstore 2.2)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from fakecf.faults.trouble import Trouble
from fakecf.web import Answer, WSGIEnvironment, reason_phrase

CodedError = Callable[[int, str, str, WSGIEnvironment], Answer]

# Seen in answers of UAA, but 500 and 503, which RFC 6749 names.
_UAA = {
    400: ("invalid_request", "Missing grant type"),
    401: ("invalid_client", "Bad credentials"),
    403: ("insufficient_scope", "Insufficient scope for this resource"),
    500: ("server_error", "Internal Server Error"),
    503: ("temporarily_unavailable", "Service Unavailable"),
}
_AWS = {
    400: ("InvalidRequest", "Invalid Request"),
    403: ("AccessDenied", "Access Denied"),
    404: ("NoSuchKey", "The specified key does not exist."),
    412: ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
    416: ("InvalidRange", "The requested range is not satisfiable"),
    500: ("InternalError", "We encountered an internal error. Please try again."),
    503: ("SlowDown", "Please reduce your request rate."),
}


class CodedDialect:
    """Says what is *usual* for a status, else its phrase, *spelled* as codes are; *answer* makes the answer of it."""

    def __init__(self, usual: Mapping[int, tuple[str, str]], spelled: Callable[[str], str], answer: CodedError) -> None:
        self._usual = usual
        self._spelled = spelled
        self._answer = answer

    def error(self, trouble: Trouble, environ: WSGIEnvironment) -> Answer:
        phrase = reason_phrase(trouble.status)
        code, sentence = self._usual.get(trouble.status, (self._spelled(phrase), phrase))
        return self._answer(trouble.status, trouble.title or code, trouble.detail or sentence, environ)

    def encode(self, document: Any) -> bytes:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def uaa_dialect(answer: CodedError) -> CodedDialect:
    """Errors of the uaa listener; *answer* takes a status, `error` and `error_description`."""
    return CodedDialect(_UAA, lambda phrase: phrase.lower().replace(" ", "_"), answer)


def blobstore_dialect(answer: CodedError) -> CodedDialect:
    """Errors of the blobstore listener; *answer* takes a status, `Code` and `Message`."""
    return CodedDialect(_AWS, lambda phrase: phrase.replace(" ", ""), answer)
