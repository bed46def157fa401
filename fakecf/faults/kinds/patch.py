"""The true answer, changed: `{"patch": {"merge": {"state": null}, "headers": {"X-Vcap-Request-Id": null}}}`."""

from typing import Annotated, Any

from msgspec import Meta

from fakecf.faults.documents import change
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.headers import check_headers, check_links
from fakecf.faults.problems import wrong
from fakecf.web import Answer
from fakecf.words import whole_number


class Patch(Fault, frozen=True, kw_only=True):
    """Changes parts of a JSON answer and headers of any; what is not named stays true."""

    examples = ('{"patch": {"merge": {"state": "EXPIRED"}}}',)
    main = "merge"

    merge: Annotated[
        dict[str, Any], Meta(description="Members to set, objects within objects too; null makes a member null.")
    ] = {}
    remove: Annotated[tuple[str, ...], Meta(description="JSON pointers to leave out: `/links/self`.")] = ()
    headers: Annotated[dict[str, str | None], Meta(description="Headers to set; null leaves one out.")] = {}

    def __post_init__(self) -> None:
        check_headers(self.headers)
        check_links("/merge", self.merge)
        if not (self.merge or self.remove or self.headers):
            raise wrong("", "a patch that changes nothing", ["merge", "remove", "headers"])
        for number, pointer in enumerate(self.remove):
            if not pointer.startswith("/"):
                raise wrong(f"/remove/{number}", f"{pointer!r} is no JSON pointer: it begins with a slash")

    def alter(self, passing: Passing, answer: Answer) -> Answer:
        if self.merge or self.remove:
            change(passing, answer, self._patched)
        for name, value in self.headers.items():
            answer.drop_header(name) if value is None else answer.set_header(name, value)
        return answer

    def _patched(self, document: Any) -> Any:
        document = _merged(document, self.merge)
        for pointer in self.remove:
            _remove(document, pointer)
        return document


def _merged(document: Any, changes: Any) -> Any:
    if not (isinstance(document, dict) and isinstance(changes, dict)):
        return changes
    return {**document, **{key: _merged(document.get(key), value) for key, value in changes.items()}}


def _remove(document: Any, pointer: str) -> None:
    *path, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))
    for part in path:
        document = _member(document, part)
    if isinstance(document, dict):
        document.pop(last, None)
    elif isinstance(document, list) and _member(document, last) is not None:
        del document[int(last)]


def _member(document: Any, name: str) -> Any:
    if isinstance(document, dict):
        return document.get(name)
    place = whole_number(name)
    if isinstance(document, list) and place is not None and place < len(document):
        return document[place]
    return None
