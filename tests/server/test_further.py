"""Several foundations in one server, each for itself."""

import socket
import threading
from contextlib import ExitStack, suppress

import pytest
import requests

from fakecf import ClientError, Config, Server, connect
from fakecf.server.further import MOST
from fakecf.state.records import App


@pytest.fixture
def further(server):
    """`further()` starts one; all are gone at the end."""

    def add(*seeds, name=None):
        return connect(server.calls.add_foundation(seeds, name)["control_url"])

    yield add
    for each in server.calls.foundations():
        server.calls.remove_foundation(each["id"])


def listed(cf, user="admin", what="apps"):
    headers = {"Authorization": f"bearer {cf.token(user)}"}
    return requests.get(f"{cf.api_url}/v3/{what}", headers=headers, timeout=5)


def test_each_has_ports_state_faults_journal_and_clock_of_its_own(server, further):
    one, other = further(), further("roles", name="other")
    urls = {cf._url(name) for cf in (server, one, other) for name in ("api", "uaa", "blobstore")}
    assert len(urls) == 9
    rule = one.fault("apps.list 502")
    one.clock.freeze("2031-01-01T00:00:00Z")
    assert [listed(cf).status_code for cf in (server, one, other)] == [200, 502, 200]
    assert (rule.hits, server.calls.faults(), other.calls.faults()) == (1, [], [])
    assert [len(cf.flows) for cf in (server, one, other)] == [1, 1, 1]
    assert [cf.clock.now().year == 2031 for cf in (server, one, other)] == [False, True, False]
    one.calls.replace_state({"fakecf": 1, "records": {}})
    assert len(server.foundation.store.state[App]) == 5
    assert other.calls.foundation()["seeds"] == ["roles"]


def test_a_token_of_one_is_none_at_another(further):
    one, other = further(), further()
    headers = {"Authorization": f"bearer {one.token('dev')}"}
    assert requests.get(f"{one.api_url}/v3/apps", headers=headers, timeout=5).status_code == 200
    assert requests.get(f"{other.api_url}/v3/apps", headers=headers, timeout=5).status_code == 401


def test_they_are_listed_and_named_after_themselves_or_as_wanted(server, further):
    further(), further(name="mine"), further()
    names = [each["id"] for each in server.calls.foundations()]
    assert (len(set(names)), names[1]) == (3, "mine")
    assert connect(server.control_url, foundation="mine").control_url == f"{server.control_url}/v1/foundations/mine"


def test_what_it_creates_is_found_below_it(server, further):
    further(name="mine")
    url = f"{server.control_url}/v1/foundations/mine"
    made = requests.post(f"{url}/faults", json="downloads 502", timeout=5)
    assert made.headers["Location"] == f"/v1/foundations/mine/faults/{made.json()['id']}"
    assert requests.get(server.control_url + made.headers["Location"], timeout=5).json() == made.json()


def test_its_ports_are_free_again_when_it_is_removed(server, further):
    cf = further(name="mine")
    port = int(cf.api_url.rpartition(":")[2])
    server.calls.remove_foundation("mine")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", port))
    with pytest.raises(ClientError, match="there is no further foundation 'mine'"):
        cf.calls.foundation()


def test_what_cannot_be_is_refused(server, further):
    cf = further(name="mine")
    for name, said in [
        ("mine", "there is a foundation 'mine' already"),
        ("a b", "'a b' is no id of a foundation"),
        ("", "'' is no id of a foundation"),
    ]:
        with pytest.raises(ClientError, match=said):
            server.calls.add_foundation(name=name)
    with pytest.raises(ClientError, match="did you mean 'mine'"):
        server.calls.remove_foundation("mime")
    with pytest.raises(ClientError, match=r"/seeds: .*no shipped seed has this name"):
        server.calls.add_foundation(["defualt"])
    with pytest.raises(ClientError, match="further foundations belong to the server"):
        cf.calls.add_foundation()


def test_a_wrong_setting_or_document_is_told_at_its_place(server):
    with pytest.raises(ClientError, match="/foundation/nam: 'nam' is not a key here; did you mean 'name'"):
        server.calls.add_foundation(settings={"nam": "x"})
    with pytest.raises(ClientError, match=r"/seeds: orgz: .*did you mean 'orgs'"):
        server.calls.add_foundation([{"fakecf": 1, "orgz": {}}])


def test_there_are_only_so_many(server, further):
    for _ in range(MOST):
        further()
    with pytest.raises(ClientError, match=f"there are {MOST} further foundations, as many as there can be"):
        further()


@pytest.fixture
def three_ports():
    """Three in a row that nobody has, below those that the system hands out by itself."""
    for first in range(20_000, 30_000, 3):
        with ExitStack() as taken, suppress(OSError):
            for port in range(first, first + 3):
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
            return first, first + 2
    raise AssertionError("no port is free")


def test_ports_are_those_set_aside_until_there_are_none(three_ports):
    config = Config(further_ports=three_ports).on_free_ports()
    with Server(config=config) as server:
        made = server.calls.add_foundation(name="mine")
        ports = {int(made[f"{name}_url"].rpartition(":")[2]) for name in ("api", "uaa", "blobstore")}
        assert ports == set(range(three_ports[0], three_ports[1] + 1))
        with pytest.raises(ClientError, match=f"no free port in {three_ports[0]}-{three_ports[1]}"):
            server.calls.add_foundation()
        server.calls.remove_foundation("mine")
        server.calls.add_foundation(name="again")


@pytest.mark.parametrize("ports", [(0, 9), (9, 8)])
def test_a_range_that_is_none_is_refused(ports):
    with pytest.raises(ValueError, match="is no range of ports; write 9100-9147"):
        Config(further_ports=ports)


def test_sixteen_may_come_and_go_at_once(server, further):
    broken = []

    def live(number):
        try:
            for _ in range(5):
                made = server.calls.add_foundation(name=f"mine-{number}")
                assert listed(connect(made["control_url"])).status_code == 200
                server.calls.remove_foundation(made["id"])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
            broken.append(error)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (broken, server.uncaught, server.calls.foundations()) == ([], 0, [])


def test_they_end_with_their_server():
    with Server("default") as server:
        cf = connect(server.calls.add_foundation()["control_url"])
        url = cf.api_url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


def test_open_connections_are_told_and_counted(server, further):
    cf = further()
    with requests.Session() as session:
        session.get(f"{cf.api_url}/v3", timeout=5)
        (connection,) = cf.calls.connections(answering=False)
        assert (connection["listener"], connection["asked"]) == ("api", 1)
        assert cf.calls.connections(answering=True) == []
        metrics = requests.get(f"{cf.control_url}/metrics", timeout=5)
        assert 'fakecf_open_connections{foundation="fakecf",listener="api"} 1\n' in metrics.text
    assert cf.calls.connections(within=5.0) == []
    with pytest.raises(ClientError, match="/within: nobody can wait -1"):
        cf.calls.connections(within=-1.0)
