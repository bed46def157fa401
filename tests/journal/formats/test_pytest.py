import ast
import subprocess
import sys

import pytest
import requests

from fakecf.server import Server
from fakecf.state.records import Droplet
from fakecf.web import Hangup


def passes(text, folder, **environ):
    """Whether pytest says so, in a world of its own."""
    (folder / "test_again.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert "1 passed" in done.stdout or "1 failed" in done.stdout, done.stdout + done.stderr
    return "1 passed" in done.stdout


def calls(text):
    """The calls to `ask` that the test makes, what they are given told by its own evaluation."""
    asked = []
    namespace = {"__name__": "again"}
    exec(compile(text, "again.py", "exec"), namespace)  # noqa: S102 - that it is harmless is what is tested

    class Cf:
        api_url = "http://api"

        def token(self, user):
            return f"token of {user}"

    namespace["ask"] = lambda *given: asked.append(given) or (200, {})
    (test,) = (value for name, value in namespace.items() if name.startswith("test_"))
    test(Cf())
    return asked


def test_what_a_client_sent_is_only_text(attack, written, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "tok")
    monkeypatch.setenv("X_SECRET", "sec")
    text = written("pytest")
    assert text.isascii()
    ast.parse(text)
    ((method, url, headers),) = calls(text)
    assert (method, url.partition("?")[2]) == ("GET", "q=$(touch owned)'&token=tok&[1-3]={a,b}")
    assert headers["X-Evil"] == dict(attack["fakecf.headers"])["X-Evil"]
    assert (headers["X-Empty"], headers["X-Secret"]) == ("", "a sec b")
    assert list(tmp_path.iterdir()) == []


def test_a_download_is_repeated_and_its_statuses_are_asserted(tmp_path):
    with Server("default") as cf:
        droplet = next(each for each in cf.foundation.store.state[Droplet] if each.sha1 and each.state == "STAGED")
        bearer = {"Authorization": f"bearer {cf.token('dev')}"}
        url = f"{cf.api_url}/v3/droplets/{droplet.guid}/download"
        assert requests.get(url, headers=bearer, timeout=10).status_code == 200
        text = requests.get(f"{cf.control_url}/v1/flows/1?as=pytest", timeout=10).text
    assert passes(text, tmp_path)
    assert not passes(text.replace("status == 302", "status == 404"), tmp_path)


def test_no_answer_is_expected_again(world, written):
    def app(environ, start_response):
        environ["fakecf.fault"] = "f_1"
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app, "/v3")
    text = written("pytest")
    assert "fakecf.fault(os.environ['FAULT'])  # the rule that struck: 'f_1'" in text
    assert "except OSError" in text
