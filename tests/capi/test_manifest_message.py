"""What a manifest may say: what space_manifests_spec.rb and app_manifest_message.rb tell."""

import pytest

from fakecf.state.records import App, FeatureFlag
from tests.capi.manifests import DIFF, apply, refused

UNITS = "must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB"


def test_every_app_is_judged_and_one_without_a_name_called_by_its_place(cf):
    errors = apply(cf, {"name": "a", "instances": -1}, {"instances": 1}).json()["errors"]
    assert [error["detail"] for error in errors] == [
        "For application 'a': Process \"web\": Instances must be greater than or equal to 0",
        "For application at index 1: Name must not be empty",
        "For application at index 1: Name must be a string",
    ]
    assert not cf.state[App].where("name", "a")


BALANCING = "Valid values are: 'round-robin, least-connection'"
NO_FEATURES = "Features must be a map of valid feature names to booleans (true = enabled, false = disabled)"
ROUTE = "http://r.apps.example.com"


@pytest.mark.parametrize(
    ("application", "errors"),
    [
        (
            {"memory": "1X", "disk_quota": "x"},
            [f'Process "web": Memory {UNITS}', 'Process "web": Disk quota is not a number'],
        ),
        ({"memory": "-1M"}, ['Process "web": Memory must be greater than 0MB']),
        ({"log-rate-limit-per-second": "1"}, [f'Process "web": Log rate limit per second {UNITS}']),
        (
            {"log-rate-limit-per-second": "-2B"},
            ['Process "web": Log rate limit must be an integer greater than or equal to -1'],
        ),
        ({"instances": 2_000_001}, ['Process "web": Instances must be less than or equal to 2000000']),
        ({"command": ""}, ['Process "web": Command must be between 1 and 4096 characters']),
        (
            {"health-check-type": "odd", "health-check-http-endpoint": "x"},
            [
                'Process "web": Health check type must be "http" to set a health check HTTP endpoint',
                'Process "web": Health check type must be "port", "process", or "http"',
                'Process "web": Health check http endpoint must be a valid URI path',
            ],
        ),
        ({"timeout": 0}, ['Process "web": Timeout must be greater than or equal to 1']),
        ({"processes": "x"}, ["Processes must be an array of process configurations"]),
        ({"processes": [{"instances": 1}]}, ["All Processes must specify a type"]),
        ({"processes": [{"type": "w"}, {"type": "w"}]}, ['Process "w" may only be present once']),
        (
            {"processes": [{"type": "w", "memory": "1X", "health-check-timeout": 1}]},
            [f'Process "w": Memory {UNITS}', "Process \"w\": Unknown field(s): 'health_check_timeout'"],
        ),
        ({"sidecars": "x"}, ["Sidecars must be an array of sidecar configurations"]),
        (
            {"sidecars": [{"name": "s", "process_types": ["web"]}, {"command": "c", "process_types": ["web"]}]},
            [
                'Sidecar "s": Command can\'t be blank',
                'Sidecar "s": Command must be a string',
                "Sidecar name can't be blank",
                "Sidecar name must be a string",
            ],
        ),
        ({"stack": {"a": 1}}, ["Stack must be a string"]),
        ({"buildpacks": "x"}, ["Buildpacks must be an array"]),
        ({"buildpack": 1}, ["Buildpack must be a string"]),
        (
            {"buildpack": "a", "buildpacks": ["b"]},
            ["Buildpack and Buildpacks fields cannot be used together."],
        ),
        (
            {"docker": {"image": "i"}, "buildpack": "b"},
            ["Feature Disabled: diego_docker", "Cannot specify both buildpack(s) and docker keys"],
        ),
        ({"lifecycle": "cnb"}, ["Feature Disabled: diego_cnb"]),
        (
            {"metadata": {"labels": {"cloudfoundry.org/a": "b"}}},
            ["Metadata label key error: prefix 'cloudfoundry.org' is reserved"],
        ),
        ({"services": [1]}, ["Services must be a list of service instances"]),
        ({"services": [{"name": "n", "odd": 1}]}, ["Services must be a list of service instances"]),
        ({"env": "x"}, ["Env must be an object of keys and values"]),
        ({"env": {"PORT": 1, True: 1}}, ["Env cannot set PORT", "Env key must be a string"]),
        (
            {"features": {"odd": True}},
            [NO_FEATURES],
        ),
        ({"routes": [{"x": 1}]}, ["Routes must be a list of route objects"]),
        ({"routes": [{"route": "localhost"}]}, ["The route 'localhost' is not a properly formed URL"]),
        ({"routes": [{"route": ROUTE, "protocol": "udp"}]}, ["Route protocol must be 'http1', 'http2' or 'tcp'."]),
        ({"routes": [{"route": ROUTE, "options": None}]}, [f"Route '{ROUTE}': options must be an object"]),
        (
            {"routes": [{"route": ROUTE, "options": {"odd": 1}}]},
            [f"Route '{ROUTE}' contains invalid route option 'odd'. Valid keys: 'loadbalancing'"],
        ),
        (
            {"routes": [{"route": ROUTE, "options": {"loadbalancing": "odd"}}]},
            [
                f"Cannot use loadbalancing value 'odd' for Route '{ROUTE}'; {BALANCING}",
            ],
        ),
        ({"no-route": 1, "default-route": "x"}, ["No-route must be a boolean", "Default-route must be a boolean"]),
        (
            {"random-route": True, "default-route": True},
            ["Random-route and default-route may not be used together"],
        ),
    ],
)
def test_what_is_wrong_is_told_in_ccs_words(cf, application, errors):
    assert refused(cf, application) == errors
    assert refused(cf, application, DIFF) == errors


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({"loadbalancing": "hash", "hash_header": "h" * 129}, ["Hash header must be at most 128 characters"]),
        ({"hash_balance": "x"}, ["Hash balance must be a numeric value"]),
        ({"hash_balance": "1.05"}, ["Hash balance must be either 0 or between 1.1 and 10.0"]),
        ({"hash_balance": "1" * 17}, ["Hash balance must be at most 16 characters"]),
        (
            {"loadbalancing": "round-robin", "hash_header": "h", "hash_balance": 2},
            [
                "Hash header can only be set when loadbalancing is hash",
                "Hash balance can only be set when loadbalancing is hash",
            ],
        ),
    ],
)
def test_hashes_are_judged_where_routing_by_them_is_on(cf, options, errors):
    cf.make(FeatureFlag, "hash", name="hash_based_routing", enabled=True)
    told = refused(cf, {"routes": [{"route": ROUTE, "options": options}]})
    assert told == [f"Route '{ROUTE}': {error}" for error in errors]
