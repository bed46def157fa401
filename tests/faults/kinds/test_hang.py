SILENCE = 0.25  # seconds without a byte that count as hanging


def test_nothing_comes_until_the_rule_is_removed(wire):
    truth = wire.truth()
    said = wire.struck("hang", silence=SILENCE)
    assert (said.data, said.end) == (b"", "silence")
    wire.foundation.faults.clear()
    said = wire.read(wire.connection)
    assert (said.raw, said.end) == (truth.raw, "kept")


def test_part_of_the_body_comes_and_the_rest_when_the_rule_is_removed(wire):
    truth = wire.truth()
    said = wire.struck("hang@50%", silence=SILENCE)
    assert (said.raw, said.end) == (truth.raw[: len(truth.raw) // 2], "silence")
    wire.foundation.faults.clear()
    rest = wire.read(wire.connection, missing=len(truth.raw) - len(said.raw))
    assert said.raw + rest.data == truth.raw


def test_a_client_that_leaves_is_let_go_at_once(wire):
    wire.struck("hang", silence=SILENCE)
    wire.connection.leave()
    assert wire.journaled().status is None
