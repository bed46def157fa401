import gc
import select
from pathlib import Path

from fakecf.bells import Chime


def heard(bell):
    ready, _, _ = select.select([bell], [], [], 0)
    return bool(ready)


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_bell_is_heard_for_good_by_all_who_took_it_before_the_ring():
    chime = Chime()
    first, second = chime.bell(), chime.bell()
    assert not heard(first)
    chime.ring()
    assert heard(first)
    assert heard(second)


def test_the_bell_after_a_ring_is_another_one():
    chime = Chime()
    chime.bell()
    chime.ring()
    assert not heard(chime.bell())


def test_bells_that_nobody_holds_any_longer_cost_no_files():
    chime = Chime()
    before = open_files()
    for _ in range(100):
        chime.bell()
        chime.ring()
    gc.collect()
    assert open_files() <= before


def test_a_bell_that_is_never_rung_lasts_no_longer_than_somebody_holds_it():
    chimes = [Chime() for _ in range(100)]
    before = open_files()
    for chime in chimes:
        chime.bell()
    gc.collect()
    assert open_files() <= before
