"""Where the redirect leads, and which client takes its token along (clients 1.1 and 2)."""

import hashlib
import shutil
import socket
import subprocess
import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from fakecf.config import Config
from fakecf.foundation import Foundation
from fakecf.server import Server
from fakecf.state.records import Droplet

TOPOLOGIES = ["other-host", "same-host", "subdomain", "same-origin", "1 hop", "2 hops", "3 hops", "20 hops"]
PROFILES = ["storage-cli", "fog-v4", "fog-v2"]


@pytest.fixture(autouse=True)
def resolver(monkeypatch):
    """Names below localhost are this machine, as to curl and browsers (RFC 6761 6.3); glibc alone knows none."""
    real = socket.getaddrinfo

    def looked_up(host, *how, **named):
        return real("127.0.0.1" if str(host).endswith(".localhost") else host, *how, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


class World:
    """A foundation of one topology, and a droplet to download."""

    def __init__(self, server):
        self.server = server
        self.foundation = server.foundation
        self.droplet = next(each for each in self.foundation.store.state[Droplet] if each.state == "STAGED")
        self.authorization = f"bearer {server.token('admin')}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = self.authorization

    def url(self, name="localhost"):
        return f"{self.foundation.addresses.url('api', name)}/v3/droplets/{self.droplet.guid}/download"

    def get(self, name="localhost", **how):
        return self.session.request(how.pop("method", "GET"), self.url(name), timeout=10, **how)

    def location(self, name="localhost"):
        answer = self.get(name, allow_redirects=False)
        assert answer.status_code == 302
        return answer.headers["Location"]

    def is_the_droplet(self, bits):
        return hashlib.sha256(bits).hexdigest() == self.droplet.sha256

    def at_blobstore(self):
        return [each for each in self.foundation.journal.exchanges() if each.listener == "blobstore"]


@pytest.fixture
def world(tmp_path):
    """`world("same-host")` is one of that topology."""
    running = []

    def start(topology, tls=(), **more):
        written = {"topology": topology, **more}
        (tmp_path / "seed.yml").write_text(f"fakecf: 1\ninclude: default\nfoundation: {written}\n", "utf-8")
        foundation = Foundation.from_seeds("default", tmp_path / "seed.yml", environ={})
        server = Server(config=Config(tls=tls).on_free_ports(), foundation=foundation)
        running.append(World(server.start()))
        return running[-1]

    yield start
    for each in running:
        each.session.close()
        each.server.stop()
        assert each.server.uncaught == 0


# caller's name, topology: the host name of the URL, the listener whose port it has
PLACES = {
    ("localhost", "other-host"): ("127.0.0.1", "blobstore"),
    ("localhost", "same-host"): ("localhost", "blobstore"),
    ("127.0.0.1", "same-host"): ("127.0.0.1", "blobstore"),
    ("[::1]", "same-host"): ("::1", "blobstore"),
    ("api.localhost", "same-host"): ("api.localhost", "blobstore"),
    ("localhost", "subdomain"): ("blobstore.localhost", "blobstore"),
    ("127.0.0.1", "subdomain"): ("blobstore.localhost", "blobstore"),
    ("[::1]", "subdomain"): ("blobstore.localhost", "blobstore"),
    ("api.localhost", "subdomain"): ("blobstore.api.localhost", "blobstore"),
    ("api.localhost", "other-host"): ("127.0.0.1", "blobstore"),
    ("localhost", "same-origin"): ("localhost", "api"),
    ("127.0.0.1", "same-origin"): ("127.0.0.1", "api"),
    ("api.localhost", "same-origin"): ("api.localhost", "api"),
    ("localhost", "3 hops"): ("127.0.0.1", "blobstore"),
}


@pytest.mark.parametrize(("name", "topology"), PLACES, ids=" ".join)
def test_the_redirect_leads_to_the_topologys_place_and_the_url_is_good_there(world, name, topology):
    cf = world(topology)
    location = cf.location(name)
    parts = urlsplit(location)
    host, listener = PLACES[name, topology]
    assert (parts.hostname, parts.port) == (host, getattr(cf.foundation.addresses, listener))
    assert cf.is_the_droplet(cf.session.get(location, headers={"Authorization": None}, timeout=10).content)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_client_that_keeps_its_token_to_itself_gets_the_bits_through_each(world, topology, profile):
    cf = world(topology, profile=profile)
    answer = requests.get(cf.location(), timeout=10)
    assert answer.status_code == 200
    assert cf.is_the_droplet(answer.content)
    assert not any(each.token_relayed for each in cf.at_blobstore())
    assert {each.operation for each in cf.at_blobstore()} == {"blobstore.get"}


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_redirect_and_all_its_hops_are_one_flow(world, topology):
    cf = world(topology)
    requests.get(cf.location(), timeout=10)
    (flow,) = cf.foundation.journal.flows()
    hops = int(topology.split()[0]) if "hop" in topology else 0
    assert [each.listener for each in flow.exchanges] == ["api", *["blobstore"] * (hops + 1)]
    assert [each.status for each in flow.exchanges] == [302, *[302] * hops, 200]


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_range_is_served_through_each(world, topology):
    cf = world(topology)
    whole = requests.get(cf.location(), timeout=10).content
    part = requests.get(cf.location(), headers={"Range": "bytes=10-19"}, timeout=10)
    assert (part.status_code, part.content) == (206, whole[10:20])


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_head_is_answered_through_each_as_s3_answers_it(world, topology):
    cf = world(topology)
    redirect = cf.get(method="HEAD", allow_redirects=False)
    assert (redirect.status_code, redirect.content) == (302, b"")
    answer = requests.head(redirect.headers["Location"], allow_redirects=True, timeout=10)
    # blobstore 2.2: a URL signed for GET is not good for HEAD, whichever way it is reached
    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("topology", TOPOLOGIES)
@pytest.mark.parametrize(
    ("tls", "secure"), [(("api", "uaa", "blobstore"), {True}), (("api",), {False})], ids=["to https", "to http"]
)
def test_from_an_https_api_each_leads_to_a_blobstore_of_its_own_scheme(world, tmp_path, topology, tls, secure):
    cf = world(topology, tls)
    (tmp_path / "ca.pem").write_text(cf.server.ca_pem, "utf-8")
    cf.session.verify = str(tmp_path / "ca.pem")
    location = cf.location()
    answer = cf.session.get(location, headers={"Authorization": None}, timeout=10)
    assert cf.is_the_droplet(answer.content)
    schemes = {each.url.startswith("https://") for each in (*answer.history, answer)}
    assert schemes == ({True} if topology == "same-origin" else secure)


def test_the_hops_count_down_between_the_two_names_and_the_last_is_unmarked(world):
    cf = world("3 hops")
    answer = requests.get(cf.location(), timeout=10)
    visited = [urlsplit(each.url) for each in (*answer.history, answer)]
    assert [parse_qs(url.query).get("hop") for url in visited] == [["3"], ["2"], ["1"], None]
    assert [url.hostname for url in visited] == ["127.0.0.1", "localhost", "127.0.0.1", "localhost"]
    assert len({(url.path, url.port) for url in visited}) == 1


@pytest.mark.parametrize("count", ["0", "21", "99999", "-1", "1.5", "x", "", "%31%30%30", "\u0662"])
def test_what_is_no_small_number_is_a_parameter_that_was_not_signed(world, count):
    cf = world("other-host")
    answer = requests.get(f"{cf.location()}&hop={count}", allow_redirects=False, timeout=10)
    assert answer.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text


@pytest.mark.parametrize(
    ("method", "query"), [("GET", "hop=3"), ("PUT", "hop=3&X-Amz-Signature=0"), ("DELETE", "hop=3&Signature=0")]
)
def test_only_the_reading_of_a_presigned_url_is_sent_on(world, method, query):
    cf = world("other-host")
    url = f"{cf.server.blobstore_url}/cc-droplets/x?{query}"
    assert requests.request(method, url, allow_redirects=False, timeout=10).status_code in {400, 403}


@pytest.mark.parametrize("target", ["//evil.example/x", "/\\evil.example", "/@evil.example", "/x"])
def test_a_hop_leads_nowhere_but_to_ourselves(world, target):
    cf = world("other-host")
    port = cf.foundation.addresses.blobstore
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        line = f"GET {target}?hop=2&X-Amz-Signature=0 HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
        sock.sendall(line.encode())
        said = b"".join(iter(lambda: sock.recv(65536), b"")).decode("latin-1")
    assert f"\r\nLocation: http://127.0.0.1:{port}{target}?X-Amz-Signature=0&hop=1\r\n" in said


def python_requests(cf):
    return cf.get()


def urllib_alone(cf):
    request = urllib.request.Request(cf.url(), headers={"Authorization": cf.authorization})  # noqa: S310 - http
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            answer.read()
    except HTTPError as error:
        error.close()


def curl(*options):
    def fetch(cf):
        given = [each.replace("AUTHORIZATION", cf.authorization) for each in options]
        subprocess.run(["curl", "-qsL", "--noproxy", "*", "-o", "/dev/null", *given, cf.url()], check=True, timeout=20)

    return fetch


def curl_bearer(cf):
    curl("--oauth2-bearer", cf.authorization.removeprefix("bearer "))(cf)


curl_header = curl("-H", "Authorization: AUTHORIZATION")
curl_trusting = curl("--location-trusted", "-H", "Authorization: AUTHORIZATION")

# clients 2: who keeps the token where; to urllib and a trusting curl all hosts are one
CAREFUL = {"same-origin"}
RELAYED = {
    python_requests: CAREFUL,
    curl_header: CAREFUL,
    curl_bearer: CAREFUL,
    curl_trusting: set(TOPOLOGIES),
    urllib_alone: set(TOPOLOGIES),
}
NAMED = {curl_header: "curl -H", curl_bearer: "curl --oauth2-bearer", curl_trusting: "curl --location-trusted"}


@pytest.mark.parametrize("client", RELAYED, ids=lambda client: NAMED.get(client, client.__name__))
@pytest.mark.parametrize("topology", ["other-host", "same-host", "subdomain", "same-origin", "3 hops"])
def test_the_journal_tells_which_client_relays_its_token_and_s3_refuses_it(world, topology, client):
    if client in NAMED and shutil.which("curl") is None:
        pytest.skip("there is no curl")
    cf = world(topology)
    client(cf)
    relayed = topology in RELAYED[client]
    assert {each.token_relayed for each in cf.at_blobstore()} == {relayed}
    assert cf.at_blobstore()[-1].status == (400 if relayed else 200)


@pytest.mark.parametrize(("flavour", "status"), [("aws", 400), ("minio", 200), ("gcs", 401), ("webdav", 200)])
@pytest.mark.parametrize("topology", ["other-host", "same-origin", "2 hops"])
def test_what_comes_of_a_relayed_token_is_the_stores_affair_wherever_it_is(world, topology, flavour, status):
    cf = world(topology, flavour=flavour)
    urllib_alone(cf)
    assert all(each.token_relayed for each in cf.at_blobstore())
    assert cf.at_blobstore()[-1].status == status  # clients 1.8, blobstore 2.3: MinIO takes UAA's lower-case bearer


def test_a_request_is_redirected_as_its_environ_says_before_the_foundation(world):
    cf = world("subdomain")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/v3/droplets/{cf.droplet.guid}/download"}
    more = {"HTTP_HOST": "localhost", "HTTP_AUTHORIZATION": cf.authorization, "fakecf.topology": "same-host"}
    answer = cf.foundation.cloud_controller.answer({**environ, **more})
    assert urlsplit(answer.header("location")).hostname == "localhost"


def test_the_blobstore_at_the_apis_origin_is_open_to_faults_of_the_blobstore(world):
    cf = world("same-origin")
    cf.server.fault("blobstore.get 503 x1")
    assert requests.get(cf.location(), timeout=10).status_code == 503
    assert [each.listener for each in cf.foundation.journal.exchanges() if each.fault] == ["blobstore"]


@pytest.mark.parametrize("path", ["/cc-droplets/x", "/cc-droplets", "/elsewhere/x?X-Amz-Signature=0", "/?Signature=0"])
def test_without_a_signature_or_for_another_bucket_the_api_answers_itself(world, path):
    cf = world("same-origin")
    cf.session.get(f"{cf.server.api_url}{path}", timeout=10)
    assert [each.listener for each in cf.foundation.journal.exchanges()] == ["api"]


def test_the_blobstores_own_port_serves_as_ever_in_each(world):
    cf = world("same-origin")
    unsigned = requests.get(f"{cf.server.blobstore_url}/cc-droplets/x", timeout=10)
    assert (unsigned.status_code, "<Code>AccessDenied</Code>" in unsigned.text) == (403, True)
