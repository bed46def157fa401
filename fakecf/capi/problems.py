"""What a model has against what it shall become, told as Sequel does (`Sequel::ValidationFailed`)."""

from collections.abc import Iterable

from fakecf.errors import CfError


def refuse_problems(problems: Iterable[tuple[str, str]]) -> None:
    """Raise all of them, each given with the column it is about, column by column."""
    columns: dict[str, list[str]] = {}
    for column, problem in problems:
        columns.setdefault(column, []).append(problem)
    if columns:
        told = (f"{column} {problem}" for column, found in columns.items() for problem in found)
        raise CfError("UnprocessableEntity", ", ".join(told))
