import re

import requests

from tests.control.conftest import controlled

SAMPLE = re.compile(r'(?P<name>\w+)\{(?P<labels>(?:\w+="(?:[^"\\\n]|\\.)*",?)*)\} (?P<value>\d+)')


def samples(text):
    """Each sample by its name and labels; every line must be one, or say what one means."""
    found = {}
    for line in text.splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            matched = SAMPLE.fullmatch(line)
            found[matched["name"], matched["labels"]] = int(matched["value"])
    return found


def test_what_was_asked_struck_and_noticed_is_counted(steer, api):
    for path in ("/v3", "/v3", "/v3/nope"):
        requests.get(f"{api}{path}", timeout=10)
    steer.call("POST", "/v1/faults", "root.v3_root 503 x1")
    requests.get(f"{api}/v3", timeout=10)
    answer = steer.call("GET", "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    found, of = samples(answer.text), 'foundation="fakecf",listener="api"'
    assert found["fakecf_exchanges_total", f'{of},operation="root.v3_root",status="2xx"'] == 2
    assert found["fakecf_exchanges_total", f'{of},operation="root.v3_root",status="5xx"'] == 1
    assert found["fakecf_exchanges_total", f'{of},operation="",status="4xx"'] == 1
    assert found["fakecf_faults_struck_total", f'{of},operation="root.v3_root"'] == 1
    assert found["fakecf_flags_total", 'foundation="fakecf",flag="unknown"'] == 1
    assert found["fakecf_flags_total", 'foundation="fakecf",flag="uncaught"'] == 0


def test_off_loopback_it_wants_the_token(seeded):
    for steer in controlled(seeded, token="s3cret"):
        assert steer.call("GET", "/metrics").status_code == 401
        assert steer.call("GET", "/metrics", headers={"Authorization": "Bearer s3cret"}).status_code == 200
