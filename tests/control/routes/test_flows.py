import pytest
import requests

from fakecf.server.listener import Listener


@pytest.fixture
def api(steer):
    listener = Listener(steer.foundation.application("api"), name="api")
    listener.start()
    yield f"http://127.0.0.1:{listener.port}"
    listener.stop()


def test_what_was_asked_is_told_without_secrets(steer, api):
    token = str(steer.foundation.token("dev"))
    requests.get(f"{api}/v3/apps", headers={"Authorization": f"bearer {token}"}, timeout=10)
    requests.get(f"{api}/v3/nope", timeout=10)
    flows = steer.call("GET", "/v1/flows")
    seen = [(each["exchanges"][0]["operation"], each["exchanges"][0]["status"]) for each in flows.json()]
    assert seen == [("apps.list", 200), (None, 404)]
    assert token not in flows.text
    first = flows.json()[0]
    assert steer.call("GET", f"/v1/flows/{first['id']}").json() == first
    assert steer.call("DELETE", "/v1/flows").status_code == 204
    assert steer.call("GET", "/v1/flows").json() == []


def test_flows_are_found_by_what_they_were(steer, api):
    for path in ("/v3/apps", "/v3/nope", "/v3"):
        requests.get(f"{api}{path}", timeout=10)
    found = steer.call("GET", "/v1/flows?status=404&listener=api").json()
    assert [flow["exchanges"][0]["path"] for flow in found] == ["/v3/nope"]
    assert len(steer.call("GET", "/v1/flows?operation=root.*&relayed=false").json()) == 1


@pytest.mark.parametrize(
    ("query", "pointer"), [("statuss=1", "/statuss"), ("status=x", "/status"), ("relayed=maybe", "/relayed")]
)
def test_a_wrong_filter_is_named(steer, query, pointer):
    (error,) = steer.call("GET", f"/v1/flows?{query}").json()["errors"]
    assert error["pointer"] == pointer


def test_an_unknown_flow_is_404(steer):
    assert steer.call("GET", "/v1/flows/99").status_code == 404
