import itertools


def test_the_body_comes_in_pieces_of_one_size_over_the_time(wire):
    truth = wire.truth()
    said = wire.struck({"drip": {"over": "250ms", "chunks": 5}})
    assert (said.raw, said.end) == (truth.raw, "kept")
    assert 0.2 <= said.seconds < 0.5
    late = [moment for moment, _ in said.arrivals]
    assert any(later - earlier > 0.03 for earlier, later in itertools.pairwise(late))
