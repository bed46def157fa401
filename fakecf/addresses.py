"""Where a foundation's listeners are reached, seen from the host name that a caller used."""

import msgspec

LISTENERS = ("api", "uaa", "blobstore", "control")

# Go relays the Authorization header to the same host name on another port, so the blobstore must bear another
# name than the API (clients 1.1); these two always resolve.
_OTHER_NAME = {"localhost": "127.0.0.1", "127.0.0.1": "localhost", "[::1]": "localhost"}


def host_name(host: str) -> str:
    """The name in a Host header without its port, lower-case; `[::1]` keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """The port of each listener, and the names to advertise where they were chosen.

    `public` fixes the whole URL of a listener (`{"api": "https://api.example.org"}`); `blobstore_names` says by
    which name a caller that calls the API `cf` reaches the blobstore; `tls` lists the listeners that speak TLS.
    """

    api: int
    uaa: int
    blobstore: int
    control: int
    public: dict[str, str] = {}
    blobstore_names: dict[str, str] = {}
    tls: tuple[str, ...] = ()

    def url(self, listener: str, host: str = "localhost") -> str:
        """The root of *listener* for a caller that said `Host: <host>`, with an explicit port (clients 6)."""
        if listener in self.public:
            return self.public[listener]
        name = host_name(host)
        if listener == "blobstore":
            name = self.blobstore_names.get(name) or _OTHER_NAME.get(name, name)
        scheme = "https" if listener in self.tls else "http"
        return f"{scheme}://{name}:{getattr(self, listener)}"

    @property
    def issuer(self) -> str:
        """The `iss` of every token: one for the foundation, whatever name a caller used."""
        return f"{self.url('uaa')}/oauth/token"
