import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

FREE = [f"--{name}-port=0" for name in ("api", "uaa", "blobstore", "control")]


def start(*arguments, **environ):
    command = [sys.executable, "-m", "fakecf", "serve", *arguments]
    return subprocess.Popen(
        command, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_card_tells_where_everything_is_and_what_to_try(served):
    document = served.document
    for name in ("api", "uaa", "blobstore", "control"):
        assert document[f"{name}_url"] in served.card
    assert "admin/admin dev/dev" in served.card
    assert "default: 1 organization, 1 space, 5 apps" in served.card


def test_the_ready_file_is_the_foundations_document(served):
    assert requests.get(f"{served.url}/v1/foundation", timeout=5).json() == served.document
    assert requests.get(f"{served.document['api_url']}/v3", timeout=5).status_code == 200


def test_the_card_calls_the_program_as_the_reader_did_where_its_plain_name_is_not_found(tmp_path):
    script = Path(sys.executable).with_name("fakecf")
    command = [script, "serve", *FREE, f"--ready-file={tmp_path / 'ready.json'}"]
    with subprocess.Popen(command, env={"PATH": str(tmp_path)}, stdout=subprocess.PIPE, text=True) as running:
        lines = [running.stdout.readline() for _ in range(12)]
        running.terminate()
    assert any(f"$({script} token admin" in line for line in lines), lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_and_well(number, tmp_path):
    """reliability R-15."""
    ready = tmp_path / "ready.json"
    with start(*FREE, f"--ready-file={ready}") as running:
        assert running.stdout.readline() == "fakecf is ready\n"
        begun = time.monotonic()
        running.send_signal(number)
        assert running.wait(5) == 0
        assert time.monotonic() - begun < 1


def test_a_port_that_is_taken_is_named_with_the_option_that_chooses_another():
    """reliability R-14."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start(*FREE[:1], f"--uaa-port={port}", *FREE[2:]) as running:
            _, said = running.communicate(timeout=20)
    assert running.returncode == 2
    assert f"the uaa listener cannot have 127.0.0.1:{port}: Address already in use" in said
    assert "--uaa-port" in said
    assert "Traceback" not in said


def test_a_wrong_seed_is_refused_at_its_place(tmp_path):
    (tmp_path / "bad.yml").write_text("fakecf: 1\norgz: {}\n", "utf-8")
    with start(*FREE, str(tmp_path / "bad.yml")) as running:
        _, said = running.communicate(timeout=20)
    assert running.returncode == 2
    assert "bad.yml:2:1:" in said
    assert "did you mean 'orgs'?" in said
    assert "Traceback" not in said


def test_every_option_can_come_from_the_environment():
    ports = {f"FAKECF_SERVE_{name}_PORT": "0" for name in ("API", "UAA", "BLOBSTORE", "CONTROL")}
    with start(**ports) as running:
        card = [running.stdout.readline() for _ in range(2)]
        running.send_signal(signal.SIGTERM)
    assert ":9022" not in card[1]


def flow_status(ready, token=None):
    url = json.loads(ready.read_text("utf-8"))["control_url"]
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/v1/flows", headers=headers, timeout=5).status_code


def test_off_loopback_the_control_api_wants_a_token_that_the_card_tells(tmp_path):
    """reliability T-15."""
    ready = tmp_path / "ready.json"
    with start("--host=0.0.0.0", *FREE, f"--ready-file={ready}") as running:
        export = next(line for line in running.stdout if "FAKECF_CONTROL_TOKEN" in line)
        token = export.strip().removeprefix("export FAKECF_CONTROL_TOKEN=")
        statuses = flow_status(ready), flow_status(ready, ""), flow_status(ready, token)
        running.send_signal(signal.SIGTERM)
    assert (len(token), statuses) == (32, (401, 401, 200))


def test_a_token_of_the_environment_is_wanted_and_not_told(tmp_path):
    ready = tmp_path / "ready.json"
    with start(*FREE, f"--ready-file={ready}", FAKECF_CONTROL_TOKEN="of-the-environment") as running:
        card = [running.stdout.readline() for _ in range(12)]
        statuses = flow_status(ready), flow_status(ready, "of-the-environment")
        running.send_signal(signal.SIGTERM)
    assert (statuses, "of-the-environment" in "".join(card)) == ((401, 200), False)


@pytest.mark.parametrize(
    ("arguments", "environ", "schemes"),
    [
        (("--tls=all",), {}, ["https", "https", "https", "http"]),
        (("--tls=api", "--tls=uaa"), {}, ["https", "https", "http", "http"]),
        ((), {"FAKECF_TLS": "uaa,blobstore"}, ["http", "https", "https", "http"]),
    ],
)
def test_tls_is_for_the_listeners_that_were_named_and_the_card_tells_how_to_trust_it(arguments, environ, schemes):
    with start(*FREE, *arguments, **environ) as running:
        card = list(itertools.takewhile(str.strip, running.stdout))
        trust = list(itertools.islice(running.stdout, 3))[1:]
        running.send_signal(signal.SIGTERM)
    assert [line.split()[1].partition(":")[0] for line in card[1:5]] == schemes
    control = card[4].split()[1]
    assert trust == [
        f"  curl -so fakecf-ca.pem {control}/v1/ca.pem\n",
        "  export SSL_CERT_FILE=$PWD/fakecf-ca.pem CURL_CA_BUNDLE=$PWD/fakecf-ca.pem\n",
    ]


REFUSED = {
    ("--host=0.0.0.0", "--control-token="): "on 0.0.0.0 the control API needs a token",
    ("--host=0.0.0.0", "--control-token= "): "on 0.0.0.0 the control API needs a token",
    ("--host=0.0.0.0", "--control-token=none"): "on 0.0.0.0 the control API needs a token",
    ("--host=192.0.2.1",): "Choose another with --host.",
    ("--advertise", "api"): "'api' is not LISTENER=URL",
    ("--advertise", "apo=http://x"): "allowed: api, uaa, blobstore, control; did you mean 'api'?",
    ("--advertise", "api=nowhere"): "'nowhere' is not a URL",
    ("--blobstore-name", "=cf"): "'=cf' is not CALLER=NAME",
    ("--allowed-host", "a b"): "'a b' is no host name",
    ("--ready-file=/nowhere/ready.json",): "cannot write /nowhere/ready.json: No such file or directory",
    ("--api-port=70000",): "70000 is not in the range",
    ("--tls", "apo"): "no listener 'apo' can speak TLS; allowed: api, uaa, blobstore; did you mean 'api'?",
    ("--tls", "control"): "no listener 'control' can speak TLS",
    ("--tls", "api", "--tls-cert", "c.pem"): "a TLS certificate and its key go together",
    ("--tls", "api", "--tls-cert", "/nowhere.pem", "--tls-key", "k.pem"): "cannot read /nowhere.pem: No such file",
    ("--hosst=x",): "Did you mean '--host'?",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_meant_is_refused_in_a_sentence(arguments, run):
    done = run("serve", *FREE, *arguments)
    said = " ".join(done.stderr.split())
    assert (done.returncode, "Traceback" in said) == (2, False)
    assert REFUSED[arguments] in said


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux shows the limits of another process")
def test_it_takes_as_many_files_as_the_system_allows():
    """Reliability 1.3: 2,048 clients at a listener, where a shell usually allows 1,024 files."""
    command = ["sh", "-c", 'ulimit -Sn 256; exec "$@"', "sh", sys.executable, "-m", "fakecf", "serve", *FREE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        running.stdout.readline()
        limits = Path(f"/proc/{running.pid}/limits").read_text("utf-8")
        running.terminate()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
    soft, hard = line.split()[3:5]
    assert soft == hard
