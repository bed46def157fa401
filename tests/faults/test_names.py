from datetime import UTC, datetime

import pytest

from fakecf.state.records import App

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("match", "warnings"),
    [
        ({}, []),
        ({"app": "web"}, []),
        ({"app": "a-1"}, []),
        ({"app": "w*"}, []),
        ({"app": "wep"}, ["no app is called 'wep' now; did you mean 'web'?"]),
        ({"app": "billing"}, ["no app is called 'billing' now"]),
        ({"user": "eve", "org": "acme"}, ["no user is called 'eve' now", "no org is called 'acme' now"]),
    ],
)
def test_a_name_that_nothing_bears_is_taken_with_a_warning(world, match, warnings):
    with world.store.change() as change:
        change.put(App(guid="a-1", created_at=NOW, name="web", space_guid="s-1"))
    rule = world.engine.add({"on": "downloads", "match": match, "do": 502}).rule
    assert world.engine.warnings(rule) == warnings
