"""A board's request as real HTTP/1.1: one connection that is kept open, and the failures of Arduino's HTTPClient."""

import http.client
import select
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from oceanhil.protocol.base_url import BaseUrl, BaseUrlError, parse_base_url, without_user
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse, folded
from oceanhil.protocol.loopback import is_ipv4_loopback
from oceanhil.remote.wire.final_answer import FinalAnswer

ANSWER_BYTES_MAX: Final = 1024 * 1024
"""More than this is no answer to a device, which could hold none of it."""


class RouteError(ValueError):
    """Requests cannot go where, from where or as they were told to; the text says why and what is expected."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where the board's requests go, and from which of this machine's addresses ("": any)."""

    url: str = ""
    source_address: str = ""
    ca_file: str = ""
    insecure: bool = False


class HttpExchanger:
    """Sends requests one after another; not to be shared between threads. Where no server can be, all are refused."""

    def __init__(self, route: Route, answer: type[http.client.HTTPResponse] = FinalAnswer) -> None:
        """`answer` reads an answer; the usual one waits the whole time for each part of it, as boards do."""
        self.route = route
        self._answer = answer
        self._parts = _parts_or_none(route.url)
        self._connection: http.client.HTTPConnection | None = None

    def exchange(self, request: HttpRequest, timeout_s: float) -> Exchanged:
        """Give the server's answer or why there is none; blocks at most about `timeout_s`."""
        if self._parts is None:
            return HttpFailure.REFUSED
        try:
            connection = self._connected(self._parts, timeout_s)
        except ssl.SSLError:
            return HttpFailure.TLS
        except (OSError, UnicodeError):
            # HTTPClient calls a connection that does not come about, in time or at all, refused.
            return HttpFailure.REFUSED
        try:
            return self._ask(connection, self._parts, request)
        except TimeoutError:
            self.close()
            return HttpFailure.TIMEOUT
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return HttpFailure.CONNECTION_LOST

    def connect(self, timeout_s: float) -> None:
        """Open the connection now, so that the next request leaves without delay; that one tells why if it cannot."""
        if self._parts is not None:
            with suppress(OSError, UnicodeError):
                self._connected(self._parts, timeout_s)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None

    def _connected(self, parts: BaseUrl, timeout_s: float) -> http.client.HTTPConnection:
        connection = self._connection
        if connection is not None and connection.sock is not None and not _has_ended(connection.sock):
            connection.sock.settimeout(timeout_s)
            return connection
        self.close()
        connection = self._connection = _open(parts, self.route, timeout_s)
        connection.response_class = self._answer
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _ask(self, connection: http.client.HTTPConnection, parts: BaseUrl, request: HttpRequest) -> Exchanged:
        target = parts.path + request.path + (f"?{request.query}" if request.query else "")
        connection.putrequest(request.method, target, skip_accept_encoding=True)
        for name, value in request.headers.items():
            if name.lower() not in {"host", "content-length", "connection"}:
                connection.putheader(name, value)
        if request.body or request.method in {"POST", "PUT", "PATCH"}:
            connection.putheader("content-length", str(len(request.body)))
        connection.endheaders(request.body or None)
        with connection.getresponse() as answer:
            body = answer.read(ANSWER_BYTES_MAX + 1)
            if len(body) > ANSWER_BYTES_MAX:
                raise http.client.HTTPException(f"answer of more than {ANSWER_BYTES_MAX} bytes")
            if not answer.isclosed():
                # read(n) does not notice a body that ended early; the rest must be nothing.
                body += answer.read()
            if len({*answer.headers.get_all("content-length", ())}) > 1:
                # http.client takes the first, boards take the last; by RFC 9112, section 6.3, it is neither.
                raise http.client.HTTPException("two lengths that contradict each other")
            if answer.headers.defects:
                # http.client takes a head that ends in the middle of a line for a whole one.
                raise http.client.HTTPException(f"head of the answer is damaged: {answer.headers.defects}")
            return HttpResponse(answer.status, body, folded(answer.getheaders()))


def parse_url(url: str) -> BaseUrl:
    """Take a server's URL apart; raises RouteError for what is no HTTP address."""
    try:
        return parse_base_url(url)
    except BaseUrlError as error:
        shown = f"server {without_user(url)!r} is no address ({error})"
        raise RouteError(f"{shown}, expected http://HOST:PORT or https://HOST") from None


def check_source_address(address: str) -> None:
    """Raise RouteError unless connections of this machine can come from this address."""
    try:
        found = socket.getaddrinfo(address, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as bound:
            bound.bind(found[4])
    except (OSError, UnicodeError):
        raise RouteError(
            f"source address {address!r} is none of this machine's, expected one such as '127.0.0.1'"
        ) from None


def loopback_source(url: str, own_address: str) -> str:
    """Give the loopback address that stands for a device's own, such as 192.168.1.100, before the server at `url`.

    Empty where that is not called by a loopback address of IPv4, or where this machine has no such address.
    """
    parts = _parts_or_none(url)
    if parts is None or not is_ipv4_loopback(parts.host):
        return ""
    address = f"127.0.1.{own_address.rpartition('.')[2]}"
    try:
        check_source_address(address)
    except RouteError:
        return ""
    return address


def _parts_or_none(url: str) -> BaseUrl | None:
    try:
        return parse_url(url)
    except RouteError:
        return None


def _open(parts: BaseUrl, route: Route, timeout_s: float) -> http.client.HTTPConnection:
    source = (route.source_address, 0) if route.source_address else None
    host, port = parts.host, parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout_s, source_address=source)
    context = tls_context(route)
    return http.client.HTTPSConnection(host, port, timeout=timeout_s, source_address=source, context=context)


def tls_context(route: Route) -> ssl.SSLContext:
    """Check certificates, with one's own authority if there is one, unless told not to; raises RouteError."""
    try:
        context = ssl.create_default_context(cafile=route.ca_file or None)
    except OSError as error:
        cause = (error.strerror or "no certificates in it").lower()
        raise RouteError(f"--ca {route.ca_file!r} cannot be used: {cause}; give a PEM file") from None
    if route.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _has_ended(connection: socket.socket) -> bool:
    """Tell whether the server closed while nothing was asked: then even an empty read would not block.

    With TLS 1.3 something comes on an open connection too: the tickets of the session, behind the handshake.
    """
    is_readable = bool(select.select([connection], [], [], 0)[0])
    if not is_readable or not isinstance(connection, ssl.SSLSocket):
        return is_readable
    timeout_s = connection.gettimeout()
    connection.settimeout(0)
    try:
        connection.recv(1)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        return True
    else:
        return True
    finally:
        connection.settimeout(timeout_s)
