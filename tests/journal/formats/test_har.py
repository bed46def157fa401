import json

import jsonschema  # type: ignore[import-untyped]
import pytest

from fakecf.web import Hangup

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
PAIRS = {"type": "array", "items": {"type": "object", "required": ["name", "value"], "additionalProperties": TEXT}}
MESSAGE = {"httpVersion": TEXT, "cookies": PAIRS, "headers": PAIRS, "headersSize": NUMBER, "bodySize": NUMBER}


def exactly(**properties):
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


# http://www.softwareishard.com/blog/har-12-spec/: what must be there
ENTRY = exactly(
    startedDateTime={"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
    time={"type": "number", "minimum": 0},
    request=exactly(method=TEXT, url={"type": "string", "pattern": "^http"}, queryString=PAIRS, **MESSAGE),
    response=exactly(
        status={"type": "integer"},
        statusText=TEXT,
        content=exactly(size=NUMBER, mimeType=TEXT),
        redirectURL=TEXT,
        **MESSAGE,
    ),
    cache={"type": "object"},
    timings=exactly(send=NUMBER, wait=NUMBER, receive=NUMBER),
    comment=TEXT,
)
HAR = exactly(
    log=exactly(
        version={"const": "1.2"}, creator=exactly(name=TEXT, version=TEXT), entries={"type": "array", "items": ENTRY}
    )
)


@pytest.fixture
def entries(written):
    def read():
        document = json.loads(written("har"))
        jsonschema.validate(document, HAR)
        return document["log"]["entries"]

    return read


def test_every_exchange_is_an_entry(download, entries):
    first, second = entries()
    assert first["request"]["url"] == "http://localhost:9022/v3/droplets/d1/download"
    assert (first["response"]["status"], first["response"]["statusText"]) == (302, "Found")
    assert first["response"]["redirectURL"].endswith("X-Amz-Signature=<redacted>")
    assert second["request"]["url"].endswith("X-Amz-Signature=<X_AMZ_SIGNATURE>")
    assert {"name": "X-Amz-Credential", "value": "AKIA/x"} in second["request"]["queryString"]
    assert second["response"]["content"] == {"size": 4, "mimeType": "text/plain"}
    assert (second["startedDateTime"], second["time"]) == ("2026-01-01T00:00:00Z", 1000.0)


def test_what_a_client_sent_is_only_text(attack, entries):
    (entry,) = entries()
    assert "t0psecret" not in json.dumps(entry)
    assert {"name": "X-Empty", "value": ""} in entry["request"]["headers"]


def test_no_answer_is_status_0(world, entries):
    def app(environ, start_response):
        raise Hangup

    with pytest.raises(Hangup):
        world.raw("api", app)
    assert entries()[0]["response"]["status"] == 0
