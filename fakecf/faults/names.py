"""Names in a rule that nothing bears yet: worth a warning, for they may come to be."""

from fakecf.faults.conditions import Match
from fakecf.faults.patterns import matches
from fakecf.state import Record, State
from fakecf.state.records import App, Droplet, Organization, Space
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.words import did_you_mean

# which record a criterion speaks of, and the field of its name
_BEARERS: dict[str, tuple[type[Record], str]] = {
    "app": (App, "name"),
    "droplet": (Droplet, "guid"),
    "user": (UaaUser, "username"),
    "client": (UaaClient, "guid"),
    "space": (Space, "name"),
    "org": (Organization, "name"),
}


def warnings(match: Match, state: State) -> list[str]:
    """One sentence for each criterion that nothing in *state* meets."""
    return [warning for fact, wanted in match.facts().items() for warning in _warning(fact, wanted, state)]


def _warning(fact: str, wanted: str, state: State) -> list[str]:
    if fact not in _BEARERS:
        return []
    record_type, field = _BEARERS[fact]
    names: set[str] = set()
    for record in state[record_type]:
        name = getattr(record, field)
        if matches(wanted, name) or matches(wanted, record.guid):
            return []
        names.add(name)
    return [f"no {fact} is called {wanted!r} now{did_you_mean(wanted, names)}"]
