import json

import pytest
import requests


@pytest.fixture
def coverage(served, run):
    run("flows", "--clear", "--url", served.url)
    for path in ("/v3", "/v3", "/v3/info"):
        requests.get(f"{served.document['api_url']}{path}", timeout=5)
    return lambda *options: run("coverage", *options, "--url", served.url)


def test_every_route_is_shown_and_a_summary(coverage):
    lines = coverage().stdout.splitlines()
    served, known, asked = (int(word) for word in lines[-1].split() if word.isdigit())
    assert (len(lines) - 1, asked) == (known, 2)
    (line,) = [line.split() for line in lines if "root.v3_root" in line]
    assert line == ["2", "api", "GET", "/v3", "root.v3_root", "200:2"]
    assert sum("not served" in line for line in lines) == known - served


def test_what_is_not_served_or_was_not_asked_is_shown_alone(coverage):
    assert all("not served" in line for line in coverage("--unserved").stdout.splitlines()[:-1])
    unasked = coverage("--operation", "root.*", "--unasked").stdout.splitlines()
    assert [line.split()[-1] for line in unasked] == ["root.root", "root.v2_info", "asked"]
    assert unasked[-1] == "4 of 4 served; 2 asked"


def test_a_fault_is_told_beside_what_was_asked(coverage, served, run):
    run("fault", "add", "root.v3_info 502 x1", "--url", served.url)
    requests.get(f"{served.document['api_url']}/v3/info", timeout=5)
    shown = coverage("--operation", "root.v3_info").stdout.splitlines()
    assert shown[0].split() == ["2", "1!", "api", "GET", "/v3/info", "root.v3_info", "200:1"]


def test_json_is_for_programs(coverage):
    document = json.loads(coverage("--operation", "root.v3_info", "--json").stdout)
    assert (document["operations"][0]["statuses"], document["known"]) == ({"200": 1}, 1)


def test_a_wrong_operation_is_refused_with_the_nearest(coverage):
    refused = coverage("--operation", "root.v3_inof")
    assert (refused.returncode, "did you mean 'root.v3_info'?" in refused.stderr) == (2, True)
