from urllib.parse import urlsplit

import pytest
import requests

from fakecf import ClientError, Config, Server
from fakecf.state.records import Droplet


@pytest.fixture
def server():
    with Server() as server:
        yield server


def download(server, **how):
    droplets = server.foundation.store.state[Droplet]
    guid = next(each.guid for each in droplets if each.state == "STAGED" and each.blobstore_key)
    headers = {"Authorization": f"bearer {server.token('admin')}"}
    return requests.get(f"{server.api_url}/v3/droplets/{guid}/download", headers=headers, timeout=5, **how)


@pytest.mark.parametrize(
    ("topology", "host"),
    [("other-host", "127.0.0.1"), ("same-host", "localhost"), ("subdomain", "blobstore.localhost")],
)
def test_a_rule_sends_a_download_along_another_topology(server, topology, host):
    server.fault(f"downloads redirect={topology} x1")
    location = urlsplit(download(server, allow_redirects=False).headers["Location"])
    assert location.netloc == f"{host}:{urlsplit(server.blobstore_url).port}"


def test_at_the_apis_own_origin_every_client_relays_its_token(server):
    server.fault("downloads redirect=same-origin")
    refused = download(server)
    assert (refused.status_code, urlsplit(refused.url).netloc) == (400, urlsplit(server.api_url).netloc)
    server.fault("blobstore.get flavour=ignore")
    assert download(server).status_code == 200
    assert server.foundation.journal.exchanges()[-1].token_relayed


@pytest.mark.parametrize(("written", "hops"), [("1hop", 1), ("3hops", 3), ("20 hops", 20)])
def test_a_chain_has_so_many_hops_more(server, written, hops):
    server.fault({"on": "downloads", "do": {"redirect": written}})
    answer = download(server)
    assert (answer.status_code, len(answer.history)) == (200, hops + 1)


def test_a_relative_location_leads_to_the_blob(server):
    server.fault("downloads wrong=relative-location")
    server.fault("blobstore.get flavour=ignore")
    answer = download(server)
    assert answer.status_code == 200
    assert answer.history[0].headers["Location"].startswith("/cc-droplets/")


def test_from_https_to_http_is_a_matter_of_where_tls_is(tmp_path):
    with Server(config=Config(tls=("api",)).on_free_ports()) as server:
        (tmp_path / "ca.pem").write_text(server.ca_pem or "")
        answer = download(server, allow_redirects=False, verify=tmp_path / "ca.pem")
        assert (server.api_url[:8], answer.headers["Location"][:7]) == ("https://", "http://")


@pytest.mark.parametrize("topology", ["same-hots", "0 hops", "21 hops", "hops", ""])
def test_a_topology_that_is_none_is_refused(server, topology):
    with pytest.raises(ClientError) as refused:
        server.fault({"on": "downloads", "do": {"redirect": topology}})
    assert refused.value.problem["errors"][0]["pointer"] == "/do/redirect"


def test_only_what_redirects_can_redirect_otherwise(server):
    with pytest.raises(ClientError, match="where this cannot happen"):
        server.fault("apps.list redirect=same-host")


@pytest.mark.at("api")
def test_it_comes_over_the_wire(wire):
    target = f"/v3/droplets/{wire.droplet.guid}/download"
    truth, said = wire.truth(target=target), wire.struck("redirect=same-host", on="downloads", target=target)
    assert (urlsplit(truth.header("location")).hostname, said.end) == ("localhost", "kept")
    assert urlsplit(said.header("location")).hostname == "127.0.0.1"
