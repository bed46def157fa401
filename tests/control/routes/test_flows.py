from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from fakecf.server.listener import Listener
from fakecf.state.records import Droplet


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
    ("query", "pointer", "meant"),
    [
        ("statuss=1", "/statuss", "status"),
        ("statuss=", "/statuss", "status"),
        ("status=", "/status", None),
        ("status=x", "/status", None),
        ("since=%C2%B2", "/since", None),  # ² is a digit to Python, but no number
        (f"since={'9' * 5000}", "/since", None),
        ("relayed=maybe", "/relayed", None),
        ("listener=apii", "/listener", "api"),
        ("flag=retired", "/flag", "retried"),
        ("status=200&status=404", "/status", None),
    ],
)
def test_a_wrong_filter_is_named(steer, query, pointer, meant):
    answer = steer.call("GET", f"/v1/flows?{query}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)


def test_no_secret_of_a_login_and_a_download_is_told(steer, api):
    """T-28: password, client secret, token, and the signature of the link."""
    uaa = Listener(steer.foundation.application("uaa"), name="uaa")
    uaa.start()
    login = {"grant_type": "password", "username": "dev", "password": "dev-pass-word"}
    user = steer.foundation.token("dev").claims["user_id"]
    steer.call("PATCH", f"/v1/state/uaa_users/{user}", {"password": "dev-pass-word"})
    steer.call("PATCH", "/v1/state/uaa_clients/cf", {"secret": "client-s3cret"})
    url = f"http://127.0.0.1:{uaa.port}/oauth/token"
    token = requests.post(url, data=login, auth=("cf", "client-s3cret"), timeout=10).json()["access_token"]
    uaa.stop()
    droplet = next(each for each in steer.foundation.store.state[Droplet] if each.sha1 and each.state == "STAGED")
    link = requests.get(
        f"{api}/v3/droplets/{droplet.guid}/download",
        headers={"Authorization": f"bearer {token}"},
        allow_redirects=False,
        timeout=10,
    ).headers["Location"]
    told = steer.call("GET", "/v1/flows").text
    signature = parse_qs(urlsplit(link).query)["X-Amz-Signature"][0]
    assert "droplets.download" in told
    assert [secret for secret in ("dev-pass-word", "client-s3cret", token, signature) if secret in told] == []


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("curl", "text/x-shellscript; charset=utf-8", "# "),
        ("har", "application/json", "{"),
        ("yaml", "application/yaml", "flow: "),
        ("pytest", "text/x-python; charset=utf-8", "import "),
    ],
)
def test_a_flow_is_written_for_another_tool(steer, api, name, media_type, begins):
    requests.get(f"{api}/v3/nope", timeout=10)
    (flow,) = steer.call("GET", "/v1/flows").json()
    answer = steer.call("GET", f"/v1/flows/{flow['id']}?as={name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.text.startswith(begins)
    assert "/v3/nope" in answer.text


def test_an_unknown_format_is_named(steer, api):
    requests.get(f"{api}/v3/nope", timeout=10)
    (error,) = steer.call("GET", "/v1/flows/1?as=crul").json()["errors"]
    assert (error["pointer"], error["did_you_mean"]) == ("/as", "curl")


@pytest.mark.parametrize("flow", ["99", "x", "1.0", "-1", "9" * 5000, "%C2%B2"])
def test_what_is_no_flow_is_404(steer, flow):
    assert steer.call("GET", f"/v1/flows/{flow}").status_code == 404
