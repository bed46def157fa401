"""The Cloud Controller as a WSGI application: one request through CC's own order of checks."""

import logging
import re
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any

from fakecf.capi import resources
from fakecf.capi.authentication import Authentication, Who
from fakecf.capi.bodies import NginxRefusal, parse_body
from fakecf.capi.call import Call, Services, View, as_it_is
from fakecf.capi.cors import Cors
from fakecf.capi.encoding import json_answer
from fakecf.capi.exit import Exit, errors_answer, sinatra_not_found
from fakecf.capi.front import answered_in_front, v2_disabled
from fakecf.capi.openapi import describe
from fakecf.capi.rails import BadQuery, decoded, parse_query, sent_path, without_suffix
from fakecf.capi.rate_limiter import Limiter, refusal
from fakecf.capi.reading import readable, space_of
from fakecf.capi.resource import Presenter, Resource, Route
from fakecf.capi.samples import GUID, sample_state
from fakecf.capi.unread import Parameters, unread
from fakecf.capi.unserved import unserved_route
from fakecf.discovery import load_all
from fakecf.errors import CfError, UnknownError, flat
from fakecf.state import Record, State
from fakecf.state.records import Organization
from fakecf.state.uaa_records import UaaUser
from fakecf.web import Answer, BodyError, Routes, StartResponse, WSGIEnvironment

_log = logging.getLogger("fakecf.capi")


