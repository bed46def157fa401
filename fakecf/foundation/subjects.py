"""What a request at each listener is about: its operation, and the things a fault rule may name."""

from collections.abc import Iterable

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.requests import LIST, OF_AN_OBJECT, received
from fakecf.capi.app import CloudController
from fakecf.capi.subject import facts_about, owners
from fakecf.config import Behaviour
from fakecf.faults import FACTS, Operation, Subject
from fakecf.journal import Journal
from fakecf.state import Store
from fakecf.state.records import Droplet
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa import Uaa
from fakecf.web import WSGIEnvironment

_DOWNLOADS = "downloads"


def operations(cloud_controller: CloudController, uaa: Uaa, behaviour: Behaviour) -> Iterable[Operation]:
    """Everything that a fault can strike. `downloads` is about a droplet's download on both its hops."""
    redirects = behaviour.blobstore == "s3"
    for method, rule, route in cloud_controller.routes:
        yield Operation(
            name=route.operation,
            listener="api",
            method=method,
            rule=rule,
            aliases=(_DOWNLOADS,) if route.operation == "droplets.download" else (),
            body="none" if redirects and route.operation.endswith(".download") else "some",
        )
    if redirects:
        rule = f"/{DROPLETS}/<path:key>"
        yield Operation(name=_DOWNLOADS, listener="blobstore", method="GET", rule=rule, body="only")
    for method, rule, endpoint in uaa.routes:
        yield Operation(name=endpoint.operation, listener="uaa", method=method, rule=rule)
    for method, name in OF_AN_OBJECT.items():
        yield Operation(name=name, listener="blobstore", method=method, rule="/<bucket>/<path:key>")
    yield Operation(name=LIST, listener="blobstore", method="GET", rule="/<bucket>")


class Subjects:
    """Says what a request is about; asked only while a fault rule is set for its listener."""

    def __init__(self, store: Store, cloud_controller: CloudController, uaa: Uaa, journal: Journal) -> None:
        self._store = store
        self._journal = journal
        self._cloud_controller = cloud_controller
        self._uaa = uaa

    def describe(self, listener: str, environ: WSGIEnvironment) -> Subject:
        """The subject of a request, with the facts that the faults room knows for that listener."""
        about = {"api": self._at_api, "uaa": self._at_uaa, "blobstore": self._at_blobstore}[listener](environ)
        facts = {kind: about.facts[kind] for kind in about.facts if kind in FACTS[listener]}
        return Subject(about.operation, facts, about.also)

    def _at_api(self, environ: WSGIEnvironment) -> Subject:
        self._cloud_controller.begin(environ)
        found = self._cloud_controller.matched(environ)
        if found is None:
            return Subject("")
        route, params = found
        return Subject(route.operation, facts_about(self._store.state, route, params, environ["fakecf.who"]))

    def _at_uaa(self, environ: WSGIEnvironment) -> Subject:
        operation, facts = self._uaa.about(environ)
        return Subject(operation, facts)

    def _at_blobstore(self, environ: WSGIEnvironment) -> Subject:
        """A droplet's key is `<2>/<2>/<guid>/<sha1>` in its bucket (cc-droplets 9)."""
        request = received(environ)
        guid = request.key.split("/")[2:3] if request.bucket == DROPLETS else []
        droplet = self._store.state[Droplet].get(guid[0]) if guid else None
        asker = self._asker(environ)
        if droplet is None:
            return Subject(request.operation, asker)
        facts = {"droplet": (droplet.guid,), "guid": (droplet.guid,), **owners(self._store.state, droplet), **asker}
        return Subject(request.operation, facts, also=(_DOWNLOADS,) if request.method == "GET" else ())

    def _asker(self, environ: WSGIEnvironment) -> dict[str, tuple[str, ...]]:
        """Who follows a redirect is whom the API had sent there."""
        origin = self._journal.origin(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        names = {"user": origin.user, "client": origin.client} if origin is not None else {}
        users = {user.username: user.guid for user in self._store.state[UaaUser] if user.username == names.get("user")}
        return {kind: (name, *filter(None, [users.get(name)])) for kind, name in names.items() if name}
