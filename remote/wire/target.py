"""A target, which may be anything, and one request to it: an answer, or what is wrong on the way to it, in words.

Proxies of the environment are not used, and redirects not followed.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from oceanhil.protocol.base_url import BaseUrl
from oceanhil.protocol.http import HttpRequest, HttpResponse, folded
from oceanhil.remote.wire.http_exchange import Route, RouteError, parse_url, tls_context
from oceanhil.remote.wire.timed_answer import TimedAnswer

_BODY_BYTES_MAX: Final = 256 * 1024
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is: base URL, the file of its certificate authority, and how long an answer may take.

    `headers` (names in lower case) go with every request, such as the key of a gateway before the server; `lent` are
    the real secrets in them with their names, which take their place in everything that is told of an exchange.
    """

    url: str
    ca_file: str = ""
    timeout_s: float = 10.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    lent: Mapping[str, str] = field(default_factory=dict, repr=False)


class TargetError(Exception):
    """The target cannot be used; the text says why and what to do."""


def answer_of(target: Target, request: HttpRequest) -> HttpResponse:
    """Send one request over a connection of its own; raises TargetError where no answer comes."""
    try:
        parts = parse_url(target.url)
    except RouteError as error:
        raise TargetError(str(error)) from None
    with _connected(target, parts) as connection:
        return _asked(target, parts, request, connection)


def _connected(target: Target, parts: BaseUrl) -> socket.socket:
    host, port = parts.host, parts.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise TargetError(f"host {host!r} is not known; see how it is written, or whether a VPN is off") from None
    try:
        connection = _opened(addresses, target.timeout_s)
    except TimeoutError:
        raise TargetError(
            f"{host!r} does not answer at port {port} in {target.timeout_s:g} s; see whether a firewall is in between"
        ) from None
    except OSError as error:
        cause = "refuses connections" if isinstance(error, ConnectionRefusedError) else f"cannot be reached: {error}"
        raise TargetError(f"{host!r} port {port} {cause.lower()}; see whether the server runs there") from None
    if parts.scheme == "http":
        return connection
    return _encrypted(connection, target, host, port)


def _opened(addresses: Sequence[tuple[object, ...]], timeout_s: float) -> socket.socket:
    """Connect to the first address that answers; raises OSError of the last."""
    last: OSError = ConnectionRefusedError()
    for family, kind, number, _, address in addresses:
        connection = socket.socket(family, kind, number)  # type: ignore[arg-type]  # getaddrinfo gives what socket takes
        connection.settimeout(timeout_s)
        try:
            connection.connect(address)  # type: ignore[arg-type]  # likewise
        except OSError as error:
            connection.close()
            last = error
        else:
            return connection
    raise last


def _encrypted(connection: socket.socket, target: Target, host: str, port: int) -> socket.socket:
    try:
        return tls_context(Route(target.url, ca_file=target.ca_file)).wrap_socket(connection, server_hostname=host)
    except RouteError as error:
        connection.close()
        raise TargetError(str(error)) from None
    except ssl.SSLCertVerificationError as error:
        connection.close()
        raise TargetError(_distrusted(target, host, error)) from None
    except ssl.SSLError as error:
        connection.close()
        if error.reason in _NO_TLS:
            raise TargetError(f"{host!r} port {port} speaks no TLS; write http:// if that is meant") from None
        raise TargetError(f"{host!r} port {port}: TLS failed: {(error.reason or str(error)).lower()}") from None
    except OSError as error:
        connection.close()
        cause = "did not come about in time" if isinstance(error, TimeoutError) else "was broken off"
        raise TargetError(f"{host!r} port {port}: TLS {cause}; see whether it speaks HTTPS there") from None


def _distrusted(target: Target, host: str, error: ssl.SSLCertVerificationError) -> str:
    cause = error.verify_message.lower().rstrip(".") if error.verify_message else str(error).lower()
    if "hostname mismatch" in cause or "ip address mismatch" in cause:
        return f"the certificate of {host!r} is for another name: {cause}; use the name that it was issued for"
    if "expired" in cause or "not yet valid" in cause:
        return f"the certificate of {host!r} is not valid now: {cause}; renew it, or see this machine's clock"
    authority = f"none that {target.ca_file!r} holds" if target.ca_file else "none that this machine trusts"
    return f"the certificate of {host!r} was issued by {authority}: {cause}; give its authority with --ca FILE (PEM)"


def _asked(target: Target, parts: BaseUrl, request: HttpRequest, connection: socket.socket) -> HttpResponse:
    headers = {"host": parts.authority, "connection": "close", **target.headers, **request.headers}
    path = parts.path + request.path + (f"?{request.query}" if request.query else "")
    if request.body or request.method == "POST":
        headers["content-length"] = str(len(request.body))
    head = f"{request.method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    try:
        connection.sendall(head.encode("latin-1") + b"\r\n" + request.body)
        answer = TimedAnswer(connection, method=request.method)
        with answer:
            answer.begin()
            body = answer.read(_BODY_BYTES_MAX)
    except TimeoutError:
        raise TargetError(
            f"{target.url!r} takes connections and does not answer in {target.timeout_s:g} s; see whether it is stuck"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise TargetError(_broken(target, parts, error)) from None
    return HttpResponse(answer.status, body, folded(answer.getheaders()))


def _broken(target: Target, parts: BaseUrl, error: Exception) -> str:
    """Say why there was no HTTP; a server that speaks TLS closes, or sends an alert."""
    if parts.scheme == "http" and _speaks_tls(parts, target.timeout_s):
        return f"{target.url!r} speaks HTTPS at this port; write https:// instead of http://"
    if isinstance(error, http.client.BadStatusLine) and not isinstance(error, http.client.RemoteDisconnected):
        return f"{target.url!r} speaks no HTTP; see whether another program has this port"
    return f"{target.url!r} closed the connection without an answer; see whether it speaks HTTP at this port"


def _speaks_tls(parts: BaseUrl, timeout_s: float) -> bool:
    """Try a handshake, with any certificate: nothing is sent over it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.host, parts.port), timeout_s) as connection,
            context.wrap_socket(connection, server_hostname=parts.host),
        ):
            return True
    except OSError:
        return False
