"""One HTTP exchange as plain data, shared by simulated devices, the pure server core and real transports."""

from collections.abc import Iterable, Mapping
from enum import Enum
from http import HTTPMethod, HTTPStatus
from typing import Final

import msgspec

METHODS: Final = tuple(method.value for method in HTTPMethod)
"""All that a request may have, in upper case."""
WITHOUT_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED})
"""Statuses of answers that have no body (RFC 9110, 15.3.5, 15.3.6, 15.4.5)."""
FORM_TYPE: Final = "application/x-www-form-urlencoded"
"""The media type of what an HTML form sends."""
NO_HEADERS: Mapping[str, str] = {}
_BETWEEN_COOKIES: Final = "; "


def status_phrase(status: int) -> str:
    """Give the words of a status, such as `Not Found`; of one that has none its number."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def folded(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give header lines by name in lower case; lines of one name are one list (RFC 9110, 5.3), what is told twice once.

    That holds for cookies that are set too, which a browser could not take apart then: nobody here does, and what is
    passed on stays a line of a header.
    """
    found: dict[str, list[str]] = {}
    for name, value in lines:
        values = found.setdefault(name.lower(), [])
        if value not in values:
            values.append(value)
    return {name: (_BETWEEN_COOKIES if name == "cookie" else ", ").join(values) for name, values in found.items()}


class HttpRequest(msgspec.Struct, frozen=True, gc=False):
    """A request as it arrived.

    `method` in upper case; `path` as sent, still percent-encoded, without the query; `query` without its `?`; header
    names in lower case; `peer` is the address of the other side, for rate limits and the journal.
    """

    method: str
    path: str
    headers: Mapping[str, str] = NO_HEADERS
    body: bytes = b""
    query: str = ""
    peer: str = "127.0.0.1"


class HttpResponse(msgspec.Struct, frozen=True, gc=False):
    """An answer: status code, headers (names in lower case) and body bytes."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = NO_HEADERS


class HttpFailure(Enum):
    """Why there is no answer; the value is the code that the Arduino cores' `HTTPClient` returns."""

    REFUSED = -1
    NOT_CONNECTED = -4
    CONNECTION_LOST = -5
    TIMEOUT = -11
    TLS = -1000
    """The certificate's dates are refused. This and what follows is printed as -1: more `HTTPClient` does not know."""
    TLS_UNTRUSTED = -1001
    """The certificate is somebody else's, or nobody's whom the firmware knows."""
    TLS_ALERT = -1002
    """The server has ended the handshake with a fatal alert."""

    @property
    def code(self) -> int:
        """What the firmware prints after `HTTP Response:`."""
        return -1 if self.value <= HttpFailure.TLS.value else self.value

    @property
    def words(self) -> str:
        """Its name as people write it, such as `connection lost`."""
        return self.name.lower().replace("_", " ").replace("tls", "TLS")


Exchanged = HttpResponse | HttpFailure
"""What came of a request."""
