import pytest


def differences(one, other):
    return [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]


@pytest.mark.parametrize("count", [1, 3])
def test_so_many_bytes_are_wrong_under_the_right_length_and_the_true_headers(wire, count):
    truth = wire.truth()
    said = wire.struck(f"corrupt={count}")
    assert (said.end, said.steady_headers) == ("kept", truth.steady_headers)
    assert len(differences(said.raw, truth.raw)) == count


def test_the_same_seed_spoils_the_same_bytes(wire):
    bodies = []
    for seed in (7, 7, 8):
        wire.foundation.reset("faults")
        rule = {"on": wire.on(), "do": {"corrupt": 5}, "when": {"seed": seed}}
        wire.foundation.faults.replace("one", rule)
        bodies.append(wire.truth().raw)
    assert bodies[0] == bodies[1] != bodies[2]
