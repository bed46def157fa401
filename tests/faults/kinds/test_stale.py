SILENCE = 0.25  # seconds without a byte that count as being open


def test_the_answer_is_true_and_the_next_request_on_the_connection_meets_a_rst(wire):
    truth = wire.truth()
    said = wire.struck("stale")
    assert (said.raw, said.end) == (truth.raw, "kept")
    assert said.header("connection") is None
    assert wire.ask(wire.connection).end == "RST"


def test_until_then_the_connection_looks_alive(wire):
    wire.struck("stale")
    assert wire.read(wire.connection, silence=SILENCE).end == "silence"
