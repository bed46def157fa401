"""Where a foundation's listeners are reached, seen from the host name that a caller used."""

from urllib.parse import urlsplit

import msgspec

OF_CLIENTS = ("api", "uaa", "blobstore")
LISTENERS = (*OF_CLIENTS, "control")

# Go relays the Authorization header to the same host name on another port, so the blobstore must bear another
# name than the API (clients 1.1); these two always resolve.
_OTHER_NAME = {"localhost": "127.0.0.1", "127.0.0.1": "localhost", "[::1]": "localhost"}
_BELOW_LOCALHOST = ".localhost"


def host_name(host: str) -> str:
    """The name in a Host header without its port, lower-case; `[::1]` keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _other_name(name: str) -> str:
    return "127.0.0.1" if name.endswith(_BELOW_LOCALHOST) else _OTHER_NAME.get(name, name)


def alternate(root: str) -> str:
    """The same listener by this machine's other name; *root* itself where it is not called by one of the two."""
    name = host_name(urlsplit(root).netloc)
    return _renamed(root, _OTHER_NAME.get(name, name))


def _renamed(root: str, name: str) -> str:
    parts = urlsplit(root)
    return parts._replace(netloc=name + parts.netloc[len(host_name(parts.netloc)) :]).geturl()


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """The port of each listener, and the names to advertise where they were chosen.

    Below the control listener's URL `control_path` is where this foundation is steered. `public` fixes the whole URL of
    a listener (`{"api": "https://api.example.org"}`); `blobstore_names` says by which name a caller that calls the API
    `cf` reaches the blobstore; `tls` lists the listeners that speak TLS.
    """

    api: int
    uaa: int
    blobstore: int
    control: int
    control_path: str = ""
    public: dict[str, str] = {}
    blobstore_names: dict[str, str] = {}
    tls: tuple[str, ...] = ()

    def url(self, listener: str, host: str = "localhost") -> str:
        """The root of *listener* for a caller that said `Host: <host>`, with an explicit port (clients 6)."""
        if listener in self.public:
            return self.public[listener]
        name = host_name(host)
        if listener == "blobstore":
            name = self.blobstore_names.get(name) or _other_name(name)
        scheme = "https" if listener in self.tls else "http"
        path = self.control_path if listener == "control" else ""
        return f"{scheme}://{name}:{getattr(self, listener)}{path}"

    def blobstore_url(self, topology: str, host: str = "localhost") -> str:
        """Where a *topology* has the blobstore for a caller that said `Host: <host>` to the API."""
        if topology == "same-origin":
            return self.url("api", host)
        name, root = host_name(host), self.url("blobstore", host)
        if topology == "same-host":
            return _renamed(root, name)
        if topology == "subdomain":
            return _renamed(root, f"blobstore.{'localhost' if name in _OTHER_NAME else name}")
        return root

    @property
    def issuer(self) -> str:
        """The `iss` of every token: one for the foundation, whatever name a caller used."""
        return f"{self.url('uaa')}/oauth/token"
