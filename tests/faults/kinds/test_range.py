import pytest


@pytest.mark.at("blobstore")
def test_without_a_fault_a_part_is_a_part(wire):
    whole, said = wire.truth(), wire.truth("Range: bytes=100-199")
    assert (said.status, said.header("content-range")) == (206, f"bytes 100-199/{whole.length}")
    assert said.raw == whole.raw[100:200]


@pytest.mark.at("blobstore")
def test_a_range_is_ignored_with_the_whole_blob(wire):
    whole = wire.truth()
    said = wire.struck("range=ignored", "Range: bytes=100-199")
    assert (said.status, said.header("content-range"), said.raw) == (200, None, whole.raw)


@pytest.mark.at("blobstore")
def test_a_range_is_not_satisfiable(wire):
    said = wire.struck("range=unsatisfiable", "Range: bytes=100-199")
    assert said.status == 416
    assert b"<Code>InvalidRange</Code>" in said.body


@pytest.mark.at("blobstore")
def test_content_range_tells_of_other_bytes_than_come(wire):
    whole = wire.truth()
    said = wire.struck("range=shifted", "Range: bytes=100-199")
    assert said.header("content-range") == f"bytes 101-199/{whole.length}"
    assert said.raw == whole.raw[100:200]


@pytest.mark.at("blobstore")
def test_the_blob_has_become_another_between_two_parts(wire):
    truth = wire.truth("Range: bytes=100-199")
    said = wire.struck("range=changed-etag", "Range: bytes=100-199")
    assert said.header("etag") != truth.header("etag")
    assert said.raw == truth.raw


@pytest.mark.at("blobstore")
@pytest.mark.parametrize("how", ["ignored", "unsatisfiable", "shifted", "changed-etag"])
def test_who_asks_for_the_whole_gets_it(wire, how):
    truth = wire.truth()
    said = wire.struck(f"range={how}")
    assert (said.raw, said.steady_headers) == (truth.raw, truth.steady_headers)
