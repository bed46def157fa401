"""A blobstore that resumes badly: `range=ignored`."""

from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.trouble import Trouble
from fakecf.web import Answer

_PARTIAL = 206


class Range(Fault, frozen=True, kw_only=True):
    """Answers a request for a part of a blob with something else; one for the whole blob goes through."""

    examples = ("range=ignored",)
    main = "how"
    listeners = ("blobstore",)

    how: Annotated[
        Literal["ignored", "unsatisfiable", "shifted", "changed-etag"],
        Meta(
            description="`ignored`: 200 and the whole blob; `unsatisfiable`: 416; `shifted`: Content-Range tells of "
            "other bytes than come; `changed-etag`: the blob has become another."
        ),
    ] = "ignored"

    @property
    def touches_body(self) -> bool:
        return True

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.method == "GET"

    def intercept(self, passing: Passing) -> Answer | None:
        if "HTTP_RANGE" not in passing.environ:
            return None
        if self.how == "ignored":
            passing.environ["fakecf.range_ignored"] = True
        if self.how == "unsatisfiable":
            return passing.dialect.error(Trouble(status=416), passing.environ)
        return None

    def alter(self, passing: Passing, answer: Answer) -> Answer:
        if answer.status == _PARTIAL and self.how == "shifted":
            first, _, rest = (answer.header("content-range") or "").partition("-")
            unit, _, begin = first.partition(" ")
            answer.set_header("Content-Range", f"{unit} {int(begin) + 1}-{rest}")
        if answer.status == _PARTIAL and self.how == "changed-etag":
            answer.set_header("ETag", f'"{passing.chance.getrandbits(128):032x}"')
        return answer
