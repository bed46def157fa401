import socketserver
import threading

import pytest
import requests

from fakecf.client import Client, ClientError, NotRunningError
from fakecf.server import Server
from fakecf.state.records import Build


@pytest.fixture
def client(server):
    client = Client(server.control_url)
    client.reset()
    return client


@pytest.fixture
def stranger():
    """Something else that listens: whatever it is asked, it says `answer`."""

    class Said(socketserver.StreamRequestHandler):
        def handle(self):
            self.request.recv(65536)
            self.wfile.write(self.server.answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Said) as listening:
        listening.url = f"http://127.0.0.1:{listening.server_address[1]}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def test_it_says_where_everything_is(client, server):
    assert client.foundation()["api_url"] == server.api_url
    assert client.env("cf")["CF_API"] == server.api_url
    assert client.ready()


def test_it_arms_and_removes_faults(client):
    armed = client.add_fault({"on": "downloads", "do": 502})
    assert client.faults() == [armed]
    client.remove_fault(armed["id"])
    client.add_fault("downloads 502")
    client.clear_faults()
    assert client.faults() == []


def test_it_reads_and_replaces_the_state(client):
    state = client.state()
    client.replace_state({"fakecf": 1, "records": {}})
    client.replace_state(state)
    assert client.state() == state


def test_it_adds_and_reads_and_forces_single_records_and_their_bits(client):
    app = {"droplets": [{"bits": {"size": "20KiB"}}], "packages": [None]}
    rows = client.add({"fakecf": 1, "orgs": {"acme": {"spaces": {"dev": {"apps": {"new": app}}}}}})
    guids = {row["type"]: row["guid"] for row in rows}
    assert client.record("apps", guids["apps"])["name"] == "new"
    assert client.records("apps", name="new", droplet_guid=None) == [client.record("apps", guids["apps"])]
    assert len(client.bits("droplets", guids["droplets"])) == 20 * 1024
    assert client.bits("packages", guids["packages"]).startswith(b"PK")
    assert client.force("droplets", guids["droplets"], state="EXPIRED", sha1=None)["state"] == "EXPIRED"
    with pytest.raises(ClientError, match="the droplet has no bits: it is EXPIRED"):
        client.bits("droplets", guids["droplets"])


def test_it_steers_the_clock(client):
    assert client.set_clock(freeze="2026-01-01")["now"] == "2026-01-01T00:00:00Z"
    client.advance_clock("1m")
    assert client.clock()["now"] == "2026-01-01T00:01:00Z"
    assert client.set_clock(live=True)["frozen"] is False


def test_it_holds_and_releases_what_takes_time(client, server):
    guid = next(iter(server.foundation.store.state[Build])).guid
    held = client.set_lifecycle("builds", guid, "held")
    assert client.lifecycles() == [held]
    assert client.set_lifecycle("builds", guid, "3 polls", "FAILED")["ending"] == "FAILED"
    assert client.release("builds", guid, "FAILED: StagerError")["state"] == "FAILED"
    client.set_lifecycle("builds", guid, ["STAGING", "STAGED"])
    assert client.release("builds", guid)["state"] == "STAGED"
    assert client.lifecycles() == []


def test_it_reads_and_forgets_flows(client):
    assert client.flows(status=404) == []
    assert client.flows(relayed=False, listener="api", operation=None) == []
    client.clear_flows()


@pytest.fixture
def nope(client, server):
    """`nope()` asks for what is not there."""

    return lambda: requests.get(f"{server.api_url}/v3/nope", timeout=5)


def test_it_waits_for_flows(client, nope):
    nope()
    (flow,) = client.wait_for_flows({"status": 404}, timeout=5)
    assert flow["exchanges"][0]["path"] == "/v3/nope"
    with pytest.raises(ClientError, match=r"found 1 of 2 exchanges within 0\.001 s") as late:
        client.wait_for_flows({"status": 404}, times=2, timeout=0.001, settled=False)
    assert (late.value.problem["status"], late.value.problem["found"]) == (408, 1)


def test_it_verifies_flows(client, nope):
    nope(), nope()
    found = {"status": 404}
    assert client.verify_flows(found)["found"] == 2
    assert (
        client.verify_flows(found, 2)
        == client.verify_flows(found, {"min": 1})
        == client.verify_flows(order=[found] * 2)
    )
    with pytest.raises(ClientError, match=r"nearest: .*: status is 404, not 200") as missed:
        client.verify_flows({"status": 200})
    assert len(missed.value.problem["near_misses"]) == 2


