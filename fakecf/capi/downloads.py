"""Sending a blob as CC's `BlobDispatcher` does: a redirect to the blobstore, or the bytes themselves."""

from fakecf.capi.call import Call
from fakecf.topology import hops
from fakecf.web import Answer


def blob_answer(call: Call, bucket: str, key: str) -> Answer | None:
    """302 to a presigned URL, 200 from a local blobstore, None when there is no such blob (cc-droplets 8)."""
    services = call.services
    if not services.blobs.exists(bucket, key):
        return None
    if services.behaviour.blobstore == "local":
        return _sent(call, bucket, key)
    return Answer(302, [("location", _location(call, bucket, key)), ("content-type", "text/html; charset=utf-8")])


def _location(call: Call, bucket: str, key: str) -> str:
    """As the foundation's topology has it, unless a fault named another for this request."""
    services = call.services
    topology: str = call.environ.get("fakecf.topology") or services.behaviour.topology
    root = services.addresses().blobstore_url(topology, call.host)
    count = hops(topology)
    if not count:
        return services.blobs.download_url(bucket, key, root)
    return services.blobs.chained_url(bucket, key, root, count)


def _sent(call: Call, bucket: str, key: str) -> Answer:
    """The whole blob whatever Range asks for, named by the last part of its key."""
    bits = call.services.blobs.open(bucket, key)
    name = key.rpartition("/")[2]
    headers = [
        ("content-type", "application/octet-stream"),
        ("content-disposition", f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"),
        ("content-transfer-encoding", "binary"),
        ("content-length", str(len(bits))),
    ]
    return Answer(200, headers, bits.chunks())
