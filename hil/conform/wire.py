"""The way to the server under test: requests as devices send them, several at once, and bytes that are no HTTP."""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from hil.conform.evidence import Exchange
from hil.vboard.internet.http_exchange import HttpExchanger, Route, tls_context
from protocol.http import HttpRequest, HttpResponse

_PORTS = {"http": 80, "https": 443}


class Pace(Protocol):
    """Keeps to the rate limits of the server under test."""

    def wait(self, request: HttpRequest) -> None:
        """Block until `request` may be sent."""


class NoPace:
    """A server that may be asked as fast as it answers."""

    def wait(self, request: HttpRequest) -> None:
        """Do not block."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is: base URL, the file of its certificate authority, and how long an answer may take."""

    url: str
    ca_file: str = ""
    timeout_s: float = 10.0


class Wire:
    """Sends requests; not to be shared between threads. Close it."""

    def __init__(
        self, target: Target, pace: Pace | None = None, heard: Callable[[Exchange], None] | None = None
    ) -> None:
        """`heard` is told of every exchange, in the order in which they ended."""
        self.target = target
        self._pace = pace or NoPace()
        self._heard = heard
        self._route = Route(target.url, ca_file=target.ca_file)
        self._exchanger = HttpExchanger(self._route)

    def exchange(self, request: HttpRequest) -> Exchange:
        """Send one request and give what came back."""
        self._pace.wait(request)
        return self._told(_exchange(self._exchanger, request, self.target.timeout_s))

    def at_once(self, requests: Sequence[HttpRequest]) -> tuple[Exchange, ...]:
        """Send all requests at the same time, each over a connection of its own that is open already."""
        for request in requests:
            self._pace.wait(request)
        start = threading.Barrier(len(requests))
        with ThreadPoolExecutor(len(requests)) as pool:
            done = list(pool.map(lambda request: self._when_all_are_there(request, start), requests))
        return tuple(self._told(exchange) for exchange in done)

    def raw(self, data: bytes) -> Exchange:
        """Send bytes over a connection of its own, say no more, and read one answer if there is one."""
        request = HttpRequest(*_named(data))
        self._pace.wait(request)
        try:
            response = self._send_bytes(data)
        except TimeoutError:
            return self._told(Exchange(request, None, "timeout", data))
        except (OSError, http.client.HTTPException) as error:
            return self._told(Exchange(request, None, f"connection closed ({type(error).__name__})", data))
        return self._told(Exchange(request, response, raw=data))

    def close(self) -> None:
        """Close the connection."""
        self._exchanger.close()

    def _told(self, exchange: Exchange) -> Exchange:
        if self._heard is not None:
            self._heard(exchange)
        return exchange

    def _when_all_are_there(self, request: HttpRequest, start: threading.Barrier) -> Exchange:
        exchanger = HttpExchanger(self._route)
        try:
            start.wait(self.target.timeout_s)
            return _exchange(exchanger, request, self.target.timeout_s)
        finally:
            exchanger.close()

    def _send_bytes(self, data: bytes) -> HttpResponse:
        with self._connected() as connection:
            connection.sendall(data)
            answer = http.client.HTTPResponse(connection)
            with answer:
                answer.begin()
                headers = {name.lower(): value for name, value in answer.getheaders()}
                return HttpResponse(answer.status, answer.read(), headers)

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.target.url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)
        connection = socket.create_connection((host, port), self.target.timeout_s)
        if parts.scheme == "http":
            return connection
        try:
            return tls_context(self._route).wrap_socket(connection, server_hostname=host)
        except (OSError, ssl.SSLError):
            connection.close()
            raise


def _exchange(exchanger: HttpExchanger, request: HttpRequest, timeout_s: float) -> Exchange:
    outcome = exchanger.exchange(request, timeout_s)
    if isinstance(outcome, HttpResponse):
        return Exchange(request, outcome)
    return Exchange(request, None, outcome.name.lower().replace("_", " "))


def _named(data: bytes) -> tuple[str, str]:
    """Give method and path for the report, as far as the bytes have any."""
    words = data.split(b"\r\n", 1)[0][:200].decode("latin-1").split(" ")
    return words[0], words[1] if len(words) > 1 else ""
