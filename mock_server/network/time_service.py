"""An SNTP server (RFC 4330) in the event loop: it tells the time of a clock that tests move."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.mock_server.network.listener import authority
from oceanhil.mock_server.network.time_allowance import TimeAllowance, Verdict
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.sntp_packet import SntpError

SNTP_PORT: Final = 123
# Longer packets carry extension fields or a key (RFC 5905), which is none of ours to check.
_REQUEST_BYTES_MAX: Final = 512

Now = Callable[[], int]
"""Gives the time to tell, in Unix µs."""


class TimeService:
    """Answers at bound datagram sockets, which from `start` on are its to close."""

    def __init__(
        self, now_unix_us: Now, sockets: Sequence[socket.socket], allowance: TimeAllowance | None = None
    ) -> None:
        """Tell what `now_unix_us` gives, called in the event loop."""
        self._now_unix_us = now_unix_us
        self._sockets = sockets
        self._allowance = allowance or TimeAllowance()
        self._transports: list[asyncio.DatagramTransport] = []
        self.addresses = tuple(authority(*bound.getsockname()[:2]) for bound in sockets)
        """HOST:PORT of each socket."""

    async def start(self) -> None:
        """Answer from now on."""
        loop = asyncio.get_running_loop()
        for bound in self._sockets:
            transport, _ = await loop.create_datagram_endpoint(self._make_answering, sock=bound)
            self._transports.append(transport)

    def close(self) -> None:
        """Stop answering; may be called twice."""
        for transport in self._transports:
            transport.close()

    def _make_answering(self) -> "Answering":
        return Answering(self._now_unix_us, self._allowance, asyncio.get_running_loop().time)


class Answering(asyncio.DatagramProtocol):
    """One socket's requests and answers. What is no request is ignored; who asks too often is told so, once."""

    def __init__(self, now_unix_us: Now, allowance: TimeAllowance, steady_s: Callable[[], float]) -> None:
        """Judge how often an address asks by `steady_s`, seconds of a clock that nobody moves."""
        self._now_unix_us = now_unix_us
        self._allowance = allowance
        self._steady_s = steady_s
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override] # a datagram one
        """Note where answers go."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a request."""
        answer = self.answer(data, addr[0])
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)

    def answer(self, data: bytes, address: str) -> bytes | None:
        """Give the answer to `data` from `address`, never longer than that; None for silence."""
        if len(data) > _REQUEST_BYTES_MAX:
            return None
        with contextlib.suppress(SntpError):
            told = sntp_packet.answer(data, self._now_unix_us())
            verdict = self._allowance.judge(address, self._steady_s())
            if verdict is Verdict.ANSWER:
                return told
            if verdict is Verdict.SLOW_DOWN:
                return sntp_packet.slow_down(data)
        return None
