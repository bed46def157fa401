"""A recording of one small world, to be replayed as it is or with something changed."""

import copy
import gzip
import json

import pytest

from tests.conformance.judging import judge
from tests.conformance.recordings import read
from tests.conformance.replaying import replayer

ORGANIZATION = "b9cca7fd-3b13-436a-93e9-46c8a3534eea"
SPACE = "b2091ca3-f492-4356-a950-c8372964a7f1"
QUOTA = "11455697-7a11-4fd7-9a4b-11103a561246"
NOW = "2026-11-23T14:43:53.676197Z"
API = "http://api2.127.0.0.1.nip.io"
THEN = {"created_at": NOW, "updated_at": NOW}

BODY = (
    f'{{"guid":"{SPACE}","created_at":"2026-11-23T14:43:53Z","updated_at":"2026-11-23T14:43:53Z","name":"dev",'
    f'"suspended":false,"relationships":{{"organization":{{"data":{{"guid":"{ORGANIZATION}"}}}},"quota":{{"data":null}}}},'
    '"metadata":{"labels":{"ex.org/tier":"a"},"annotations":{}},'
    f'"links":{{"self":{{"href":"{API}/v3/spaces/{SPACE}"}},'
    f'"organization":{{"href":"{API}/v3/organizations/{ORGANIZATION}"}},'
    f'"features":{{"href":"{API}/v3/spaces/{SPACE}/features"}},'
    f'"apply_manifest":{{"href":"{API}/v3/spaces/{SPACE}/actions/apply_manifest","method":"POST"}}}}}}'
)
SECURITY = {
    "x-frame-options": "SAMEORIGIN",
    "x-xss-protection": "1; mode=block",
    "x-content-type-options": "nosniff",
    "x-download-options": "noopen",
    "x-permitted-cross-domain-policies": "none",
    "referrer-policy": "strict-origin-when-cross-origin",
}
EXCHANGE = {
    "id": "spec/request/spaces_spec.rb:1[1:1]#1",
    "now": NOW,
    "db_now": NOW,
    "caller": {
        "scheme": "bearer",
        "claims": {
            "user_id": "uaa-id-1",
            "scope": ["cloud_controller.read"],
            "jti": "some-valid-jti",
            "iss": "uaa_issuer",
            "aud": ["cloud_controller"],
            "exp": 1796049833,
        },
        "alg": "HS256",
    },
    "request": {"method": "GET", "path": f"/v3/spaces/{SPACE}", "query": "", "headers": {"Host": "example.org"}},
    "before": {
        "quota_definitions": [{"id": 1, "guid": QUOTA, "name": "default", **THEN}],
        "organizations": [
            {"id": 7, "guid": ORGANIZATION, "name": "acme", "quota_definition_id": 1, "status": "active", **THEN}
        ],
        "spaces": [
            {
                "id": 9,
                "guid": SPACE,
                "name": "dev",
                "organization_id": 7,
                "allow_ssh": True,
                "status": "active",
                **THEN,
            }
        ],
        "space_labels": [
            {
                "id": 1,
                "guid": "l1",
                "resource_guid": SPACE,
                "key_prefix": "ex.org",
                "key_name": "tier",
                "value": "a",
                **THEN,
            }
        ],
        "users": [{"id": 3, "guid": "uaa-id-1", **THEN}],
        "spaces_developers": [{"space_id": 9, "user_id": 3, "spaces_developers_pk": 1, "role_guid": "r1", **THEN}],
    },
    "response": {
        "status": 200,
        "headers": {**SECURITY, "content-type": "application/json; charset=utf-8"},
        "body": BODY,
    },
}
OUTCOME = {"outcome": "spec/request/spaces_spec.rb:1[1:1]", "status": "passed"}


@pytest.fixture
def exchange():
    return copy.deepcopy(EXCHANGE)


@pytest.fixture
def record(tmp_path):
    """Write lines down as the recording of a spec file; gives the path."""

    def recorded(*lines, spec="spaces"):
        path = tmp_path / f"{spec}.jsonl.gz"
        path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
        return path

    return recorded


@pytest.fixture
def judged(record):
    """Judge one exchange, in process or over a socket."""

    def judgement(exchange, *, socket=False):
        (only,) = read(record(exchange, OUTCOME))
        with replayer(socket=socket) as replaying:
            return judge(only, replaying)

    return judgement