def test_it_gives_one_flow_also_for_another_tool(client, nope):
    nope()
    (flow,) = client.flows()
    assert client.flow(flow["id"]) == flow
    assert client.flow(flow["id"], "curl").startswith("# ")
    with pytest.raises(ClientError, match="did you mean 'curl'"):
        client.flow(flow["id"], "crul")


def test_it_follows_flows(client, nope):
    nope()
    (flow,) = client.flows()
    following = client.follow(since=0, status=404)
    assert next(following) == flow["exchanges"][0]
    nope()
    assert next(following)["status"] == 404
    following.close()


def test_a_stream_ends_with_its_server():
    with Server("default") as ending:
        requests.get(f"{ending.api_url}/v3", timeout=5)
        following = Client(ending.control_url).follow(since=0)
        assert next(following)["path"] == "/v3"
    assert list(following) == []


def test_it_is_told_what_a_slow_reader_missed(stranger):
    events = b'event: dropped\ndata: {"count":7}\n\n:\n\nid: 8\nevent: exchange\ndata: {"id":8}\n\n'
    stranger.answer = HEAD % (b"200 OK", len(events), events)
    missed = []
    assert list(Client(stranger.url).follow(dropped=missed.append)) == [{"id": 8}]
    assert missed == [7]


def test_an_id_that_is_none_removes_nothing(client):
    armed = client.add_fault("downloads 502")
    for guid in ("", "a/b", "a b", "?"):
        with pytest.raises(ClientError, match="there is no"):
            client.remove_fault(guid)
    assert client.faults() == [armed]


def test_a_refusal_names_the_place_the_nearest_word_and_what_is_allowed(client):
    with pytest.raises(ClientError) as refused:
        client.reset("flowz")
    said = "/scope/0: there is no scope 'flowz'; did you mean 'flows'?; allowed: state, faults, flows, clock"
    assert str(refused.value) == said


def test_a_refusal_is_a_sentence_with_the_nearest_word(client):
    with pytest.raises(ClientError, match=r"did you mean 'downloads'\?"):
        client.add_fault("downlods 502")
    with pytest.raises(ClientError, match=r"did you mean 'admin'\?"):
        client.token("adminn")


def test_where_nothing_listens_it_says_what_to_start():
    client = Client("http://127.0.0.1:1")
    with pytest.raises(NotRunningError, match="start one with: fakecf serve"):
        client.foundation()
    assert not client.ready()


@pytest.mark.parametrize("url", ["localhost:9021", "foo", "file:///etc", ""])
def test_what_is_no_url_is_refused(url):
    with pytest.raises(ClientError, match="write it like http://localhost:9021"):
        Client(url)


@pytest.mark.parametrize("token", ["a\nb", "é"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(token):
    with pytest.raises(ClientError, match="no header can carry") as refused:
        Client(token=token)
    assert token not in str(refused.value)


HEAD = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "does not speak HTTP"),
        (HEAD % (b"200 OK", 40, b"{}"), "does not speak HTTP"),
        (HEAD % (b"200 OK", 4, b"<h1>"), "it does not speak JSON"),
        (HEAD % (b"500 Oops", 4, b"<h1>"), "500: <h1>"),
        (HEAD % (b"400 Oops", 2, b"[]"), r"400: \[\]"),
        (HEAD % (b"400 Oops", 7, b'{"a":1}'), '400: {"a":1}'),
    ],
)
def test_what_is_no_control_api_is_told_apart(stranger, answer, said):
    stranger.answer = answer
    with pytest.raises(ClientError, match=said):
        Client(stranger.url).foundation()
    assert not Client(stranger.url).ready()


def test_a_redirect_takes_the_token_nowhere(stranger, server, client):
    stranger.answer = f"HTTP/1.1 302 Found\r\nLocation: {server.api_url}/v3/apps\r\nContent-Length: 0\r\n\r\n".encode()
    with pytest.raises(ClientError, match="302"):
        Client(stranger.url, token="secret").foundation()
    assert server.foundation.journal.exchanges() == []


def test_no_proxy_of_the_environment_stands_between(client, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert Client(client.url).ready()
