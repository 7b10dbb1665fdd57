"""Names, connections and datagrams of a sketch, on the simulated network.

A name is that of the platform's server, or one of a time server, or nobody's. What is wrong with the network shows here
below HTTP, as in `oceanhil.simulator.path`; what the mock server does to its answers shows in `http_peer`.
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import partial
from struct import Struct
from typing import Final

import msgspec

from oceanhil.hil.worlds.sketch.frames import Ask, Input
from oceanhil.hil.worlds.sketch.http_peer import Answer, HttpPeer
from oceanhil.hil.worlds.sketch.program import Outcome, Post, Serve
from oceanhil.protocol import sntp_packet
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel, sleep, wait
from oceanhil.simulator.network import Network, RemoteHost

_MILLION: Final = 1_000_000
_OPEN: Final = Struct("<IIHB")
_NUMBER: Final = Struct("<I")
_TRAITS: Final = Struct("<QB")
_UDP: Final = Struct("<HHB")
_PORTS: Final = frozenset({80, 443, 8080, 8443})
_NTP_PORT: Final = 123
_ASK_TIME_US: Final = 3_600 * _MILLION
_SERVER_ADDRESS: Final = bytes((203, 0, 113, 10))
_TIME_ADDRESS: Final = bytes((203, 0, 113, 123))
"""Addresses for documentation (RFC 5737)."""
_HANDSHAKE_TRIPS: Final = 4


class Refused(IntEnum):
    """Why there is no connection."""

    NO_NETWORK = -1
    NO_NAME = -2
    NO_ANSWER = -3
    REFUSED = -4
    TLS_DATES = -5
    TLS_UNTRUSTED = -6
    TLS_ALERT = -7


class Tls(IntEnum):
    """How a connection is secured."""

    NONE = 0
    VERIFIED = 1
    UNVERIFIED = 2


class Hosts(msgspec.Struct, frozen=True):
    """Which names are the server's, with all below them; and which tell the time."""

    servers: tuple[str, ...] = ("oceanremote.net",)
    time_servers: tuple[str, ...] = ("ntp.org", "time.nist.gov", "time.google.com", "time.cloudflare.com")

    def address(self, name: str) -> bytes | None:
        """Resolve a name or an address in text; None: nobody has it."""
        if _is_below(name, self.servers) or name.encode() == _dotted(_SERVER_ADDRESS):
            return _SERVER_ADDRESS
        if _is_below(name, self.time_servers) or "ntp" in name or name.encode() == _dotted(_TIME_ADDRESS):
            return _TIME_ADDRESS
        return None


class Sockets:
    """Answers what a sketch asks of the network."""

    def __init__(
        self, kernel: Kernel, board: SimulatedBoard, air: Network, post: Post, answer: Answer, *, hosts: Hosts
    ) -> None:
        self._kernel = kernel
        self._board = board
        self._air = air
        self._post = post
        self._answer = answer
        self._hosts = hosts
        self._peers: dict[int, HttpPeer] = {}
        self._last = 0

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of sockets."""
        return {
            Ask.RESOLVE: self._resolve,
            Ask.TCP_OPEN: self._open,
            Ask.TCP_SEND: self._write,
            Ask.TCP_CLOSE: self._close,
            Ask.UDP_SEND: self._send_datagram,
            Ask.SNTP: self._tell_traits,
        }

    async def _resolve(self, data: bytes) -> Outcome:
        if not self._board.wifi_connected():
            return Refused.NO_NETWORK, b""
        await sleep(2 * self._air.latency_us)
        found = self._hosts.address(data.decode("utf-8", "replace"))
        return (Refused.NO_NAME, b"") if found is None else (0, found)

    async def _open(self, data: bytes) -> Outcome:
        timeout_ms, _handshake_ms, port, tls = _OPEN.unpack_from(data)
        status, address = await self._resolve(data[_OPEN.size :])
        if status == 0 and (address != _SERVER_ADDRESS or port not in _PORTS):
            status = Refused.REFUSED
        if status != 0:
            return status, b""
        if RemoteHost.SERVER in self._air.blocked:
            await sleep(1000 * timeout_ms)
            return Refused.NO_ANSWER, b""
        await sleep(2 * self._air.latency_us)
        if tls != Tls.NONE and (refused := await self._shake_hands(Tls(tls))) is not None:
            return refused, b""
        return self._connected(), address

    async def _shake_hands(self, tls: Tls) -> Refused | None:
        await sleep(_HANDSHAKE_TRIPS * self._air.latency_us)
        is_checked = tls is Tls.VERIFIED
        return Refused.TLS_DATES if is_checked and not self._board.trusts_dates() else None

    def _connected(self) -> int:
        self._last += 1
        number = self._last
        self._peers[number] = HttpPeer(
            self._kernel,
            self._answer,
            lambda: self._air.latency_us,
            partial(self._arrive, number),
            partial(self._end, number),
        )
        return number

    async def _write(self, data: bytes) -> Outcome:
        (number,) = _NUMBER.unpack_from(data)
        peer = self._peers.get(number)
        if peer is None or not self._board.wifi_connected():
            return Refused.NO_NETWORK, b""
        loss_ppm = self._air.loss_ppm
        if not (loss_ppm and self._kernel.rng.randrange(_MILLION) < loss_ppm):
            peer.receive(data[_NUMBER.size :], self._board.station.address)
        return 0, b""

    async def _close(self, data: bytes) -> Outcome:
        self._peers.pop(_NUMBER.unpack(data)[0], None)
        return 0, b""

    def _arrive(self, number: int, data: bytes) -> None:
        if number in self._peers and self._board.wifi_connected():
            self._post.put(Input.TCP_DATA, _NUMBER.pack(number) + data)

    def _end(self, number: int) -> None:
        if self._peers.pop(number, None) is not None:
            self._post.put(Input.TCP_CLOSED, _NUMBER.pack(number))

    async def _send_datagram(self, data: bytes) -> Outcome:
        own_port, port, name_bytes = _UDP.unpack_from(data)
        name = data[_UDP.size : _UDP.size + name_bytes].decode("utf-8", "replace")
        status, address = await self._resolve(name.encode())
        if status != 0:
            return status, b""
        if address == _TIME_ADDRESS and port == _NTP_PORT:
            self._kernel.spawn(self._tell_time(own_port, data[_UDP.size + name_bytes :]), _raised)
        return 0, b""

    async def _tell_traits(self, data: bytes) -> Outcome:
        """Say what the board's SNTP client is like: how long it waits at first, and whether it knows of 2036."""
        del data
        client = self._board.sntp
        return 0, _TRAITS.pack(client.delay_us(self._kernel.now_us), client.knows_eras)

    async def _tell_time(self, own_port: int, asked: bytes) -> None:
        self._board.note_time_asked()
        unix_us = await wait(self._air.ask_time(_ASK_TIME_US))
        if unix_us is None or not self._board.wifi_connected():
            return
        try:
            packet = sntp_packet.answer(asked, unix_us)
        except sntp_packet.SntpError:
            return
        self._post.put(Input.UDP_DATA, Struct("<H").pack(own_port) + _TIME_ADDRESS + packet)


def _is_below(name: str, domains: tuple[str, ...]) -> bool:
    return any(name == domain or name.endswith("." + domain) for domain in domains)


def _dotted(address: bytes) -> bytes:
    return ".".join(map(str, address)).encode()


def _raised(error: BaseException | None) -> None:
    if error is not None:
        raise error
