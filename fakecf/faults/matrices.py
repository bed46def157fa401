"""Every failure of an operation, as the parameters of one test."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fakecf.faults.effects import KINDS, read_effect
from fakecf.faults.grammar import spelled_out
from fakecf.faults.operations import LISTENERS, Operation

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

Form = str | dict[str, Any]

_DOWNLOADS = "downloads"
_REDIRECT = Operation(name="droplets.download", listener="api", method="GET", rule="", body="none")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9]+")


def matrix(on: str, tail: str = "") -> "list[ParameterSet]":
    """A rule for each way in which *on* can fail, to be given to `fault`, each with an id that says how.

    *tail* is how often and on what, as in a rule of one line: `x1`, `every 3 user=dev`. Needs pytest.
    """
    import pytest

    return [pytest.param(rule, id=name) for name, rule in failures(on, tail)]


def failures(on: str, tail: str = "") -> Iterator[tuple[str, Any]]:
    """The rules of a matrix by their ids; a download fails at the API, or where that redirects to."""
    for name, prefix, operation in _hops(on):
        for form in (form for kind in KINDS.values() for form in kind.failures):
            if read_effect(form, "/do").can_strike(operation):
                yield prefix + _id(form), _rule(name, form, tail)


def _hops(on: str) -> Iterator[tuple[str, str, Operation]]:
    """Where it can be struck, what ids of that begin with, and what is known of it by its name alone."""
    if on == _DOWNLOADS:
        yield on, "api-", _REDIRECT
        yield "blobstore.get", "blobstore-", _named("blobstore.get", "blobstore")
    else:
        listener = next((name for name in LISTENERS if on == name or on.startswith(f"{name}.")), "api")
        yield on, "", _named(on, listener)


def _named(on: str, listener: str) -> Operation:
    return Operation(name=on, listener=listener, method="GET", rule="")


def _rule(on: str, form: Form, tail: str) -> Any:
    """In one line where that can say it, else as an object whose conditions are read from such a line."""
    if isinstance(form, str):
        return f"{on} {form} {tail}".strip()
    return {**spelled_out(f"{on} ok {tail}".strip()), "do": form}


def _id(form: Form) -> str:
    """`reset@50%` is `reset-50`, `{"status": 502, "shape": "nginx"}` is `502-nginx`."""
    words = form if isinstance(form, str) else " ".join(_words(form))
    return _NOT_IN_AN_ID.sub("-", words).strip("-").lower()


def _words(form: dict[str, Any]) -> Iterator[str]:
    for key, value in form.items():
        if isinstance(value, dict):
            yield from (key, *_words(value))
        else:
            yield str(value)
