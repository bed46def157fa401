"""Another make of blobstore: `blobstore.get flavour=minio`."""

from typing import Annotated

from msgspec import Meta

from fakecf.config import Flavour as Make
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Flavour(Fault, frozen=True, kw_only=True):
    """Lets the blobstore judge an OAuth token that came along with a presigned URL as another make does."""

    examples = ("flavour=minio",)
    listeners = ("blobstore",)

    flavour: Annotated[Make, Meta(description="Whose; `ignore` and CF's own `webdav` do not look at the token.")]

    @property
    def touches_body(self) -> bool:
        return True

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.flavour"] = self.flavour
        return None
