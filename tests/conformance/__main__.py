"""`python -m tests.conformance`: recorded requests replayed against fakecf, and the answers compared."""

import sys
from pathlib import Path

import click

from tests.conformance import floors, numbers, printing
from tests.conformance.judging import judge
from tests.conformance.recordings import read
from tests.conformance.replaying import Replayer, replayer
from tests.conformance.tally import Tally

RECORDINGS = Path(__file__).parents[3] / "shared" / "conformance" / "recordings"
SUFFIX = ".jsonl.gz"


@click.command()
@click.option("--recordings", type=click.Path(path_type=Path), default=RECORDINGS, help="Folder of *.jsonl.gz.")
@click.option("--spec", "specs", multiple=True, metavar="NAME", help="Only this file, `droplets`; may be repeated.")
@click.option("--id", "id_", metavar="ID", help="Only exchanges whose id contains this.")
@click.option("--show", is_flag=True, help="Every differing exchange in full.")
@click.option("--socket", is_flag=True, help="Over a real socket instead of in process.")
@click.option("--hold", is_flag=True, help="Fail below a floor, or where docs/conformance.json is not current.")
@click.option("--raise-floors", is_flag=True, help="Write the floors that can be raised, and docs/conformance.json.")
def main(
    *,
    recordings: Path,
    specs: tuple[str, ...],
    id_: str | None,
    show: bool,
    socket: bool,
    hold: bool,
    raise_floors: bool,
) -> None:
    """Replay recordings of the real Cloud Controller and say what differs."""
    files = _files(recordings, specs)
    whole = not specs and not id_
    _require(whole or not (hold or raise_floors), "floors are for a run of everything, without --spec and --id")
    with replayer(socket=socket) as replaying:
        tally = _run(files, id_ or "", replaying, show=show)
    _print(tally)
    if raise_floors:
        floors.raise_floors(tally)
        numbers.write(tally)
    if hold:
        sys.exit(_hold(tally))


def _files(recordings: Path, specs: tuple[str, ...]) -> dict[str, Path]:
    found = {file.name.removesuffix(SUFFIX): file for file in sorted(recordings.glob(f"*{SUFFIX}"))}
    _require(bool(found), f"{recordings} has no recordings (*{SUFFIX}); name their folder with --recordings")
    unknown = sorted(set(specs) - set(found))
    _require(not unknown, f"no recording is called {', '.join(unknown)}; there are: {', '.join(found)}")
    return {name: found[name] for name in specs} if specs else found


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        click.echo(otherwise, err=True)
        sys.exit(2)


def _run(files: dict[str, Path], id_: str, replaying: Replayer, *, show: bool) -> Tally:
    tally = Tally()
    for spec, file in files.items():
        for exchange in (each for each in read(file) if id_ in each.id):
            judgement = judge(exchange, replaying)
            tally.count(spec, judgement)
            if show and judgement.difference is not None:
                click.echo("\n".join(printing.whole(judgement)) + "\n")
    return tally


def _print(tally: Tally) -> None:
    for part in (printing.table, printing.findings, printing.waiting):
        click.echo("\n".join(part(tally)) + "\n")


def _hold(tally: Tally) -> int:
    """1 where something that held does no longer."""
    known = floors.read_floors()
    fallen = list(floors.fallen(tally, known))
    for line in [*fallen, *floors.risen(tally, known)]:
        click.echo(line)
    if not numbers.are_current(tally):
        click.echo("docs/conformance.json is not what was measured: --raise-floors writes it")
        return 1
    return 1 if fallen else 0


if __name__ == "__main__":
    main()
