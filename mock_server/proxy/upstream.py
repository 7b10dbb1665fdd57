"""The other server: a client that passes on one request as it is, and brings its answer as it is."""

import ssl
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self

import aiohttp
import msgspec
from multidict import CIMultiDict
from yarl import URL

from oceanhil.protocol.http import HttpRequest, HttpResponse

# Named by RFC 9110 7.6.1, RFC 9112 (Transfer-Encoding) and, for Proxy-Connection, by what old clients send.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Host is the other server's own name; a body is passed on whole, so length and expectation are made anew.
_MADE_ANEW = frozenset({"host", "content-length", "expect"})
MAX_ANSWER_BYTES: Final = 8 * 1_048_576
_CONNECTIONS = 256
# Shorter than servers usually keep idle connections: a POST on one that just ends cannot be sent again.
_IDLE_S = 4.0
_OWN_HEADERS: Final = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
# Those of a final answer (RFC 9110, 15).
_STATUS_MIN: Final = 200
_STATUS_MAX: Final = 599
_NOT_PASSED_ON: Final = frozenset({"CONNECT", "TRACE"})


def passed_on(headers: Mapping[str, str], *, is_request: bool) -> CIMultiDict[str]:
    """Give the headers that a proxy passes on: all but those that concern one connection only (RFC 9110, 7.6.1).

    They keep their order, and each comes as often as it came.
    """
    named = {
        option.strip().lower()
        for name, value in headers.items()
        if name.lower() == "connection"
        for option in value.split(",")
    }
    dropped = _HOP_BY_HOP | named | (_MADE_ANEW if is_request else frozenset())
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in dropped)


class UpstreamError(Exception):
    """There is no answer to pass on: the status to give instead, its code, and why (for the journal; no secrets)."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        """Give `status` because of `why`."""
        super().__init__(why)
        self.status = status
        self.code = status.name.lower()


class UpstreamTimes(msgspec.Struct, frozen=True):
    """How long to wait for the other server, in seconds: for a connection, and for the whole answer."""

    connect_s: float = 5.0
    whole_s: float = 30.0


class Upstream:
    """A pool of connections to one server; an async context manager."""

    def __init__(
        self, url: str, via: str, tls: ssl.SSLContext | None = None, times: UpstreamTimes | None = None
    ) -> None:
        """Pass on to `url`, with or without a path. `via` is this proxy's name in the header Via (RFC 9110, 7.6.3)."""
        self._base = url.rstrip("/")
        self._via = via
        self._tls = tls
        self._times = times or UpstreamTimes()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Get ready; nothing is connected yet."""
        connector = aiohttp.TCPConnector(
            limit=_CONNECTIONS, keepalive_timeout=_IDLE_S, ssl=True if self._tls is None else self._tls
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_OWN_HEADERS,
            timeout=aiohttp.ClientTimeout(total=self._times.whole_s, sock_connect=self._times.connect_s),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        """Pass on `request` and give the answer, redirects included; raises UpstreamError."""
        assert self._session is not None, "used outside its context"
        self._check(request)
        headers = passed_on(request.headers, is_request=True)
        headers.add("Via", f"1.1 {self._via}")
        target = f"{self._base}{request.path}{'?' if request.query else ''}{request.query}"
        try:
            url = URL(target, encoded=True)
            async with self._session.request(
                request.method, url, headers=headers, data=request.body or None, allow_redirects=False
            ) as answer:
                return await _passed_on(answer)
        except TimeoutError:
            raise UpstreamError(HTTPStatus.GATEWAY_TIMEOUT, "the upstream did not answer in time") from None
        except aiohttp.ClientSSLError:
            raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream's certificate is not trusted") from None
        except aiohttp.ClientConnectorError:
            raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream cannot be reached") from None
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream closed the connection") from None
        except (aiohttp.ClientError, ValueError):
            raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream's answer is not valid HTTP") from None

    def _check(self, request: HttpRequest) -> None:
        if request.method in _NOT_PASSED_ON or not request.path.startswith("/"):
            raise UpstreamError(HTTPStatus.NOT_IMPLEMENTED, "such a request is not passed on")
        passed: Sequence[str] = [value for name, value in request.headers.items() if name.lower() == "via"]
        if any(self._via in value for value in passed):
            raise UpstreamError(HTTPStatus.LOOP_DETECTED, "the upstream leads back to this proxy")


async def _passed_on(answer: aiohttp.ClientResponse) -> HttpResponse:
    if answer.status == HTTPStatus.SWITCHING_PROTOCOLS:
        # Nobody asked for it (Upgrade is not passed on), and what follows is no answer and has no end.
        answer.close()
        raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream wants to speak another protocol")
    if not _STATUS_MIN <= answer.status <= _STATUS_MAX:
        answer.close()
        raise UpstreamError(HTTPStatus.BAD_GATEWAY, "the upstream's answer is not valid HTTP")
    headers, body = passed_on(answer.headers, is_request=False), await _read(answer.content)
    if answer.status == HTTPStatus.RESET_CONTENT and body:
        # It must have none (RFC 9110, 15.3.6), and some clients wait for it, others do not.
        headers["Content-Length"], body = "0", b""
    return HttpResponse(answer.status, body, headers)


async def _read(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            why = f"the upstream's answer is longer than {MAX_ANSWER_BYTES} bytes"
            raise UpstreamError(HTTPStatus.BAD_GATEWAY, why)
    return bytes(body)
