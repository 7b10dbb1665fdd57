"""Names, connections and datagrams of a sketch, on the simulated network.

What is wrong with the network shows here below HTTP (`way`); what the mock server does to its answers shows in
`http_peer`.
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import partial
from struct import Struct
from typing import Final, NamedTuple, Protocol

from oceanhil.hil.worlds.sketch.frames import UNCERTAIN, Ask, Input, Opening
from oceanhil.hil.worlds.sketch.hosts import OTHER_ADDRESS, SERVER_ADDRESS, TIME_ADDRESS, Hosts, is_address
from oceanhil.hil.worlds.sketch.http_peer import Answer, HttpServer, ReadRequests
from oceanhil.hil.worlds.sketch.line import Line
from oceanhil.hil.worlds.sketch.program import CallOutcome, Post, Serve, raise_again
from oceanhil.hil.worlds.sketch.wanted import PLAIN_PORTS, SECURE_PORTS, Tls, Wanted, wanted_in
from oceanhil.hil.worlds.sketch.way import Way
from oceanhil.mock_server.core.delivery import Delivery, Ending
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.faults import AnswerChange, PathTrouble, changed
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.tokens import TokenKind
from oceanhil.protocol.units import HOUR_US
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel, sleep, wait
from oceanhil.simulator.network import Network

_NUMBER: Final = Struct("<I")
_TRAITS: Final = Struct("<QB")
_UDP: Final = Struct("<HHB")
_LISTENING: Final = b"".join(
    Struct("<HB").pack(port, is_secure)
    for ports, is_secure in ((PLAIN_PORTS, False), (SECURE_PORTS, True))
    for port in sorted(ports)
)
"""The ports of the platform at which connections of their own kind come about."""
_ASK_TIME_US: Final = HOUR_US
_TRIPS_OF_CONNECTING: Final = 2
_TRIPS_OF_A_HANDSHAKE: Final = 4
"""Of TLS 1.2, which all three cores speak: two round trips (RFC 5246, section 7.3)."""
_PORTAL: Final = changed(HttpResponse(200), AnswerChange.PORTAL)
_PLAIN_ON_SECURE: Final = HttpResponse(400, b"The plain HTTP request was sent to an HTTPS port.\n")


class Refused(IntEnum):
    """Why there is no connection."""

    NO_NETWORK = -1
    NO_NAME = -2
    NO_ANSWER = -3
    REFUSED = -4
    TLS_DATES = -5
    TLS_UNTRUSTED = -6
    NO_TLS = -8
    TLS_ALERT = -1000
    """And below: the number of the alert away from here."""


class Server(Protocol):
    """The platform's server, as connections meet it."""

    def deliver(self, request: HttpRequest) -> Delivery:
        """Answer a request."""

    def refuses(self, peer: str) -> bool:
        """Tell whether it refuses a connection of this address."""

    @property
    def may_refuse(self) -> bool:
        """Whether it may refuse any, as long as nobody else acts on it."""

    @property
    def unix_us(self) -> int:
        """Its clock."""


class FarEnd(NamedTuple):
    """What is there beyond the board: network and server, what was read of requests, and whose name is whose."""

    air: Network
    server: Server
    read_before: ReadRequests
    hosts: Hosts
    given_away: list[str]


