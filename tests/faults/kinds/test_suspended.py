import pytest
import requests

from fakecf import Server
from fakecf.state.records import Droplet, Organization


@pytest.mark.parametrize(("what", "title"), [("org", "CF-OrgSuspended"), ("space", "CF-SpaceSuspended")])
def test_what_would_write_is_refused_and_what_reads_is_not(what, title):
    # cc-droplets 4
    with Server() as server:
        server.fault(f"api suspended={what}")
        droplet = next(iter(server.foundation.store.state[Droplet]))
        url = f"{server.api_url}/v3/droplets/{droplet.guid}"
        headers = {"Authorization": f"bearer {server.token('dev')}"}
        refused = requests.patch(url, json={"metadata": {"labels": {"a": "b"}}}, headers=headers, timeout=5)
        assert (refused.status_code, refused.json()["errors"][0]["title"]) == (403, title)
        assert requests.get(url, headers=headers, timeout=5).status_code == 200


def test_it_is_seen_and_nothing_is_changed():
    with Server() as server:
        rule = server.fault("organizations.list suspended")
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        listed = requests.get(f"{server.api_url}/v3/organizations", headers=headers, timeout=5).json()["resources"]
        assert {organization["suspended"] for organization in listed} == {True}
        assert {organization.status for organization in server.foundation.store.state[Organization]} == {"active"}
        assert rule.hits == 1


@pytest.mark.at("api")
def test_it_is_seen_on_the_wire(wire):
    guid = next(iter(wire.foundation.store.state[Organization])).guid
    said = wire.struck("suspended=org", on="organizations.show", target=f"/v3/organizations/{guid}")
    assert (said.status, said.end, b'"suspended":true' in said.body) == (200, "kept", True)
