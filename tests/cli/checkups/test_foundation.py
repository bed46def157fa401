import http.server
import json
import threading

import pytest
import requests

from fakecf import Config, Server, __version__


@pytest.fixture(scope="module")
def cf():
    with Server("default") as running:
        yield running


@pytest.fixture
def stranger():
    """Another server, which answers whatever it is asked with `status` and `document`."""

    class Says(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(json.dumps(self.server.document).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Says) as listening:
        listening.status, listening.document = 200, {}
        listening.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def test_one_that_is_ready_and_of_the_same_version_is_in_order(doctor, cf):
    (found,) = doctor("foundation", f"--url={cf.control_url}")
    assert found["standing"] == "ok"
    assert __version__ in found["says"]
    assert [each["standing"] for each in doctor("clock", f"--url={cf.control_url}")] == ["ok"]
    assert doctor("trust", f"--url={cf.control_url}") == []


def test_where_nothing_runs_it_says_how_to_start_one(doctor):
    (found,) = doctor("foundation")
    assert (found["standing"], found["try"]) == ("warning", "fakecf serve -d")


def test_another_version_is_told(doctor, cf, stranger):
    stranger.document = {**requests.get(f"{cf.control_url}/v1/foundation", timeout=5).json(), "version": "0.0.1"}
    stranger.document["now"], stranger.document["frozen"] = "2026-01-01T00:00:00Z", False
    (found,) = doctor("foundation", f"--url={stranger.url}")
    assert (found["standing"], "is 0.0.1, this command is" in found["says"]) == ("warning", True)


@pytest.mark.parametrize(("status", "document"), [(200, {"hello": "world"}), (200, []), (404, {"error": "no"})])
def test_what_is_no_fakecf_is_told(doctor, stranger, status, document):
    stranger.status, stranger.document = status, document
    (found,) = doctor("foundation", f"--url={stranger.url}")
    assert (found["standing"], stranger.url in found["says"]) == ("problem", True)


def test_a_token_that_is_missing_is_told(doctor):
    with Server(config=Config(control_token="wanted").on_free_ports()) as guarded:
        (found,) = doctor("foundation", f"--url={guarded.control_url}")
        assert (found["standing"], found["try"]) == ("problem", "fakecf doctor --control-token TOKEN")
        known = doctor("foundation", f"--url={guarded.control_url}", FAKECF_CONTROL_TOKEN="wanted")
        assert [each["standing"] for each in known] == ["ok"]


@pytest.mark.parametrize(("moved", "says"), [("freeze", "stands still"), ("set", "s from this machine's")])
def test_a_clock_that_is_not_the_machines_is_told(doctor, cf, moved, says):
    getattr(cf.clock, moved)("2026-01-01")
    (found,) = doctor("clock", f"--url={cf.control_url}")
    cf.clock.live()
    assert (found["standing"], says in found["says"], found["try"]) == ("warning", True, "fakecf clock live")


@pytest.fixture(scope="module")
def secured():
    with Server(config=Config(tls=("api",)).on_free_ports()) as running:
        yield running


def test_a_ca_that_nobody_trusts_is_told_with_the_commands_that_trust_it(doctor, secured):
    (found,) = doctor("trust", f"--url={secured.control_url}")
    assert found["standing"] == "problem"
    assert found["try"].endswith("/v1/ca.pem && export SSL_CERT_FILE=$PWD/fakecf-ca.pem")


def test_a_trusted_ca_is_in_order_and_another_is_not(doctor, secured, tmp_path, certificate):
    (tmp_path / "ca.pem").write_text(secured.ca_pem, "utf-8")
    variables = {"SSL_CERT_FILE": str(tmp_path / "ca.pem"), "CURL_CA_BUNDLE": str(certificate)}
    found = doctor("trust", f"--url={secured.control_url}", REQUESTS_CA_BUNDLE="/nowhere.pem", **variables)
    assert [each["standing"] for each in found] == ["ok", "problem", "problem"]


def test_a_certificate_of_your_own_is_yours_to_trust(doctor, certificate):
    files = {"tls_cert": str(certificate), "tls_key": str(certificate)}
    with Server(config=Config(tls=("api",), **files).on_free_ports()) as running:
        assert [each["standing"] for each in doctor("trust", f"--url={running.control_url}")] == ["note"]