class CloudController:
    """Cloud Controller v3 over a foundation's services; discovers every resource there is."""

    def __init__(self, services: Services, authentication: Authentication) -> None:
        self._services = services
        self._authentication = authentication
        self.exit = Exit(services.clock, services.guids, services.behaviour.proxy)
        self.routes: Routes[Route] = Routes()
        self._cors = Cors(services.behaviour.allowed_cors_domains)
        self._limiter = Limiter(services.store, services.clock)
        self._presenters: dict[type[Record], Presenter] = {}
        for resource in found_resources():
            self._add(resource)

    def _add(self, resource: Resource) -> None:
        for route in resource.routes:
            self.routes.add(route.method, route.rule, route)
        if resource.record is not None and resource.presenter is not None:
            self._presenters[resource.record] = resource.presenter

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.answer(environ)(environ, start_response)

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """The whole exchange, without the sending of it."""
        self.begin(environ)
        early = self._answered_early(environ)
        if early is not None:
            return early
        path = sent_path(environ)
        if path == "/v3" or path.startswith("/v3/"):
            return self._rails(path, environ)
        return self._outside_v3(path, environ)

    def _answered_early(self, environ: WSGIEnvironment) -> Answer | None:
        """What nginx or a middleware says before the request reaches what it is for."""
        try:
            answer = answered_in_front(environ, self._services.behaviour.proxy) or self._cors.preflight(environ)
        except NginxRefusal as refused:
            return self.exit.refused_by_nginx(refused.status, environ)
        if answer is not None:
            return self.exit.nginx(answer, environ)
        environ["fakecf.cors_headers"] = self._cors.headers(environ)
        return self._limited(environ)

    def _limited(self, environ: WSGIEnvironment) -> Answer | None:
        """The answer to a caller over the limit; else what CC's headers say of it goes along with the request."""
        limits = environ.get("fakecf.rate_limiter", self._services.behaviour.rate_limiter)
        standing = None if limits is None else self._limiter.standing(limits, environ, environ["fakecf.who"])
        if standing is None:
            return None
        if standing.refused:
            return self.exit.rack(refusal(standing, environ), environ)
        environ["fakecf.limit_headers"] = standing.headers
        return None

    def begin(self, environ: WSGIEnvironment) -> None:
        """Note when the request came and from whom; a fault that answers early needs both."""
        if "fakecf.started" in environ:
            return
        environ["fakecf.started"] = self._services.clock.stopwatch()
        who = self._authentication.who(environ.get("HTTP_AUTHORIZATION"))
        environ["fakecf.who"] = who
        environ["fakecf.token_expired"] = who.expired

    def refusal(self, error: CfError, environ: WSGIEnvironment) -> Answer:
        """The answer CC gives when *error* is raised in a handler."""
        return self.exit.rails(self._worded(error), environ)

    @property
    def _is_real(self) -> bool:
        return self._services.behaviour.quirks == "real"

    def _worded(self, error: CfError) -> Answer:
        if error.status == HTTPStatus.BAD_GATEWAY and self._services.behaviour.bad_gateway == "flat":
            return json_answer(error.status, flat(error.as_json()))
        return errors_answer(error.status, error.as_json())

    @cached_property
    def description(self) -> dict[str, Any]:
        """What is served, in OpenAPI 3.1: how records show where all that they name is there, and where nothing is."""
        states = (sample_state((*self._presenters, UaaUser)), State())
        return describe(found_resources(), [self._imagined(state).present for state in states])

    def _imagined(self, state: State) -> Call:
        return Call(
            services=self._services,
            presenters=self._presenters,
            environ={},
            method="GET",
            path="/",
            state=state,
            who=Who({"user_id": GUID, "scope": ["cloud_controller.admin"]}),
        )

    def matched(self, environ: WSGIEnvironment) -> tuple[Route, dict[str, str]] | None:
        """The route of a request and what its placeholders hold; one that leads nowhere must be UTF-8 all the same."""
        method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
        path, _ = without_suffix(sent_path(environ))
        found = self.routes.match(method, path)
        if found is None:
            decoded(path)
            return None
        return found[1], {name: decoded(value) for name, value in found[2].items()}

    def _rails(self, path: str, environ: WSGIEnvironment) -> Answer:
        try:
            return self.exit.rails(self._handled(path, environ), environ)
        except BadQuery:
            return self.exit.failsafe(environ) if self._is_real else self.refusal(CfError("InvalidRequest"), environ)
        except NginxRefusal as refused:
            return self.exit.refused_by_nginx(refused.status, environ)
        except BodyError:
            raise  # the client has left, or broke its own framing: the server's to end
        except UnknownError as error:
            return self.refusal(error if self._is_real else _mended(), environ)
        except CfError as error:
            return self.refusal(error, environ)
        except Exception:  # noqa: BLE001 - the one exit: CC's 500 hides what went wrong here
            environ["fakecf.uncaught"] = True
            _log.exception("%s %r failed", environ["REQUEST_METHOD"], path)
            return self.refusal(UnknownError(), environ)

    def _handled(self, path: str, environ: WSGIEnvironment) -> Answer:
        found = self.matched(environ)
        query = parse_query(environ.get("QUERY_STRING", ""))
        query = Parameters(query) if query else query
        method, who = environ["REQUEST_METHOD"], environ["fakecf.who"]
        call = self._call(environ, path, query)
        if found is None:
            return self._unserved(call)
        route, params = found
        environ["fakecf.operation"] = route.operation
        if not route.demands:
            who.require_authenticated()
            who.require_scope(method)
        call.body = parse_body(environ)
        answer = route.handler(call, **params)
        if (query or call.body) and answer.status < HTTPStatus.BAD_REQUEST:
            environ["fakecf.unread"] = unread(query, call.body, route, environ.get("fakecf.body_at", ""))
        return answer

    def _call(self, environ: WSGIEnvironment, path: str, query: dict[str, Any]) -> Call:
        view: View = environ.get("fakecf.view", as_it_is)
        return Call(
            services=self._services,
            presenters=self._presenters,
            environ=environ,
            method=environ["REQUEST_METHOD"],
            path=path,
            state=view(self._services.progress.present()),
            view=view,
            who=environ["fakecf.who"],
            query=query,
        )

    def _unserved(self, call: Call) -> Answer:
        """CC's 404, or a 501 where CC has a route that we lack, after the checks CC would make first."""
        path, _ = without_suffix(call.path)
        found = unserved_route(call.method, path)
        if found is None:
            call.environ["fakecf.unknown"] = True
            raise CfError("NotFound")
        rule, params = found
        call.who.require_authenticated()
        call.who.require_scope(call.method)
        self._require_subject(call, rule.split("/")[2], decoded(params.get("guid", "")))
        call.environ["fakecf.unserved"] = rule
        detail = f"fakecf does not serve {call.method} {rule} yet."
        return errors_answer(501, {"detail": detail, "title": "Fakecf-NotImplemented", "code": 501})

    def _require_subject(self, call: Call, plural: str, guid: str) -> None:
        """What a route is about, where it is in a space, must be there and readable, whatever else it would do."""
        kind = next((each for each in self._presenters if each.plural == plural), None)
        if kind is None or not guid or kind is Organization:
            return
        subject = call.find(kind, guid)
        if subject is None or space_of(call, subject) is not None:
            readable(call, kind, guid, _spoken(kind))

    def _outside_v3(self, path: str, environ: WSGIEnvironment) -> Answer:
        if path == "/healthz":
            return self.exit.rack(Answer(200, [("content-type", "application/json")], b"OK"), environ)
        found = self.routes.match(environ["REQUEST_METHOD"].replace("HEAD", "GET"), path)
        if found is not None:
            environ["fakecf.operation"] = found[1].operation
            return self.exit.sinatra(found[1].handler(self._call(environ, path, {}), **found[2]), environ)
        environ["fakecf.unknown"] = True
        if "/v2" in path and self._services.behaviour.info.api_v2_version is None:
            return self.exit.nginx(v2_disabled(), environ)
        return self.exit.sinatra(sinatra_not_found(), environ)


def found_resources() -> list[Resource]:
    """Every Resource that a file in `capi/resources` declares."""
    return [module.resource for module in load_all(resources)]


def _spoken(kind: type[Record]) -> str:
    """What CC calls it: `Service plan`."""
    return re.sub(r"(?<!^)[A-Z]", lambda letter: f" {letter[0].lower()}", kind.__name__)


def _mended() -> CfError:
    """What CC would say where it fails over what it does not look at (corrections 16), had it looked."""
    return CfError("UnprocessableEntity", "The request is not valid.")
