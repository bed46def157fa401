"""A running foundation of the test file's own seed, and one way to ask it."""

from pathlib import Path

import pytest
import requests

from fakecf.foundation import Foundation
from fakecf.server import Server

NOBODY = object()


class Cf:
    """The API as a client sees it; *as_* names the user, NOBODY sends no token."""

    def __init__(self, server):
        self.server = server
        self.foundation = server.foundation
        self.url = server.api_url
        self._session = requests.Session()
        self._session.trust_env = False

    def ask(self, path, as_="admin", *, method="GET", headers=None, **how):
        bearer = {} if as_ is NOBODY else {"Authorization": f"bearer {self._token(as_)}"}
        return self._session.request(
            method, f"{self.url}{path}", headers={**bearer, **(headers or {})}, allow_redirects=False, timeout=10, **how
        )

    def _token(self, who):
        return who if not isinstance(who, str) or "." in who else self.server.token(who)

    def guids(self, path, as_="admin"):
        answer = self.ask(path, as_)
        assert answer.status_code == 200, answer.text
        return [each["guid"] for each in answer.json()["resources"]]

    def error(self, path, as_="admin", **how):
        """The status and the one error of an answer."""
        answer = self.ask(path, as_, **how)
        (error,) = answer.json()["errors"]
        return answer.status_code, error

    def close(self):
        self._session.close()


@pytest.fixture(scope="module")
def running(request):
    """The server of the file's SEED, a path beside it or the name of a shipped seed."""
    beside = Path(request.path).parent / request.module.SEED
    seed = str(beside) if beside.is_file() else request.module.SEED
    with Server(foundation=Foundation.from_seeds(seed, environ={})) as server:
        cf = Cf(server)
        yield cf
        cf.close()
        assert server.uncaught == 0


@pytest.fixture
def cf(running):
    running.foundation.reset()
    return running
