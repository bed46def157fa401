"""One exchange replayed and judged: equal, different, not served yet, or out of scope."""

from typing import Literal, NamedTuple

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.blobstore import partitioned
from tests.conformance.columns import moment
from tests.conformance.comparing import Answer, Difference, Setting, difference
from tests.conformance.installation import BLOBSTORE, Installation, api_root
from tests.conformance.operations import operation_of
from tests.conformance.recordings import Exchange, content
from tests.conformance.replaying import Replayer
from tests.conformance.scope import out_of_scope

Verdict = Literal["equal", "status", "body", "headers", "not served", "out of scope"]

DOUBLED_URL = "CloudController::Blobstore::LocalBlob#public_download_url"
STUBBED_BUCKET = f"{BLOBSTORE}/{DROPLETS}/"


class Judgement(NamedTuple):
    """What became of an exchange; `operation` is the name of its route."""

    exchange: Exchange
    operation: str
    verdict: Verdict
    difference: Difference | None = None
    reason: str = ""


def judge(exchange: Exchange, replayer: Replayer) -> Judgement:
    """Replay *exchange* and compare; whatever differs on a route that we lack is not served yet."""
    operation = operation_of(exchange.request, replayer.installation(exchange).foundation.cloud_controller)
    reason = out_of_scope(exchange)
    if reason is not None:
        return Judgement(exchange, operation.name, "out of scope", reason=reason)
    found = _replayed(exchange, replayer)
    if found is None:
        return Judgement(exchange, operation.name, "equal")
    return Judgement(exchange, operation.name, found.kind if operation.served else "not served", found)


def _replayed(exchange: Exchange, replayer: Replayer) -> Difference | None:
    """What cannot be translated or answered at all is a difference too, and ends nothing but its own exchange."""
    try:
        got = replayer.answer(exchange)
    except Exception as error:  # noqa: BLE001 - of whatever kind, the run goes on
        return Difference("status", "", str(exchange.response.status), repr(error))
    return difference(expected_answer(exchange, replayer.installation(exchange)), got, setting_of(exchange))


def expected_answer(exchange: Exchange, installation: Installation) -> Answer:
    """As recorded, but for where bits are: what stood for the blobstore knew one bucket, or one URL, for all."""
    response = exchange.response
    blob = installation.blob(exchange.request.path)
    headers = response.header_list
    if blob is not None:
        headers = [
            (name, _location(value, exchange, *blob) if name == "location" else value) for name, value in headers
        ]
    return Answer(response.status, headers, content(response.body))


def _location(recorded: str, exchange: Exchange, bucket: str, key: str) -> str:
    """The probes' storage-cli signed for one bucket, and examples replaced the URL of a blob by a word of their own."""
    if DOUBLED_URL in exchange.stubs:
        return f"{BLOBSTORE}/{bucket}/{partitioned(key)}"
    return recorded.replace(STUBBED_BUCKET, f"{BLOBSTORE}/{bucket}/", 1)


def setting_of(exchange: Exchange) -> Setting:
    request = exchange.request
    said = f"{request.target} {content(request.body).decode('utf-8', 'surrogateescape')}"
    moments = tuple(moment(each) for each in (exchange.now, exchange.db_now) if each is not None)
    return Setting(api_root(exchange), BLOBSTORE, lambda guid: guid in said or exchange.world.mentions(guid), moments)
