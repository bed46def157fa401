def test_closing_is_a_fin_without_a_byte(wire):
    said = wire.struck("close")
    assert (said.data, said.end) == (b"", "FIN")
