import re

import pytest

from fakecf.topology import MAX_HOPS, TOPOLOGY, hops


@pytest.mark.parametrize("words", ["other-host", "same-host", "subdomain", "same-origin"])
def test_a_place_has_no_hops(words):
    assert re.fullmatch(TOPOLOGY, words)
    assert hops(words) == 0


@pytest.mark.parametrize(("words", "count"), [("1 hop", 1), ("3 hops", 3), (f"{MAX_HOPS} hops", MAX_HOPS)])
def test_a_chain_is_so_many_hops(words, count):
    assert re.fullmatch(TOPOLOGY, words)
    assert hops(words) == count


@pytest.mark.parametrize("words", ["", "0 hops", f"{MAX_HOPS + 1} hops", "hops", "-1 hops", "same_host", "3  hops"])
def test_other_words_are_none(words):
    assert re.fullmatch(TOPOLOGY, words) is None
