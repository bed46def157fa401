import subprocess

import pytest

from fakecf.web import Answer, Hangup


@pytest.fixture
def spoken(tmp_path):
    """The arguments that a shell makes of a command, with curl replaced by something that writes them down."""

    def speak(script, **environ):
        record = tmp_path / "arguments"
        stand_in = f"curl() {{ printf '%s\\0' \"$@\" > {record}; }}\n"
        subprocess.run(["bash", "-euc", stand_in + script], cwd=tmp_path, env=environ, check=True)
        assert [each.name for each in tmp_path.iterdir()] == ["arguments"]
        return record.read_bytes().split(b"\0")[:-1]

    return speak


def test_a_download_is_two_commands_with_the_secrets_left_to_the_shell(download, written):
    assert written("curl") == (
        "# 1 api GET /v3/droplets/d1/download -> 302\n"
        "curl -i --globoff --path-as-is http://localhost:9022/v3/droplets/d1/download \\\n"
        "  -H 'Authorization: bearer '\"$TOKEN\" \\\n"
        "  -H 'User-Agent: cf/8'\n"
        "\n"
        "# 2 blobstore GET /cc-droplets/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature=<redacted> -> 200\n"
        "curl -i --globoff --path-as-is "
        "'http://127.0.0.1:9024/cc-droplets/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature='\"$X_AMZ_SIGNATURE\" \\\n"
        "  -H 'Authorization: bearer '\"$TOKEN\" \\\n"
        "  -H 'User-Agent: cf/8'\n"
    )


def test_what_a_client_sent_is_only_ever_an_argument(attack, written, spoken):
    script = written("curl")
    assert all(line.isascii() and line.isprintable() for line in script.splitlines())
    arguments = spoken(script, TOKEN="tok", X_SECRET="sec")
    assert arguments[3] == (
        b"http://localhost:9022/v3/$(touch%20owned)%60id%60;'%22%5C%0A%1B%5B2J%7B%7D%5B1-3%5D/../caf%C3%A9%22%22%22"
        b"?q=$(touch owned)'&token=tok&[1-3]={a,b}"
    )
    assert arguments[4:] == [
        *(b"-H", b'X-Evil: \';touch owned;\' $(touch owned) `touch owned` \\ \x1b[201~\x07 caf\xe9 """'),
        *(b"-H", b"X-Empty;"),
        *(b"-H", b"X-Secret: a sec b"),
        *(b"-H", b"$(touch-owned)`': 1"),
    ]


@pytest.mark.parametrize(("method", "option"), [("HEAD", "--head"), ("DELETE", "-X DELETE"), ("$x", "-X '$x'")])
def test_the_method_is_an_option(world, written, method, option):
    world.raw("api", Answer(200), "/v3/apps", REQUEST_METHOD=method)
    assert option in written("curl")


def test_a_body_is_left_to_the_shell(world, written):
    world.ask("uaa", "/oauth/token", method="POST", data={"a": "b"}, headers={"Authorization": "Basic Y2Y6"})
    assert '--data-binary "$BODY"' in written("curl")
    assert "-H 'Authorization: Basic '\"$CREDENTIALS\"" in written("curl")
    assert "Content-Length" not in written("curl")


def test_an_exchange_without_an_answer_has_a_command_as_well(world, written):
    def app(environ, start_response):
        environ["fakecf.fault"] = "f\nrm -rf ."
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app, "/v3")
    assert written("curl").splitlines()[0] == "# 1 api GET /v3 -> no answer by f\\nrm -rf ."
