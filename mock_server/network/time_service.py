"""An SNTP server (RFC 4330) in the event loop: it tells the time of a clock that tests move."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final

from oceanhil.host.addresses import host_and_port
from oceanhil.mock_server.operation.allowances import Allowances
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.sntp_packet import SntpError

_ADDRESSES_MAX: Final = 4096
# Longer packets carry extension fields or a key (RFC 5905), which is none of ours to check.
_REQUEST_BYTES_MAX: Final = 512

Now = Callable[[], int]
"""Gives the time to tell, in Unix µs."""


class Verdict(Enum):
    """What becomes of a request."""

    ANSWER = "answer"
    SLOW_DOWN = "slow_down"
    """The first one too many: tell so, once."""
    SILENCE = "silence"


class TimeAllowance:
    """`burst` requests of each address at once, `per_s` more a second; forgets the longest silent."""

    __slots__ = ("_told", "_turns")

    def __init__(self, burst: float = 20.0, per_s: float = 2.0) -> None:
        """Start with nobody known."""
        self._turns = Allowances(per_s, burst, _ADDRESSES_MAX)
        # A dict, as the set that remembers who came first.
        self._told: dict[str, None] = {}

    def judge(self, address: str, now_s: float) -> Verdict:
        """Judge a request from `address` at `now_s`, seconds of any steady clock."""
        if not self._turns.take(address, now_s):
            self._told.pop(address, None)
            return Verdict.ANSWER
        if address in self._told:
            return Verdict.SILENCE
        self._told[address] = None
        if len(self._told) > _ADDRESSES_MAX:
            del self._told[next(iter(self._told))]
        return Verdict.SLOW_DOWN


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
        self.addresses = tuple(host_and_port(*bound.getsockname()[:2]) for bound in sockets)
        """HOST:PORT of each socket."""

    async def start(self) -> None:
        """Answer from now on."""
        loop = asyncio.get_running_loop()
        for bound in self._sockets:
            transport, _ = await loop.create_datagram_endpoint(self._make_protocol, sock=bound)
            self._transports.append(transport)

    def close(self) -> None:
        """Stop answering; may be called twice."""
        for transport in self._transports:
            transport.close()

    def _make_protocol(self) -> "TimeProtocol":
        return TimeProtocol(self._now_unix_us, self._allowance, asyncio.get_running_loop().time)


class TimeProtocol(asyncio.DatagramProtocol):
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
