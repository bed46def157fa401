"""Alive, ready, and where everything is."""

from typing import Any

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import ConnectionQuery, EnvQuery, FoundationDocument, Health
from fakecf.control.problems import Refusal, wrong
from fakecf.control.time_payloads import patience
from fakecf.foundation import OpenConnection
from fakecf.web import Answer

_PEM = "application/x-pem-file"


def live(_: Asked) -> Answer:
    return answer(200, Health(status="live"))


def ready(_: Asked) -> Answer:
    return answer(200, Health(status="ready"))


def foundation(asked: Asked) -> Answer:
    return answer(200, FoundationDocument(**asked.foundation.document(asked.host)))


def env(asked: Asked) -> Answer:
    known = asked.foundation.client_environments(asked.host, asked.query.ca_file)
    client = asked.query.client
    if client not in known:
        raise wrong("/client", f"no client is called {client!r}", known, client)
    return answer(200, known[client])


def ca(asked: Asked) -> Answer:
    pem = asked.foundation.ca_pem
    if pem is None:
        raise Refusal(404, "there is no CA of our making: nothing speaks TLS, or with a certificate of your own")
    return Answer(200, [("Content-Type", _PEM)], pem.encode())


def capi(asked: Asked) -> Answer:
    return answer(200, asked.foundation.cloud_controller.description)


def connections(asked: Asked) -> Answer:
    within = 0.0 if asked.query.within is None else patience("/within", asked.query.within)
    return answer(200, asked.foundation.connections(asked.query.answering, within))


ENDPOINTS = (
    Endpoint("GET", "/v1/health/live", live, "200 when alive.", gives=Health),
    Endpoint("GET", "/v1/health/ready", ready, "200 when seeded and serving.", gives=Health),
    Endpoint("GET", "/v1/foundation", foundation, "Where everything is.", gives=FoundationDocument),
    Endpoint(
        "GET",
        "/v1/env",
        env,
        "What a client (`?client=cf`) needs in its environment.",
        query=EnvQuery,
        gives=dict[str, str],
    ),
    Endpoint(
        "GET",
        "/v1/connections",
        connections,
        "The connections that clients have open at its listeners, or have after waiting for their end.",
        query=ConnectionQuery,
        gives=list[OpenConnection],
    ),
    Endpoint("GET", "/v1/capi/openapi.json", capi, "What the API serves, in OpenAPI 3.1.", gives=dict[str, Any]),
    Endpoint("GET", "/v1/ca.pem", ca, "The CA to trust for TLS; 404 where none was made.", gives=str, media=_PEM),
)
