"""Wrong bytes under the right length: `corrupt=3`."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Annotated

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Corrupt(Fault, frozen=True, kw_only=True):
    """Changes so many bytes of the body, at places that the rule's seed decides."""

    examples = ("corrupt=3",)
    failures = ("corrupt=1",)
    main = "count"

    count: Annotated[int, Meta(description="How many bytes are wrong.", ge=1, le=1_000_000)] = 1

    @property
    def touches_body(self) -> bool:
        return True

    def stream(self, passing: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        length = answer.length or 0
        places = sorted(passing.chance.sample(range(length), min(self.count, length)))
        return _spoilt(chunks, places, passing.chance)


def _spoilt(chunks: Iterable[bytes], places: list[int], chance: Random) -> Iterator[bytes]:
    begin = 0
    for chunk in chunks:
        here = [place - begin for place in places if begin <= place < begin + len(chunk)]
        begin += len(chunk)
        spoilt = bytearray(chunk)
        for place in here:
            spoilt[place] ^= chance.randint(1, 255)
        yield bytes(spoilt)
