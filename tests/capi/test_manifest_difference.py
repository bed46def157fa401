"""What a manifest would change: what space_manifests_spec.rb and space_diff_manifest.rb tell."""

from fakecf.state.records import App
from tests.capi.manifests import applied, diff


def test_a_new_app_is_added_key_by_key(cf):
    assert diff(cf, {"name": "fresh", "instances": 1, "memory": "1G", "odd": 1}) == [
        {"op": "add", "path": "/applications/0/name", "value": "fresh"},
        {"op": "add", "path": "/applications/0/instances", "value": 1},
    ]
    assert not cf.state[App].where("name", "fresh")


def test_nothing_is_told_of_what_is_as_it_shall_be(cf):
    application = {
        "name": "fresh",
        "instances": 2,
        "env": {"a": "b"},
        "log-rate-limit-per-second": "2048K",
        "routes": [{"route": "fresh.apps.example.com"}],
        "processes": [{"type": "web", "instances": 2, "memory": "1G", "odd": 1}],
        "features": {"ssh": True},
        "metadata": {"labels": {"a": "b"}},
    }
    applied(cf, application)
    assert diff(cf, {**application, "memory": "1M"}) == [
        {"op": "replace", "path": "/applications/0/log-rate-limit-per-second", "was": -1, "value": "2M"}
    ]


def test_lists_are_told_of_by_type_and_name(cf):
    sidecars = [{"name": "s", "command": "go", "process_types": ["web"], "memory": "10M"}]
    applied(cf, {"name": "fresh", "sidecars": sidecars, "processes": [{"type": "web"}, {"type": "worker"}]})
    changed = {
        "name": "fresh",
        "processes": [{"type": "web", "instances": 3}, {"type": "worker", "memory": "2G"}],
        "sidecars": [{**sidecars[0], "command": "stop", "memory": "0.5G"}],
        "env": {"a": "b"},
        "features": {"ssh": False},
        "services": [{"name": "db"}],
    }
    assert diff(cf, changed) == [
        {"op": "replace", "path": "/applications/0/processes/0/instances", "was": 1, "value": 3},
        {"op": "replace", "path": "/applications/0/processes/1/memory", "was": "1024M", "value": "2048M"},
        {"op": "replace", "path": "/applications/0/sidecars/0/command", "was": "go", "value": "stop"},
        {"op": "replace", "path": "/applications/0/sidecars/0/memory", "was": "10M", "value": "512M"},
        {"op": "add", "path": "/applications/0/env", "value": {"a": "b"}},
        {"op": "replace", "path": "/applications/0/features/ssh", "was": True, "value": False},
        {"op": "add", "path": "/applications/0/services", "value": [{"name": "db"}]},
    ]
