from datetime import UTC, datetime

import msgspec
import pytest

from fakecf.state import Store
from fakecf.state.document import DocumentError, from_document, to_document
from fakecf.state.lifecycles import lifecycle_of
from fakecf.state.records import Build, Droplet, Job

THEN = datetime(2026, 1, 1, tzinfo=UTC)
BUILD = Build(guid="b", created_at=THEN, app_guid="a", state="STAGING")
_ENDING = "what it becomes is the last step of a script, and wanted without one"
DROPLET = Droplet(guid="d", created_at=THEN, app_guid="a", sha1="1", buildpacks=())


def test_a_state_document_holds_what_is_under_way():
    records = [
        lifecycle_of(BUILD, "3 polls", "STAGED", THEN, DROPLET),
        lifecycle_of(Job(guid="b", created_at=THEN, operation="x"), ("PROCESSING", "FAILED: NotFound"), None, THEN),
    ]
    document = to_document(Store(records).state)
    again = from_document(msgspec.json.decode(msgspec.json.encode(document)))
    assert again == records


@pytest.mark.parametrize(
    ("fields", "pointer", "detail", "meant"),
    [
        ({"guid": "bilds/b"}, "/type", "'bilds' are never under way", "builds"),
        ({"timing": "instnat"}, "", "'instnat' is not a timing", "instant"),
        ({"ending": None}, "/ending", _ENDING, None),
        ({"ending": "STAGD"}, "", "'STAGD' is not a state of builds", "STAGED"),
        ({"ending": "STAGING"}, "", "builds do not end STAGING", None),
        ({"ending": "STAGED: well"}, "", "only FAILED has a reason, STAGED has none", None),
        ({"ending": "FAILED: StagerEror"}, "", "'StagerEror' is not an error id of staging", "StagerError"),
        ({"timing": ["STAGING", "STAGED"]}, "/ending", _ENDING, None),
        ({"timing": ["STAGING", "READY"]}, "", "'READY' is not a state of builds", None),
        (
            {"guid": "jobs/b", "ending": "FAILED: NotFund"},
            "",
            "no Cloud Controller error is called 'NotFund'",
            "NotFound",
        ),
    ],
)
def test_a_lifecycle_that_cannot_be_is_refused_where_a_document_brings_it(fields, pointer, detail, meant):
    row = {"guid": "builds/b", "created_at": "2026-01-01T00:00:00Z", "timing": "held", "ending": "STAGED", **fields}
    with pytest.raises(DocumentError) as refused:
        from_document({"fakecf": 1, "records": {"lifecycles": [row]}})
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.detail) == (f"/records/lifecycles/0{pointer}", detail)
    assert meant is None or problem.did_you_mean == meant
