"""`python -m tests.clients.exercised`: which operations real clients ask for, file by file, in docs/clients.json."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import pytest

FOLDER = Path(__file__).parent
FILE = FOLDER.parent.parent / "docs" / "clients.json"


class Exercised:
    """A pytest plugin: what was asked for, as the journals of the foundations say that a test made."""

    def __init__(self) -> None:
        self.operations: dict[str, set[str]] = {}
        self._patch = pytest.MonkeyPatch()
        self._journals: list[Any] = []

    def pytest_sessionstart(self) -> None:
        """The package is imported only now, as pytest wants to be before it with a package that brings a plugin."""
        from fakecf.journal import Journal

        make = Journal.__init__

        def noted(journal: Journal, *args: Any, **how: Any) -> None:
            make(journal, *args, **how)
            self._journals.append(journal)

        self._patch.setattr(Journal, "__init__", noted)

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        asked = self.operations.setdefault(item.path.stem, set())
        for journal in self._journals:
            asked |= {each.operation for each in journal.exchanges() if each.operation is not None}
            journal.clear()

    def pytest_sessionfinish(self) -> None:
        self._patch.undo()

    def written(self) -> str:
        found = {name: sorted(asked) for name, asked in sorted(self.operations.items()) if asked}
        return json.dumps(found, indent=2) + "\n"


@click.command()
@click.option("--hold", is_flag=True, help="Fail where docs/clients.json is not current, instead of writing it.")
def main(*, hold: bool) -> None:
    """Run the client tests and note the operations that they exercise."""
    plugin = Exercised()
    failed = pytest.main(["-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(FOLDER)], plugins=[plugin])
    if failed:
        sys.exit(int(failed))
    if not hold:
        FILE.write_text(plugin.written(), "utf-8")
    elif FILE.read_text("utf-8") != plugin.written():
        click.echo("docs/clients.json is not what clients asked for: python -m tests.clients.exercised writes it")
        sys.exit(1)


if __name__ == "__main__":
    main()
