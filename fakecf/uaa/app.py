"""UAA as a WSGI application: its endpoints, and how errors leave it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from fakecf.addresses import Addresses
from fakecf.clock import Clock
from fakecf.state import Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import ExpiredTokenError, UaaError, answer, headers
from fakecf.uaa.authorization import Authorization
from fakecf.uaa.bearers import Bearers
from fakecf.uaa.clients import Clients
from fakecf.uaa.credentials import claimed, client_of
from fakecf.uaa.documents import LOGIN_PAGE, login_information, openid_configuration
from fakecf.uaa.form import LARGEST, FormRequest, TooLargeError
from fakecf.uaa.grants import Grants
from fakecf.uaa.groups import Groups
from fakecf.uaa.inspection import Inspection
from fakecf.uaa.passwords import Passwords
from fakecf.uaa.revocation import Revocation
from fakecf.uaa.token_response import TokenResponses
from fakecf.uaa.tokens import Tokens
from fakecf.uaa.user_ids import UserIds
from fakecf.uaa.users import Users
from fakecf.uaa.validation import Validation
from fakecf.web import Answer, Routes, StartResponse, WSGIEnvironment

Handler = Callable[[FormRequest], Answer]


class Endpoint(NamedTuple):
    """What answers at a route, and the name it has everywhere: `uaa.token`."""

    operation: str
    handler: Handler


class Uaa:
    """The UAA of one foundation; *addresses* is asked at each request, as ports may become known late."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        tokens: Tokens,
        addresses: Callable[[], Addresses],
        *,
        revocable_tokens: bool = False,
    ) -> None:
        self._store = store
        self._keys = tokens.keys
        self._addresses = addresses
        validation = Validation(clock, tokens)
        bearers = Bearers(store, validation)
        responses = TokenResponses(store, tokens, all_revocable=revocable_tokens)
        self._grants = Grants(store, clock, responses, validation)
        self._authorization = Authorization(store, clock, tokens.guids, bearers)
        self.routes: Routes[Endpoint] = Routes()
        self._add("GET", self._login, "/login", "/info")
        self._add("POST", self._token, "/oauth/token")
        self._add("GET", self._authorize, "/oauth/authorize")
        self._add("GET", self._passcode, "/passcode")
        self._add("GET", self._token_keys, "/token_keys")
        self._add("GET", self._token_key, "/token_key")
        discovery = "/.well-known/openid-configuration"
        self._add("GET", self._openid_configuration, discovery, f"/oauth/token{discovery}")
        self._add_inspection(Inspection(store, validation, bearers))
        self._add_users(Users(store, clock, tokens.guids, bearers), Passwords(store, clock, bearers))
        self._add_directories(UserIds(store, bearers), Groups(store, bearers))
        self._add_clients(Clients(store, clock, bearers))
        self._add_revocation(Revocation(store, tokens.guids, bearers))

    def _add_inspection(self, inspection: Inspection) -> None:
        self._add("POST", inspection.check_token, "/check_token")
        self._add("POST", inspection.introspect, "/introspect")
        self._add("GET", inspection.userinfo, "/userinfo")
        self._add("POST", inspection.userinfo, "/userinfo")

    def _add_users(self, users: Users, passwords: Passwords) -> None:
        self._add("GET", users.list_users, "/Users")
        self._add("POST", users.create_user, "/Users")
        self._add("GET", users.get_user, "/Users/<string:user_id>")
        self._add("PUT", users.update_user, "/Users/<string:user_id>")
        self._add("PATCH", users.patch_user, "/Users/<string:user_id>")
        self._add("DELETE", users.delete_user, "/Users/<string:user_id>")
        self._add("PATCH", users.change_status, "/Users/<string:user_id>/status")
        self._add("PUT", passwords.change_password, "/Users/<string:user_id>/password")

    def _add_directories(self, user_ids: UserIds, groups: Groups) -> None:
        self._add("GET", user_ids.list_user_ids, "/ids/Users")
        self._add("POST", user_ids.list_user_ids, "/ids/Users")
        self._add("GET", groups.list_groups, "/Groups")
        self._add("GET", groups.get_group, "/Groups/<string:group_id>")
        self._add("GET", groups.list_members, "/Groups/<string:group_id>/members")
        self._add("POST", groups.add_member, "/Groups/<string:group_id>/members")
        self._add("GET", groups.get_member, "/Groups/<string:group_id>/members/<string:member_id>")
        self._add("DELETE", groups.remove_member, "/Groups/<string:group_id>/members/<string:member_id>")

    def _add_clients(self, clients: Clients) -> None:
        self._add("GET", clients.list_clients, "/oauth/clients")
        self._add("POST", clients.create_client, "/oauth/clients")
        self._add("GET", clients.get_client, "/oauth/clients/<string:client_id>")
        self._add("PUT", clients.update_client, "/oauth/clients/<string:client_id>")
        self._add("DELETE", clients.delete_client, "/oauth/clients/<string:client_id>")
        self._add("PUT", clients.change_secret, "/oauth/clients/<string:client_id>/secret")

    def _add_revocation(self, revocation: Revocation) -> None:
        """Of users and clients, tokens are taken back by any verb; the cf CLI deletes, uaac gets."""
        of_user = "/oauth/token/revoke/user/<string:user_id>"
        for method in ("GET", "DELETE"):
            self._add(method, revocation.revoke_user, of_user)
            self._add(method, revocation.revoke_user_of_client, f"{of_user}/client/<string:client_id>")
            self._add(method, revocation.revoke_client, "/oauth/token/revoke/client/<string:client_id>")
        self._add("DELETE", revocation.revoke_token, "/oauth/token/revoke/<string:token_id>")
        self._add("GET", revocation.list_tokens, "/oauth/token/list")
        self._add("GET", revocation.list_tokens_of_user, "/oauth/token/list/user/<string:user_id>")
        self._add("GET", revocation.list_tokens_of_client, "/oauth/token/list/client/<string:client_id>")

    def _add(self, method: str, handler: Handler, *rules: str) -> None:
        endpoint = Endpoint(f"uaa.{handler.__name__.lstrip('_')}", handler)
        for rule in rules:
            self.routes.add(method, rule, endpoint)

    def application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI application."""
        return self._answer(_request(environ))(environ, start_response)

    def about(self, environ: WSGIEnvironment) -> tuple[str, dict[str, tuple[str, ...]]]:
        """The operation of a request, and who asks: what a fault rule may name. The request can still be answered."""
        request = _request(environ)
        found = self.routes.match(request.method, request.path)
        return (found[1].operation if found else ""), claimed(request)

    def _answer(self, request: FormRequest) -> Answer:
        try:
            return self._handler(request)(request)
        except UaaError as error:
            request.environ["fakecf.token_expired"] = isinstance(error, ExpiredTokenError)
            return error.answer()
        except TooLargeError:
            return UaaError(413, "invalid_request", f"A form may have {LARGEST} bytes").answer()

    def _handler(self, request: FormRequest) -> Handler:
        found = self.routes.match(request.method, request.path)
        if found is not None:
            request.environ["fakecf.operation"] = found[1].operation
            request.params = found[2]
            return found[1].handler
        request.environ["fakecf.unknown"] = True
        if self.routes.allowed(request.path):
            raise UaaError(405, "method_not_allowed", f"Request method '{request.method}' not supported")
        raise UaaError(404, "not_found", "There is no such endpoint")

    def _url(self, request: FormRequest) -> str:
        return self._addresses().url("uaa", request.environ.get("HTTP_HOST", "localhost"))

    def _login(self, request: FormRequest) -> Answer:
        accepted = request.header("Accept") or ""
        if "html" in accepted and "application/json" not in accepted:
            page = Answer(200, headers(), LOGIN_PAGE.encode())
            page.set_header("Content-Type", "text/html;charset=UTF-8")
            return page
        others = any(user.origin != "uaa" for user in self._store.state[UaaUser])
        return answer(200, login_information(self._url(request), with_passcode=others))

    def _authorize(self, request: FormRequest) -> Answer:
        return self._authorization.authorize(request, self._url(request))

    def _passcode(self, request: FormRequest) -> Answer:
        return self._authorization.passcode(request, self._url(request))

    def _openid_configuration(self, request: FormRequest) -> Answer:
        return answer(200, openid_configuration(self._url(request), self._addresses().issuer))

    def _token(self, request: FormRequest) -> Answer:
        """Secrets count in the body alone; only `login_hint` may come in the query as well (cc-surface 5.1)."""
        state = self._store.state
        client = client_of(state, request, by_form=True)
        hint = {"login_hint": request.args["login_hint"]} if "login_hint" in request.args else {}
        return answer(200, self._grants.issue(state, client, {**request.fields, **hint}))

    def _token_keys(self, request: FormRequest) -> Answer:
        return self._shown(request, {"keys": [self._keys.jwk]})

    def _token_key(self, request: FormRequest) -> Answer:
        return self._shown(request, self._keys.jwk)

    def _shown(self, request: FormRequest, document: object) -> Answer:
        etag = ("ETag", self._keys.etag)
        if request.header("If-None-Match") == self._keys.etag:
            return Answer(304, [etag])
        return answer(200, document, etag)


def _request(environ: WSGIEnvironment) -> FormRequest:
    """One request object for one request, since its body can be read only once."""
    if "fakecf.form" not in environ:
        environ["fakecf.form"] = FormRequest(environ)
    request: FormRequest = environ["fakecf.form"]
    return request
