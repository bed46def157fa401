import json
from types import SimpleNamespace

import pytest
import requests

from fakecf.control import Control
from fakecf.foundation import Foundation
from fakecf.server.listener import Listener


@pytest.fixture(scope="module")
def seeded():
    foundation = Foundation.from_seeds("default", environ={})
    yield foundation
    foundation.close()


@pytest.fixture
def steer(seeded):
    """The control API of a foundation that begins anew with every test."""
    seeded.reset()
    yield from controlled(seeded)


def controlled(foundation, token=None):
    listener = Listener(Control(foundation, token=token).application, name="control")
    listener.start()

    def call(method, path, document=None, *, headers=None, data=None):
        sent = {"Content-Type": "application/json"} if document is not None else {}
        body = json.dumps(document) if document is not None else data
        url = f"http://127.0.0.1:{listener.port}{path}"
        return requests.request(method, url, data=body, headers={**sent, **(headers or {})}, timeout=10)

    yield SimpleNamespace(call=call, foundation=foundation, port=listener.port)
    assert listener.uncaught == 0
    listener.stop()


@pytest.fixture
def api(steer):
    """Where the API of that foundation is."""
    listener = Listener(steer.foundation.application("api"), name="api")
    listener.start()
    yield f"http://127.0.0.1:{listener.port}"
    listener.stop()
