"""A journal before two listeners: an api that redirects to a presigned URL, and a blobstore that has the bytes."""

from datetime import UTC, datetime

import msgspec
import pytest
from werkzeug.test import Client, create_environ

from fakecf.clock import Clock
from fakecf.journal import Journal
from fakecf.state.records import ClockSetting
from fakecf.web import Answer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIGNATURE = "5ig0" * 16
PRESIGNED = f"/cc-droplets/dr/op/droplet?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature={SIGNATURE}"


class Standing(Clock):
    """A clock that stands still and whose stopwatch ticks a second at every look."""

    def __init__(self):
        setting = ClockSetting(guid="clock", created_at=NOW, frozen_at=NOW)
        super().__init__(lambda: setting)
        self.looks = 0.0

    def stopwatch(self):
        self.looks += 1
        return self.looks


def start_response(status, headers, exc_info=None):
    return bytes.hex


class World:
    def __init__(self, **bounds):
        self.journal = Journal(Standing(), **bounds)

    def ask(self, listener, path, answer=None, **options):
        """Send a request at *listener*, whose application sends *answer*, and read it."""
        app = self.journal.wrap(listener, answer or Answer(200, [("Content-Type", "text/plain")], b"fine"))
        return Client(app).open(path, **options)

    def redirect(self, location=f"http://127.0.0.1:9024{PRESIGNED}", **options):
        return self.ask("api", "/v3/droplets/d1/download", Answer(302, [("Location", location)]), **options)

    def raw(self, listener, app, path="/", **environ):
        """The body that a server gets."""
        made = create_environ(path) | environ
        return self.journal.wrap(listener, app)(made, start_response)

    def last(self):
        return self.journal.exchanges()[-1]

    def dump(self):
        return msgspec.json.encode(self.journal.flows()).decode() + "".join(map(str, self.journal.exchanges()))


@pytest.fixture
def world():
    return World()


@pytest.fixture
def world_of():
    return World
