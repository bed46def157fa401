"""A running fake Cloud Foundry as a test has it, wherever it runs."""

from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

from fakecf.steering.calls import Calls
from fakecf.steering.clock import SteeredClock, span
from fakecf.steering.errors import ClientError
from fakecf.steering.faults import ArmedFault, Gate, SwitchedOn, Target
from fakecf.steering.flows import Expectation, Flows
from fakecf.steering.things import Estate, Thing

_NONE = 404


class CloudFoundry(Estate):
    """A running fake Cloud Foundry: where it is, what is in it, what goes wrong, what happened, what time it is.

    A `Server` in this process and what `connect` gives are both one, so that the same test runs against either.
    Whatever is refused raises ClientError, which names the place, what is allowed, and the nearest right word.
    `armed` and `expectations` are what a test has asked for.
    """

    def __init__(self, calls: Calls) -> None:
        super().__init__(calls)
        self.armed: list[ArmedFault] = []
        self.expectations: list[Expectation] = []

    @property
    def api_url(self) -> str:
        return self._url("api")

    @property
    def uaa_url(self) -> str:
        return self._url("uaa")

    @property
    def blobstore_url(self) -> str:
        return self._url("blobstore")

    @property
    def control_url(self) -> str:
        return self._url("control")

    def _url(self, listener: str) -> str:
        return str(self._addresses[f"{listener}_url"])

    @cached_property
    def _addresses(self) -> dict[str, Any]:
        """Asked for once: a foundation stays where it is."""
        return self.calls.foundation()

    @property
    def ca_pem(self) -> str | None:
        """What a client must trust; None where nothing speaks TLS, or with a certificate of the user's own."""
        try:
            return self.calls.ca()
        except ClientError as error:
            if error.problem is not None and error.problem["status"] == _NONE:
                return None
            raise

    def env(self, client: str = "cf") -> dict[str, str]:
        """What a client (cf, curl, python, go, java, terraform, aws) needs in its environment."""
        return self.calls.env(client)

    def token(self, user: str | None = None, *, lifetime: timedelta | str | None = None, **how: Any) -> str:
        """A bearer token for *user* without a login; *how* as for `POST /v1/tokens`: `scopes`, `claims`, `broken`."""
        wanted = None if lifetime is None else span(lifetime)
        return str(self.calls.token(user, lifetime=wanted, **how)["access_token"])

    def fault(self, rule: Any) -> ArmedFault:
        """Arm a rule, an object or its one-line form: `downloads 502 x2`."""
        return self._armed(ArmedFault(self.calls, self.calls.add_fault(rule)))

    def on(self, operation: str, /, **match: Any) -> Target:
        """Requests that something may be done to: `cf.on("downloads", app="web").fail([502, "ok"])`.

        *match* are the criteria of a rule; a thing of the foundation stands for its guid.
        """
        return Target(self.fault, operation, _guids(match))

    def hold(self, operation: str, /, **match: Any) -> Gate:
        """Keep requests waiting until they are released."""
        rule = {"on": operation, "match": _guids(match), "do": "hang"}
        gate = Gate(self.calls, self.calls.add_fault(rule))
        self._armed(gate)
        return gate

    def preset(self, name: str, lifetime: timedelta | str | None = None) -> SwitchedOn:
        """Switch a preset on, for ever or for so long (`30s`)."""
        self.calls.switch_on(name, None if lifetime is None else span(lifetime))
        return SwitchedOn(self.calls, name)

    def expect(self, operation: str, /, times: int | dict[str, int] | None = None, **criteria: Any) -> Expectation:
        """Something that is to happen before the test is over, once at least unless *times* says otherwise.

        The pytest plugin verifies it at the end of the test; elsewhere `verify` does.
        """
        expected = Expectation(self.flows, operation, times, criteria)
        self.expectations.append(expected)
        return expected

    @property
    def clock(self) -> SteeredClock:
        """The foundation's time, to be frozen, set and advanced."""
        return SteeredClock(self.calls)

    @property
    def flows(self) -> Flows:
        """What was asked."""
        return Flows(self.calls)

    def snapshot(self, name: str | None = None) -> str:
        """Keep this moment, under a name of its own unless one is given."""
        chosen = name or self._free_name()
        self.calls.save_snapshot(chosen)
        return chosen

    def _free_name(self) -> str:
        taken = {each["name"] for each in self.calls.snapshots()}
        return next(free for free in map("snapshot-{}".format, count(1)) if free not in taken)

    def restore(self, snapshot: str) -> None:
        """Make that moment the present one."""
        self.calls.restore_snapshot(snapshot)

    def reset(self, *scopes: str) -> None:
        """As it was when it was seeded; *scopes* are some of `state`, `faults`, `flows`, `clock`, all if none."""
        self.calls.reset(*scopes)

    def close(self) -> None:
        """Leave it as it is; it may run on."""

    def _armed(self, fault: ArmedFault) -> ArmedFault:
        self.armed.append(fault)
        return fault


def _guids(match: dict[str, Any]) -> dict[str, Any]:
    return {name: value.guid if isinstance(value, Thing) else value for name, value in match.items()}
