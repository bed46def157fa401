import pytest


def test_by_default_half_the_body_comes_under_the_whole_length(wire):
    truth = wire.truth()
    said = wire.struck("truncate")
    assert said.steady_headers == truth.steady_headers
    assert (said.raw, said.end) == (truth.raw[: len(truth.raw) // 2], "FIN")
    assert said.length == len(truth.raw)


@pytest.mark.parametrize(("at", "count"), [("0%", 0), ("100B", 100)])
def test_as_much_comes_as_is_wanted(wire, at, count):
    truth = wire.truth()
    said = wire.struck({"truncate": at})
    assert (said.raw, said.end) == (truth.raw[:count], "FIN")


def test_a_chunked_body_ends_without_its_last_chunk(wire):
    truth = wire.truth()
    said = wire.struck({"truncate": {"at": "100B", "how": "chunked"}})
    assert said.length is None
    assert said.chunked
    assert (said.raw, said.end) == (b"64\r\n" + truth.raw[:100] + b"\r\n", "FIN")


def test_a_clean_end_tells_no_length_and_nobody_can_notice(wire):
    truth = wire.truth()
    said = wire.struck({"truncate": {"at": "100B", "how": "clean"}})
    assert (said.length, said.chunked, said.header("connection")) == (None, False, "close")
    assert (said.raw, said.end) == (truth.raw[:100], "FIN")
