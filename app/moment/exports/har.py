"""A close-up's conversation as HAR 1.2, by what writes that of the recording proxy."""

from collections.abc import Sequence
from typing import Final

from oceanhil.app.moment.exports.exchanges import Exchange, HttpText, exchanges_of, server_began_us
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.protocol.recording import FORMAT, VERSION, ExchangeLine, FaultNote, Head, Message, RequestLine
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.trace import Event

_SERVER: Final = "http://server.invalid"
"""A simulated server has no address: the name is one that nobody can have (RFC 2606)."""


def trace_har(events: Sequence[Event], version: str) -> bytes:
    """Give the HAR file of a trace; `version` is that of this program. Raises NoExchangesError."""
    began_us = server_began_us(events)
    lines = [_line(number, each, began_us) for number, each in enumerate(exchanges_of(events))]
    return make_har(Head(FORMAT, VERSION, _SERVER, began_us / SECOND_US), lines, version)


def _line(number: int, exchange: Exchange, began_us: int) -> ExchangeLine:
    path, _, query = exchange.target.partition("?")
    answer = exchange.answer
    return ExchangeLine(
        seq=number,
        time=(began_us + exchange.began_us) / SECOND_US,
        duration=(exchange.ended_us - exchange.began_us) / SECOND_US,
        peer=exchange.device,
        asked=RequestLine(exchange.method, path, query),
        request=_message(exchange.request),
        status=None if answer is None else exchange.status,
        response=None if answer is None else _message(answer),
        error="" if answer is not None else exchange.fault or "no answer left the server",
        faults=tuple(FaultNote("", kind, {}) for kind in exchange.fault.split("+") if kind),
        sent_status=None if answer is None else exchange.status,
    )


def _message(text: HttpText) -> Message:
    return Message(text.headers, text.body, len(text.body.encode()))
