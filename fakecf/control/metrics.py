"""Numbers in Prometheus' text format."""

from collections import Counter
from collections.abc import Iterable, Iterator

from fakecf.foundation import OpenConnection
from fakecf.journal import Tally

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})

Labels = tuple[tuple[str, str], ...]


def exposition(foundation: str, tally: Tally, connections: Iterable[OpenConnection]) -> str:
    """What *tally* has counted in the *foundation* of that name, and the *connections* that are open there.

    Operations are empty for what is no route.
    """
    exchanges, struck = Counter[Labels](), Counter[Labels]()
    for kind, count in tally.kinds().items():
        of = ("foundation", foundation), ("listener", kind.listener), ("operation", kind.operation)
        exchanges[*of, ("status", _class(kind.status))] += count
        if kind.struck:
            struck[of] += count
    flags = Counter[Labels](
        {(("foundation", foundation), ("flag", flag)): count for flag, count in tally.flags().items()}
    )
    opened = Counter[Labels](
        (("foundation", foundation), ("listener", connection.listener)) for connection in connections
    )
    lines = (
        *_counter("fakecf_exchanges_total", "Requests answered, by class of status; none: no answer.", exchanges),
        *_counter("fakecf_faults_struck_total", "Requests that a fault rule struck.", struck),
        *_counter("fakecf_flags_total", "Exchanges of which something was noticed.", flags),
        *_samples("fakecf_open_connections", "gauge", "Connections that clients have open.", opened),
    )
    return "".join(f"{line}\n" for line in lines)


def _counter(name: str, says: str, samples: Counter[Labels]) -> Iterator[str]:
    return _samples(name, "counter", says, samples)


def _samples(name: str, kind: str, says: str, samples: Counter[Labels]) -> Iterator[str]:
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} {kind}"
    for labels, count in sorted(samples.items()):
        yield f"{name}{{{_written(labels)}}} {count}"


def _written(labels: Iterable[tuple[str, str]]) -> str:
    return ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels)


def _class(status: int | None) -> str:
    return "none" if status is None else f"{status // 100}xx"
