"""A small foundation to make fail: three listeners that answer `fine`, with a clock that stands still."""

from datetime import UTC, datetime

import msgspec
import pytest
from werkzeug.test import Client

from fakecf.capi.encoding import json_answer as rails_json
from fakecf.clock import Clock
from fakecf.faults import (
    CloudControllerDialect,
    FaultEngine,
    Operation,
    Subject,
    blobstore_dialect,
    uaa_dialect,
)
from fakecf.faults.trouble import Dialect
from fakecf.state import Store
from fakecf.state.records import ClockSetting
from fakecf.web import Answer, Routes, json_answer

NOW = datetime(2026, 11, 23, 15, 15, 22, tzinfo=UTC)

OPERATIONS = (
    Operation(name="apps.list", listener="api", method="GET", rule="/v3/apps"),
    Operation(name="apps.show", listener="api", method="GET", rule="/v3/apps/<guid>"),
    Operation(name="apps.create", listener="api", method="POST", rule="/v3/apps"),
    Operation(name="droplets.show", listener="api", method="GET", rule="/v3/droplets/<guid>"),
    Operation(
        name="droplets.download",
        listener="api",
        method="GET",
        rule="/v3/droplets/<guid>/download",
        aliases=("downloads",),
    ),
    Operation(name="uaa.token", listener="uaa", method="POST", rule="/oauth/token"),
    Operation(name="blobstore.get", listener="blobstore", method="GET", rule="/<bucket>/<path:key>"),
)


class PlainExit:
    """The Cloud Controller's exit, told apart by one header."""

    def rails(self, answer, environ):
        answer.headers.append(("x-frame-options", "SAMEORIGIN"))
        return answer

    def rack(self, answer, environ):
        answer.headers.append(("x-vcap-request-id", "an-id"))
        return answer


def aws_error(status, code, message, environ):
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(status, [("Content-Type", "application/xml")], body.encode())


def uaa_error(status, error, description, environ):
    return json_answer(status, {"error": error, "error_description": description})


def spoilt(token, how, lifetime=None):
    return f"{how} {token}"


class World:
    """A store, an engine over it, and one client for each listener; `facts` is what the next requests are about."""

    def __init__(self, bad_gateway=None):
        self.store = Store()
        self.setting = ClockSetting(guid="clock", created_at=NOW, frozen_at=NOW)
        self.facts = {}
        self.described = 0
        self.served = []
        clock = Clock(lambda: self.setting)
        dialects: dict[str, Dialect] = {
            "api": CloudControllerDialect(PlainExit(), rails_json, clock, bad_gateway),
            "uaa": uaa_dialect(uaa_error),
            "blobstore": blobstore_dialect(aws_error),
        }
        self.routes: dict[str, Routes[str]] = {listener: Routes() for listener in dialects}
        for operation in OPERATIONS:
            self.routes[operation.listener].add(operation.method, operation.rule, operation.name)
        self.engine = FaultEngine(self.store, clock, OPERATIONS, self.describe, dialects, mint=spoilt, seed=1)
        self.environ = {}

    def describe(self, listener, environ):
        self.described += 1
        method = environ["REQUEST_METHOD"].replace("HEAD", "GET")
        found = self.routes[listener].match(method, environ["PATH_INFO"])
        return Subject(found[1] if found else "", self.facts)

    def app(self, listener):
        def serve(environ, start_response):
            self.served.append(listener)
            return Answer(200, [("Content-Type", "text/plain")], b"fine")(environ, start_response)

        wrapped = self.engine.wrap(listener, serve)

        def remember(environ, start_response):
            self.environ = environ
            return wrapped(environ, start_response)

        return remember

    def get(self, path, listener="api", method="GET", **options):
        return Client(self.app(listener)).open(path, method=method, **options)

    def download(self):
        return self.get("/v3/droplets/d1/download")

    def wait_until(self, moment):
        self.setting = msgspec.structs.replace(self.setting, frozen_at=moment)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def world_of():
    return World
