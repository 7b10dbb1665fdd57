"""Exchanges without what the user has lent to a run: the key of a gateway is in the requests, and in no report.

Its place is taken by its name as a variable of the shell, `${GATEWAY_KEY}`, so that a line of curl repeats the request.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

import msgspec

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.exchange import Exchange

_SHOWN: Final = 160


def variable(name: str) -> str:
    """Write a secret's place."""
    return f"${{{name}}}"


def concealed(exchange: Exchange, lent: Mapping[str, str]) -> Exchange:
    """Give an exchange in which each of `lent`, real secrets with their names, is replaced by its name."""
    if not lent:
        return exchange
    response = exchange.response
    if response is not None:
        headers = _headers(response.headers, lent)
        response = HttpResponse(response.status, _bytes(response.body, lent), headers)
    request = msgspec.structs.replace(exchange.request, headers=_headers(exchange.request.headers, lent))
    return Exchange(request, response, exchange.no_answer, _bytes(exchange.raw, lent))


def spellings(secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give real secrets, plain, percent-encoded and as JSON may escape a slash (RFC 8259, 7), each with its name.

    One that holds another comes first.
    """
    for value in sorted(filter(None, secrets), key=len, reverse=True):
        for written in dict.fromkeys((value, quote(value, safe=""), value.replace("/", "\\/"))):
            yield written, secrets[value]


class Concealer:
    """Takes secrets out of texts: each is replaced by `${NAME}`."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` are the real ones by name."""
        self._written = tuple(spellings({value: name for name, value in secrets.items()}))

    def hide(self, text: str) -> str:
        """Give a text without secrets in any of their spellings, and without tokens."""
        for written, name in self._written:
            text = text.replace(written, variable(name))
        return redact(text)

    def excerpt(self, text: str) -> str:
        """Give the beginning of a text in one line, without secrets."""
        line = " ".join(self.hide(text).split())
        return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _headers(headers: Mapping[str, str], lent: Mapping[str, str]) -> Mapping[str, str]:
    return {name: _text(value, lent) for name, value in headers.items()}


def _text(text: str, lent: Mapping[str, str]) -> str:
    for written, name in spellings(lent):
        text = text.replace(written, variable(name))
    return text


def _bytes(data: bytes, lent: Mapping[str, str]) -> bytes:
    for written, name in spellings(lent):
        data = data.replace(written.encode(), variable(name).encode())
    return data
