"""When something happened, as a document says it."""

from datetime import datetime

from fakecf import words


def moment(text: str, now: datetime) -> datetime:
    """The moment that *text* names: ISO 8601, UTC unless it says otherwise, or `-45d` before *now*.

    Raises ValueError saying what is allowed.
    """
    try:
        return now + words.duration(text)
    except OverflowError:
        raise ValueError(f"{text!r} is out of reach") from None
    except ValueError:
        return _iso(text)


def is_relative(text: str | None) -> bool:
    """Whether it is a time before the load, whenever that was."""
    try:
        words.duration(text or "")
    except (ValueError, OverflowError):
        return False
    return True


def _iso(text: str) -> datetime:
    try:
        return words.moment(text)
    except ValueError as error:
        raise ValueError(f"{error}, or a time before the load such as -45d or -2h") from None
