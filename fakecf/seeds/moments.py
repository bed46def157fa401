"""When something happened, as a document says it."""

from datetime import UTC, datetime

from fakecf.words import duration


def moment(text: str, now: datetime) -> datetime:
    """The moment that *text* names: ISO 8601, UTC unless it says otherwise, or `-45d` before *now*.

    Raises ValueError saying what is allowed.
    """
    try:
        return now + duration(text)
    except OverflowError:
        raise ValueError(f"{text!r} is out of reach") from None
    except ValueError:
        return _iso(text)


def _iso(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        wanted = "write 2026-01-31T12:00:00Z, or a time before the load such as -45d or -2h"
        raise ValueError(f"{text!r} is not a moment; {wanted}") from None
