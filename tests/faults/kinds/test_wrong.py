import gzip
import json

import pytest


def test_the_content_type_is_another_or_none(wire):
    truth = wire.truth()
    said = wire.struck("wrong=content-type")
    assert said.header("content-type") == "text/html; charset=utf-8"
    assert (said.raw, said.end) == (truth.raw, "kept")
    wire.foundation.reset("faults")
    assert wire.struck("wrong=no-content-type").header("content-type") is None


def test_gzip_is_claimed_over_the_true_bytes(wire):
    truth = wire.truth()
    said = wire.struck("wrong=content-encoding")
    assert said.header("content-encoding") == "gzip"
    assert said.raw == truth.raw


def test_a_smaller_length_cuts_the_body_so_that_nobody_can_notice(wire):
    truth = wire.truth()
    said = wire.struck("wrong=short-length")
    assert (said.length, said.end) == (len(truth.raw) // 2, "kept")
    assert said.raw == truth.raw[: said.length]


@pytest.mark.at("api", "uaa")
def test_a_page_stands_where_json_should(wire):
    said = wire.struck("wrong=html")
    assert (said.status, said.header("content-type"), said.end) == (200, "text/html; charset=utf-8", "kept")
    assert said.body.startswith(b"<!DOCTYPE html>")


def test_nothing_comes_with_200(wire):
    said = wire.struck("wrong=empty")
    assert (said.status, said.length, said.raw, said.end) == (200, 0, b"", "kept")


@pytest.mark.at("api", "uaa")
def test_json_breaks_off_under_the_right_length(wire):
    truth = wire.truth()
    said = wire.struck("wrong=broken-json")
    assert (said.body, said.end) == (truth.body[: len(truth.body) // 2], "kept")


@pytest.mark.at("api")
def test_the_checksum_of_a_droplet_is_another(wire):
    guid = wire.droplet.guid
    truth = json.loads(wire.truth(target=f"/v3/droplets/{guid}").body)
    said = json.loads(wire.struck("wrong=checksum", on="droplets.show", target=f"/v3/droplets/{guid}").body)
    value, other = truth["checksum"].pop("value"), said["checksum"].pop("value")
    assert value[:-1] == other[:-1]
    assert value[-1] != other[-1]
    assert said == truth


@pytest.mark.at("api")
@pytest.mark.parametrize(("what", "share"), [("checksum", 1), ("broken-json", 2)])
def test_head_tells_the_length_that_get_would_have(wire, what, share):
    target = f"/v3/droplets/{wire.droplet.guid}"
    truth = wire.truth(target=target)
    wire.foundation.faults.add(f"droplets.show wrong={what}")
    said = wire.ask(wire.connect(), target=target, method="HEAD")
    assert (said.header("content-length"), said.raw) == (str(len(truth.raw) // share), b"")


@pytest.mark.at("api")
@pytest.mark.parametrize("what", ["empty-location", "relative-location", "looping-location"])
def test_an_error_gets_no_location(wire, what):
    said = wire.struck(f"wrong={what}", on="droplets.download", target="/v3/droplets/none/download")
    assert (said.status, said.header("location")) == (404, None)


@pytest.mark.at("blobstore")
def test_the_etag_of_a_blob_is_another(wire):
    truth = wire.truth()
    said = wire.struck("wrong=checksum")
    assert len(said.header("etag")) == len(truth.header("etag"))
    assert said.header("etag") != truth.header("etag")
    assert said.raw == truth.raw
    assert gzip.decompress(said.raw)


@pytest.mark.at("api")
@pytest.mark.parametrize("what", ["no-location", "empty-location", "relative-location", "looping-location"])
def test_a_redirect_leads_nowhere_in_four_ways(wire, what):
    target = f"/v3/droplets/{wire.droplet.guid}/download"
    truth = wire.truth(target=target)
    said = wire.struck(f"wrong={what}", on="droplets.download", target=target)
    scheme = "https" if wire.scheme == "tls" else "http"
    locations = {
        "no-location": None,
        "empty-location": "",
        "relative-location": said.header("location"),
        "looping-location": f"{scheme}://127.0.0.1:{wire.port}{target}",
    }
    assert (said.status, said.header("location"), said.end) == (truth.status, locations[what], "kept")
    if what == "relative-location":
        assert said.header("location").startswith("/cc-droplets/")
