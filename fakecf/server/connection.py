"""One connection's life: heads in, answers out, and how it ends."""

import contextlib
import functools
import io
import socket
from collections.abc import Iterable

from fakecf.server.body import RequestBody
from fakecf.server.channel import RECEIVED_AT_ONCE, Channel
from fakecf.server.environ import environ, visitor
from fakecf.server.log import where
from fakecf.server.request import Heads, Refusal, Request, parse
from fakecf.server.response import Response
from fakecf.server.service import Service
from fakecf.web import Answer, BodyError, GoneError, Hangup, WSGIEnvironment, close_body

_BEFORE_ANY_REQUEST = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}


class Connection:
    """A client and what it is told, in a thread of its own.

    `asked` counts its requests; `answering` is True from a request's head to the end of its answer.
    """

    def __init__(self, service: Service, sock: socket.socket, address: tuple[str, int]) -> None:
        self.channel = Channel(sock, service.stop_signal, service.limits.write_stall)
        self._service = service
        self._limits = service.limits
        self._visitor = visitor(service.common, address, self.channel)
        self.address = f"{address[0]}:{address[1]}"
        self.asked = 0
        self.answering = False

    def serve(self, *, crowded: bool = False) -> None:
        """Talk until one side ends it; *crowded* turns the client away with 503."""
        try:
            self._open(crowded)
            self._converse()
        except Refusal as refusal:
            with contextlib.suppress(GoneError):
                self._refuse(_BEFORE_ANY_REQUEST, refusal)
            self.channel.linger(self._limits.linger)
        except Hangup as ending:
            self.channel.reset() if ending.how == "reset" else self.channel.linger(self._limits.linger)
        except GoneError:
            self.channel.farewell()
        except Exception as error:  # noqa: BLE001 - a fault of ours must not take more than its own connection
            self._service.failed(self._visitor["fakecf.listener"], error)

    def _open(self, crowded: bool) -> None:
        self.channel.prepare()
        if self._service.tls is not None:
            if self.channel.first_byte(self._limits.handshake).isalpha():
                raise Refusal(400, text="Client sent an HTTP request to an HTTPS server.")
            self.channel.secure(self._service.tls, self._limits.handshake)
        if crowded:
            raise Refusal(503, "too many connections")

    def _converse(self) -> None:
        heads = Heads(self.channel, self._limits)
        while not self._service.stopped.is_set() and (head := heads.next()) is not None:
            self.asked, self.answering = self.asked + 1, True
            is_kept = self._exchange(heads, head)
            with self._service.change:
                self.answering = False
                self._service.change.notify_all()
            if not is_kept:
                self.channel.linger(self._limits.linger)
                return
        self.channel.farewell()

    def _exchange(self, heads: Heads, head: bytes) -> bool:
        """Answer one request; whether another may follow."""
        request = parse(head, self._limits)
        body = self._body(request, heads)
        reader = io.BytesIO() if body is None else io.BufferedReader(body, RECEIVED_AT_ONCE)
        made = environ(self._visitor, request.event, reader)
        if not self._answer(made, Response(self.channel, made, functools.partial(self._may_stay, made, body))):
            return False
        if body is not None:
            drained = body.drain(self._limits.unread_body)
            heads.rest = body.rest
            if not drained:
                return False
        if "fakecf.stale" in made:
            self._go_stale(heads)
        return True

    def _go_stale(self, heads: Heads) -> None:
        """A fault wants the connection to look alive until it is used again, and then to be gone."""
        if not heads.rest:
            with contextlib.suppress(TimeoutError):
                self.channel.receive(self._limits.keep_alive, until_stop=True)
        raise Hangup

    def _body(self, request: Request, heads: Heads) -> RequestBody | None:
        if request.parser is None:
            return None
        arrived, heads.rest = heads.rest, b""
        return RequestBody(request.parser, self.channel, self._limits.body_idle, arrived, request.length)

    def _may_stay(self, made: WSGIEnvironment, body: RequestBody | None) -> bool:
        readable = body is None or body.settle(self._limits.unread_body)
        leaving = "close" in made.get("HTTP_CONNECTION", "").lower()
        return readable and not leaving and not self._service.stopped.is_set()

    def _answer(self, made: WSGIEnvironment, response: Response) -> bool:
        """Run the application; whether the connection is kept."""
        try:
            self._run(made, response)
        except (GoneError, Hangup):
            raise
        except BodyError as error:
            return self._answer_instead(made, response, Refusal(error.status, str(error)))
        except Exception as error:  # noqa: BLE001 - every failure of an application is answered
            self._service.failed(where(made), error)
            return self._answer_instead(made, response, Refusal(500))
        return response.keep

    def _answer_instead(self, made: WSGIEnvironment, failed: Response, refusal: Refusal) -> bool:
        if failed.head_sent:
            raise Hangup("close")
        self._refuse(made, refusal)
        return False

    def _refuse(self, made: WSGIEnvironment, refusal: Refusal) -> None:
        text = f"{refusal.text}\n".encode("latin-1", "replace")
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))]
        response = Response(self.channel, made, lambda: False)
        response.send_all(Answer(refusal.status, headers, text)(made, response.start))

    def _run(self, made: WSGIEnvironment, response: Response) -> None:
        body: Iterable[bytes | memoryview] = self._service.app(made, response.start)
        try:
            response.send_all(body)
        finally:
            close_body(body)
