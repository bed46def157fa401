"""A running foundation, of world.yml unless the test file has a seed of its own, and one way to ask it."""

import json
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from fakecf.config import Behaviour
from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.records import ClockSetting

WORLD = Path(__file__).parent / "world.yml"
NOBODY = object()

NOT_AUTHENTICATED = {"detail": "Authentication error", "title": "CF-NotAuthenticated", "code": 10002}
INVALID_TOKEN = {"detail": "Invalid Auth Token", "title": "CF-InvalidAuthToken", "code": 1000}
NOT_AUTHORIZED = {
    "detail": "You are not authorized to perform the requested action",
    "title": "CF-NotAuthorized",
    "code": 10003,
}
UNKNOWN_REQUEST = {"detail": "Unknown request", "title": "CF-NotFound", "code": 10000}
UNKNOWN_ERROR = {"title": "UnknownError", "detail": "An unknown error occurred.", "code": 10001}


def not_found(what):
    return {"detail": f"{what} not found", "title": "CF-ResourceNotFound", "code": 10010}


def unprocessable(detail):
    return 422, {"detail": detail, "title": "CF-UnprocessableEntity", "code": 10008}


def bad_query(detail):
    detail = f"The query parameter is invalid: {detail}"
    return 400, {"detail": detail, "title": "CF-BadQueryParameter", "code": 10005}


class Cf:
    """The API as a client sees it; *as_* names the user or is a token, NOBODY sends none."""

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
        return who if "." in who else self.server.token(who)

    def follow(self, answer):
        """The job that an answer points at, as it is now."""
        return self.ask(answer.headers["Location"].removeprefix(self.url)).json()

    def download(self, path):
        """The bits behind a 302."""
        answer = self._session.get(self.ask(path).headers["Location"], timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.content

    def guids(self, path, as_="admin"):
        answer = self.ask(path, as_)
        assert answer.status_code == 200, answer.text
        return [each["guid"] for each in answer.json()["resources"]]

    def error(self, path, as_="admin", **how):
        """The status and the one error of an answer."""
        answer = self.ask(path, as_, **how)
        (error,) = answer.json()["errors"]
        return answer.status_code, error

    @property
    def state(self):
        return self.foundation.store.state

    def put(self, *records):
        with self.foundation.store.change() as change:
            change.put(*records)

    def make(self, record_type, guid, **columns):
        """Put a record that is made now."""
        now = self.foundation.clock.now()
        self.put(record_type(**{"guid": guid, "created_at": now, "updated_at": now, **columns}))

    def change(self, record_type, guid, **fields):
        """Make fields of one record what a test wants them to be."""
        with self.foundation.store.change() as change:
            change.update(change[record_type].get(guid), **fields)

    def advance(self, by):
        """Let *by*, a timedelta, pass."""
        (setting,) = self.state[ClockSetting]
        self.change(ClockSetting, "clock", ahead=setting.ahead + by.total_seconds())

    def claiming(self, **claims):
        """A token that says just that, over what any token says."""
        return str(self.foundation.token(claims=claims))

    def close(self):
        self._session.close()


@pytest.fixture(scope="module")
def running(request):
    """The server of the file's SEED, a path beside it, or else of the world that all share."""
    own = getattr(request.module, "SEED", None)
    seed = WORLD if own is None else Path(request.path).parent / own
    with Server(foundation=Foundation.from_seeds(str(seed), environ={})) as server:
        cf = Cf(server)
        yield cf
        cf.close()
        assert server.uncaught == 0


@contextmanager
def behaving(**behaviour):
    """The shared world in a foundation that behaves so."""
    seed = load([str(WORLD)], now=datetime.now(UTC), environ={})
    with Server(foundation=Foundation(replace(seed, behaviour=Behaviour(**behaviour)))) as server:
        cf = Cf(server)
        yield cf
        cf.close()


@pytest.fixture(scope="module")
def direct():
    """The shared world without nginx and gorouter, whose own ids and names would hide CC's."""
    with behaving(proxy="direct") as cf:
        yield cf


@pytest.fixture(scope="module")
def lenient_server():
    with behaving(allow_user_creation_by_org_manager=True) as cf:
        yield cf


@pytest.fixture(scope="module")
def mended():
    """The shared world, in which CC looks at what it is sent."""
    with behaving(quirks="fixed") as cf:
        yield cf


@pytest.fixture
def lenient(lenient_server):
    """The shared world, whose org managers may create users."""
    lenient_server.foundation.reset()
    return lenient_server


@pytest.fixture
def timed(tmp_path):
    """Starts the shared world with timings of its own: `timed(jobs="held")`."""
    with ExitStack() as stack:

        def start(**timings):
            own = tmp_path / "own.json"
            own.write_text(json.dumps({"fakecf": 1, "foundation": {"timing": timings}}), "utf-8")
            foundation = Foundation.from_seeds(str(WORLD), str(own), environ={})
            cf = Cf(stack.enter_context(Server(foundation=foundation)))
            stack.callback(cf.close)
            return cf

        yield start


@pytest.fixture
def cf(running):
    running.foundation.reset()
    return running
