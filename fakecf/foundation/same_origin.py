"""The blobstore at the API's own address, for redirects that leave neither host nor port."""

from collections.abc import Iterable

from fakecf.blobstore import BUCKETS
from fakecf.journal import is_presigned
from fakecf.web import StartResponse, WSGIApplication, WSGIEnvironment


def with_blobs(api: WSGIApplication, blobstore: WSGIApplication) -> WSGIApplication:
    """*api*, but presigned URLs of blobs lead to *blobstore*: the Cloud Controller has no such path."""

    def either(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        bucket = environ["PATH_INFO"].split("/")[1:2]
        if bucket and bucket[0] in BUCKETS and is_presigned(environ.get("QUERY_STRING", "")):
            environ["fakecf.listener"] = "blobstore"
            return blobstore(environ, start_response)
        return api(environ, start_response)

    return either
