"""One HTTP exchange as plain data, shared by simulated devices, the pure server core and real transports."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

NO_HEADERS: Mapping[str, str] = {}


def status_phrase(status: int) -> str:
    """Give the words of a status, such as `Not Found`; of one that has none its number."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


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
