from datetime import UTC, datetime

import msgspec
import pytest

from fakecf.state import Store
from fakecf.state.document import DocumentError, from_document, to_document
from fakecf.state.records import App, Droplet, DropletBuildpack, Organization, Space

THEN = datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC)
WORLD = (
    Organization(guid="o", created_at=THEN, name="acme", labels={"a.b/c": "d"}),
    Space(guid="s", created_at=THEN, name="dev", organization_guid="o"),
    App(guid="a", created_at=THEN, name="web", space_guid="s"),
    Droplet(guid="d", created_at=THEN, app_guid="a", buildpacks=(DropletBuildpack(name="java_buildpack"),)),
)


def test_what_a_state_gives_it_takes_back_unchanged():
    document = to_document(Store(WORLD).state)
    again = Store(from_document(msgspec.json.decode(msgspec.json.encode(document)))).state
    assert to_document(again) == document


def test_microseconds_survive():
    document = to_document(Store(WORLD).state)
    assert document["records"]["apps"][0]["created_at"] == "2026-01-01T12:30:15.123456Z"


CLOCK = {"guid": "clock", "created_at": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("document", "pointer", "message"),
    [
        ([], "/records", "a state document is an object with the keys fakecf and records"),
        ({"records": {}}, "/fakecf", "must be 1, the version of this format"),
        ({"fakecf": 1, "records": {"dropletts": []}}, "/records/dropletts", "there is no record type 'dropletts'"),
        ({"fakecf": 1, "records": {"apps": [{}]}}, "/records/apps/0", "Object missing required field `guid`"),
        (
            {"fakecf": 1, "records": {"apps": [{"guid": 1}]}},
            "/records/apps/0/guid",
            "Expected `str`, got `int`",
        ),
        (
            {"fakecf": 1, "records": {"apps": [{"guid": "a", "created_at": "2026-01-01T00:00:00"}]}},
            "/records/apps/0/created_at",
            "Expected `datetime` with a timezone component",
        ),
        (
            {"fakecf": 1, "records": {"clock_settings": [{**CLOCK, "frozen_at": "2026-01-01T00:00:00"}]}},
            "/records/clock_settings/0/frozen_at",
            "Expected `datetime` with a timezone component",
        ),
        (
            {"fakecf": 1, "records": {"clock_settings": [{**CLOCK, "ahead": 1e300}]}},
            "/records/clock_settings/0/ahead",
            "Expected `float` <= 3153600000.0",
        ),
    ],
)
def test_a_wrong_document_is_refused_with_the_place(document, pointer, message):
    with pytest.raises(DocumentError) as caught:
        from_document(document)
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.detail) == (pointer, message)


def test_a_wrong_record_type_is_answered_with_the_nearest_one():
    with pytest.raises(DocumentError) as caught:
        from_document({"fakecf": 1, "records": {"dropletts": []}})
    (problem,) = caught.value.problems
    assert problem.did_you_mean == "droplets"
    assert "droplets" in problem.allowed
