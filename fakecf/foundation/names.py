"""Names that somebody uses and a foundation does not know."""

from fakecf.words import did_you_mean


class UnknownNameError(LookupError):
    """A user or client that this foundation does not have; carries those it has and the nearest."""

    def __init__(self, kind: str, name: str, allowed: list[str]) -> None:
        self.kind = kind
        self.name = name
        self.allowed = allowed
        super().__init__(f"there is no {kind} {name!r}{did_you_mean(name, allowed)}")
