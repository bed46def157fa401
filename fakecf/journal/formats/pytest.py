"""A test for pytest that asks the same again of a fake Cloud Foundry of its own."""

from collections.abc import Iterator

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.repetition import Blank, Parts, has_body, headers, target

MEDIA_TYPE = "text/x-python; charset=utf-8"

_BEGINNING = '''\
import os
import urllib.error
import urllib.request


class Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(method, url, headers, body=None):
    """The status and the headers of the answer, whatever it is."""
    asking = urllib.request.build_opener(Unredirected, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with asking.open(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


'''


def written(flow: Flow) -> str:
    """A whole module with one test; what a redirect led to is asked where the redirect leads now."""
    user = next((exchange.user for exchange in flow.exchanges if exchange.user), None)
    leads_on = flow.exchanges[0].id == flow.id and len(flow.exchanges) > 1
    lines = [line for exchange in flow.exchanges for line in _lines(exchange, user, leads_on=leads_on)]
    return "\n".join([f"{_BEGINNING}def test_flow_{flow.id}(fakecf):", *(f"    {line}" for line in lines), ""])


def _lines(exchange: Exchange, user: str | None, *, leads_on: bool) -> Iterator[str]:
    """Asking, and what is expected; *leads_on* says that the first exchange of the flow led to the others."""
    is_first = exchange.id == exchange.flow
    yield f"# {exchange}"
    if exchange.fault is not None:
        yield f"fakecf.fault(os.environ['FAULT'])  # the rule that struck: {exchange.fault!a}"
    address = (
        "location" if leads_on and not is_first else f"fakecf.{exchange.listener}_url + {_expression(target(exchange))}"
    )
    pairs = ", ".join(f"{name!a}: {_value(name, value, user)}" for name, value in headers(exchange))
    body = ", os.environ['BODY'].encode()" if has_body(exchange) else ""  # it is not kept
    call = f"ask({exchange.method!a}, {address}, {{{pairs}}}{body})"
    if exchange.status is None:
        yield from ("try:", f"    {call}", "except OSError:", "    pass  # the connection ended without an answer")
        yield from ("else:", "    raise AssertionError('there was an answer')")
        return
    yield f"status, answered = {call}"
    yield f"assert status == {exchange.status}"
    if leads_on and is_first:
        yield "location = answered['Location']"


def _value(name: str, value: Parts, user: str | None) -> str:
    """The bearer token of a user is made anew."""
    is_token = name.lower() == "authorization" and Blank("TOKEN") in value
    if is_token and user is not None:
        return f"'bearer ' + fakecf.token({user!a})"
    return _expression(value)


def _expression(parts: Parts) -> str:
    """ASCII alone, so that whatever a client sent is only ever text."""
    terms = (f"os.environ[{part.name!a}]" if isinstance(part, Blank) else ascii(part) for part in parts)
    return " + ".join(terms) or "''"