class Sockets:
    """Answers what a sketch asks of the network."""

    def __init__(self, kernel: Kernel, board: SimulatedBoard, way: Way, post: Post, far: FarEnd) -> None:
        self._kernel = kernel
        self._board = board
        self._post = post
        self._air, self._server, self._read_before, self._hosts, self._given_away = far
        self._way = way
        self._lines: dict[int, Line] = {}
        self._last = 0
        self._cached: dict[str, bytes | None] = {}

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of sockets."""
        return {
            Ask.RESOLVE: self._resolve,
            Ask.TCP_OPEN: self._open,
            Ask.UDP_SEND: self._send_datagram,
            Ask.SNTP: self._tell_traits,
        }

    async def _resolve(self, data: bytes) -> CallOutcome:
        name = data.decode("utf-8", "replace")
        status, address = await self._look_up(name)
        is_kept = self._is_kept(name, address)
        listening = _LISTENING if is_kept and address == SERVER_ADDRESS else b""
        return status, address + bytes((is_kept,)) + listening

    async def _look_up(self, name: str) -> CallOutcome:
        if not self._way.is_up:
            return Refused.NO_NETWORK, b""
        found = self._told(name)
        # lwIP keeps what it was told, for as long as the name server says: for the boot, here.
        if not is_address(name) and self._cached.get(name, b"") != found:
            await sleep(_TRIPS_OF_CONNECTING * self._way.latency_us)
            if found not in {None, OTHER_ADDRESS}:
                self._cached[name] = found
        return (Refused.NO_NAME, b"") if found is None else (0, found)

    def _is_kept(self, name: str, address: bytes) -> bool:
        """Tell whether the board's stack will not ask for it again."""
        return is_address(name) or self._cached.get(name) == address

    def _told(self, name: str) -> bytes | None:
        """Give what a name server says now."""
        found = self._hosts.address(name)
        if found != SERVER_ADDRESS or is_address(name):
            return found
        if self._way.has(PathTrouble.IPV6_ONLY):
            return None
        return OTHER_ADDRESS if self._way.has(PathTrouble.DNS_LIES) else found

    def opening(self, for_us: int) -> Opening:
        """Give how connections to the platform come about for `for_us` on a board that is in a network."""
        way = self._way
        if not way.is_clear or self._server.may_refuse:
            return UNCERTAIN
        connect_us, handshake_us = _TRIPS_OF_CONNECTING * way.latency_us, _TRIPS_OF_A_HANDSHAKE * way.latency_us
        return Opening(connect_us, handshake_us, way.trusts_dates_for(for_us))

    def open(self, data: bytes) -> None:
        """Open a connection of which it was certain that it would come about, by the bytes of a note."""
        wanted, trips = wanted_in(data), _TRIPS_OF_CONNECTING
        trips += 0 if wanted.tls is Tls.NONE else _TRIPS_OF_A_HANDSHAKE
        self._connected(wanted, SERVER_ADDRESS, self._kernel.now_us + trips * self._way.latency_us)

    async def _open(self, data: bytes) -> CallOutcome:
        wanted = wanted_in(data)
        host = wanted.host
        status, address = await self._look_up(host)
        if status == 0:
            status = await self._connect(wanted, address)
        if status == 0 and wanted.tls is not Tls.NONE:
            status = await self._shake_hands(wanted, address)
        return (status, b"") if status != 0 else (self._connected(wanted, address), address)

    async def _connect(self, wanted: Wanted, address: bytes) -> int:
        takes_us = _TRIPS_OF_CONNECTING * self._way.latency_us
        if self._way.is_blocked or takes_us > wanted.connect_us:
            await sleep(wanted.connect_us)
            return Refused.NO_ANSWER
        await sleep(takes_us)
        is_served = address in {SERVER_ADDRESS, OTHER_ADDRESS} and wanted.port in PLAIN_PORTS | SECURE_PORTS
        return 0 if is_served and not self._server.refuses(self._way.peer) else Refused.REFUSED

    async def _shake_hands(self, wanted: Wanted, address: bytes) -> int:
        way, takes_us = self._way, _TRIPS_OF_A_HANDSHAKE * self._way.latency_us
        if wanted.port in PLAIN_PORTS:
            await sleep(_TRIPS_OF_CONNECTING * way.latency_us)
            return Refused.NO_TLS
        is_platform = address == SERVER_ADDRESS
        if takes_us > wanted.handshake_us or (is_platform and way.swallows_certificates):
            await sleep(wanted.handshake_us)
            return Refused.NO_ANSWER
        await sleep(takes_us)
        if is_platform and way.alert is not None:
            return Refused.TLS_ALERT - way.alert.number
        return self._judge_certificate(wanted.tls, is_platform=is_platform)

    def _judge_certificate(self, tls: Tls, *, is_platform: bool) -> int:
        if tls is Tls.VERIFIED and not self._way.trusts_dates:
            return Refused.TLS_DATES
        return 0 if is_platform or tls is Tls.UNVERIFIED else Refused.TLS_UNTRUSTED

    def _connected(self, wanted: Wanted, address: bytes, since_us: int = 0) -> int:
        self._last += 1
        number = self._last
        server = HttpServer(self._answerer(wanted, address), self._unix_us, self._read_before)
        arrive, end = partial(self._arrive, number), partial(self._end, number)
        self._lines[number] = Line(self._kernel, self._way, server, arrive, end, since_us=since_us)
        return number

    def _answerer(self, wanted: Wanted, address: bytes) -> Answer:
        if address == OTHER_ADDRESS:
            return self._answer_of_a_stranger if wanted.tls is Tls.UNVERIFIED else _answer_of_the_portal
        if wanted.tls is Tls.NONE and wanted.port in SECURE_PORTS:
            return _answer_in_plain
        return self._server.deliver

    def _answer_of_a_stranger(self, request: HttpRequest) -> Delivery:
        if token := _token_in(request):
            self._given_away.append(f"{token} with {request.method} {request.path}")
        return _answer_of_the_portal(request)

    def _unix_us(self) -> int:
        return self._server.unix_us

    def write(self, data: bytes) -> None:
        """Send on one of the board's connections, by the bytes of a note; what cannot leave is gone."""
        line = self._lines.get(_NUMBER.unpack_from(data)[0])
        if line is not None and self._way.is_up:
            line.send(data[_NUMBER.size :])

    def close(self, data: bytes) -> None:
        """Let the board end one of its connections, by the bytes of a note."""
        line = self._lines.pop(_NUMBER.unpack(data)[0], None)
        if line is not None:
            line.close()

    def _arrive(self, number: int, data: bytes) -> None:
        self._post.put(Input.TCP_DATA, _NUMBER.pack(number) + data)

    def _end(self, number: int, ending: Ending) -> None:
        del self._lines[number]
        self._post.put(Input.TCP_CLOSED, _NUMBER.pack(number) + bytes((ending is Ending.RST,)))

    async def _send_datagram(self, data: bytes) -> CallOutcome:
        own_port, port, name_bytes = _UDP.unpack_from(data)
        name = data[_UDP.size : _UDP.size + name_bytes].decode("utf-8", "replace")
        status, address = await self._look_up(name)
        if status != 0:
            return status, b""
        if address == TIME_ADDRESS and port == sntp_packet.PORT:
            self._kernel.spawn(self._tell_time(own_port, data[_UDP.size + name_bytes :]), raise_again)
        return 0, b""

    async def _tell_traits(self, data: bytes) -> CallOutcome:
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
        self._post.put(Input.UDP_DATA, Struct("<H").pack(own_port) + TIME_ADDRESS + packet)


# Functions with names: a connection that stands belongs to the moments that are kept.
def _answer_of_the_portal(request: HttpRequest) -> Delivery:
    del request
    return Delivery(_PORTAL)


def _token_in(request: HttpRequest) -> str:
    """Name the kind of the token that a request shows; empty if it shows none."""
    shown = "\n".join((request.query, request.body.decode("latin-1"), *request.headers.values()))
    kinds = (TokenKind.PERMANENT, TokenKind.REGISTRATION)
    return next((f"its {kind.name.lower()} token" for kind in kinds if kind.value in shown), "")


def _answer_in_plain(request: HttpRequest) -> Delivery:
    del request
    return Delivery(_PLAIN_ON_SECURE)
