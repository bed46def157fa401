import pytest

from fakecf.client import Client, ClientError, NotRunningError
from fakecf.server import Server


@pytest.fixture(scope="module")
def server():
    with Server("default") as running:
        yield running


@pytest.fixture
def client(server):
    client = Client(server.control_url)
    client.reset()
    return client


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


def test_it_reads_and_forgets_flows(client):
    assert client.flows(status=404) == []
    client.clear_flows()


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
