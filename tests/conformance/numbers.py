"""The numbers that docs/fidelity.md shows, in a file, as a plain clone has no recordings to measure them by."""

import json
from pathlib import Path
from typing import Any

from tests.conformance.tally import Tally

FILE = Path(__file__).parent.parent.parent / "docs" / "conformance.json"


def written(tally: Tally) -> str:
    """A line for each entry, so that a change of one is a change of one line."""
    sections = (f"{json.dumps(name)}: {_section(held)}" for name, held in tally.document().items())
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _section(held: dict[str, Any] | list[Any]) -> str:
    if isinstance(held, dict):
        return "{\n" + ",\n".join(f"  {_compact(name)}: {_compact(each)}" for name, each in held.items()) + "\n}"
    return "[\n" + ",\n".join(f"  {_compact(each)}" for each in held) + "\n]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def are_current(tally: Tally, file: Path = FILE) -> bool:
    return file.exists() and file.read_text("utf-8") == written(tally)


def write(tally: Tally, file: Path = FILE) -> None:
    file.write_text(written(tally), "utf-8")
