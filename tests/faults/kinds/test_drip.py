import itertools


def test_the_body_comes_in_pieces_of_one_size_over_the_time(wire):
    truth = wire.truth()
    said = wire.struck({"drip": {"over": "250ms", "chunks": 5}})
    assert (said.raw, said.end) == (truth.raw, "kept")
    assert 0.2 <= said.seconds < 0.5
    late = [moment for moment, _ in said.arrivals]
    assert any(later - earlier > 0.03 for earlier, later in itertools.pairwise(late))


def test_a_body_whose_time_is_over_comes_at_once(wire):
    truth = wire.truth()
    wire.foundation.faults.add({"on": wire.on(), "do": {"drip": {"over": "10m", "chunks": 100}}})
    connection = wire.connect()
    begun = wire.ask(connection, silence=0.25)
    wire.foundation.clock.advance("10m")
    rest = wire.read(connection, missing=len(truth.raw) - len(begun.raw))
    assert begun.end == "silence"
    assert len(begun.raw + rest.data) == len(truth.raw)
