"""A foundation of the default seed behind its sockets, that begins anew with every test, to be added to."""

import pytest
import requests

from fakecf.seeds import SeedError

DEV = "orgs/acme/spaces/dev/apps/"


class Growing:
    """What is added, and what the API then says."""

    def __init__(self, server):
        self.server = server
        self.foundation = server.foundation

    @property
    def state(self):
        return self.foundation.store.state

    def add(self, orgs=None, **more):
        """Adds what orgs hold, and whatever else; gives path and type of what that made."""
        document = {"fakecf": 1, **({"orgs": orgs} if orgs is not None else {}), **more}
        return [(row.path, row.type) for row in self.foundation.add(document)]

    def add_apps(self, **apps):
        """Adds apps to the space dev of acme, paths told from there."""
        rows = self.add({"acme": {"spaces": {"dev": {"apps": apps}}}})
        return [(path.removeprefix(DEV), plural) for path, plural in rows]

    def refused(self, *documents, **how):
        """The lines with which documents are refused; then all is as it was."""
        before, blobs = self.state, self.blobs()
        with pytest.raises(SeedError) as caught:
            self.foundation.add(*documents, **how)
        assert (self.state, self.blobs()) == (before, blobs)
        return str(caught.value).splitlines()

    def refused_apps(self, **apps):
        return self.refused({"fakecf": 1, "orgs": {"acme": {"spaces": {"dev": {"apps": apps}}}}})

    def blobs(self):
        return set(self.foundation.blobs._shelf.blobs)

    def ask(self, path, method="GET", body=None):
        headers = {"Authorization": f"bearer {self.server.token('admin')}"}
        answer = requests.request(method, f"{self.server.api_url}{path}", headers=headers, json=body, timeout=10)
        assert answer.status_code < 400, answer.text
        return answer

    def named(self, plural, name):
        """The one record of that name, as the API has it."""
        (found,) = self.ask(f"/v3/{plural}?names={name}").json()["resources"]
        return found

    def guid(self, plural, name):
        return self.named(plural, name)["guid"]

    def make(self, plural, name, **owner):
        """What the API makes of that name, below *owner*."""
        related = {key: {"data": {"guid": guid}} for key, guid in owner.items()}
        body = {"name": name, **({"relationships": related} if related else {})}
        return self.ask(f"/v3/{plural}", "POST", body).json()["guid"]


@pytest.fixture
def cf(server):
    server.foundation.reset()
    yield Growing(server)
    assert server.uncaught == 0
