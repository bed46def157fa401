"""Where the API's redirect to the blobstore leads: the words that seeds and faults have for it."""

TOPOLOGY = r"^(other-host|same-host|subdomain|same-origin|([1-9]|1[0-9]|20) hops?)$"
MAX_HOPS = 20


def hops(topology: str) -> int:
    """How often the blobstore redirects once more before it serves: 3 for `3 hops`."""
    return int(topology.split(maxsplit=1)[0]) if topology.endswith(("hop", "hops")) else 0
