"""The network that an emulated board joins by radio: a router with DHCP and a name server, and the internet behind it.

Names are resolved as in world `sketch`; the platform's servers are reached over plain HTTP, and a time server tells the
time. There is nobody behind any other address: a connection to them is refused.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from oceanhil.hil.worlds.image import dhcp, name_server
from oceanhil.hil.worlds.image.tcp_line import Listener, TcpLine
from oceanhil.hil.worlds.sketch.heard_exchange import HeardExchanges
from oceanhil.hil.worlds.sketch.hosts import SERVER_ADDRESS, TIME_ADDRESS, Hosts
from oceanhil.hil.worlds.sketch.http_peer import HttpPeer, HttpServer, ReadRequests
from oceanhil.hil.worlds.sketch.program import raise_again
from oceanhil.hil.worlds.sketch.sockets import Server
from oceanhil.mock_server.core.delivery import Ending
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.ip_packets import (
    BROADCAST,
    ArpPacket,
    Datagram,
    EtherType,
    Flag,
    Frame,
    Packet,
    Protocol,
    Segment,
    checksum,
    read_arp,
    read_datagram,
    read_frame,
    read_packet,
    read_segment,
)
from oceanhil.protocol.surroundings import Host
from oceanhil.protocol.units import HOUR_US, WHOLE_PPM
from oceanhil.simulator.kernel import Kernel, wait
from oceanhil.simulator.network import Network, OnExchange

_ROUTER_MAC: Final = bytes.fromhex("026f68000001")
ROUTER_ADDRESS: Final = bytes((192, 168, 1, 1))
_HTTP_PORTS: Final = frozenset({80, 8080})
_NAME_PORT: Final = 53
_DHCP_PORT: Final = 67
_ASK_TIME_US: Final = HOUR_US
_PING: Final = 8
_WINDOW: Final = 0
_AIR_US: Final = 1_000
"""What a frame from the router takes: drivers do not expect an answer in the same breath."""

_Place = tuple[bytes, int, int]
"""Where a connection goes: the address, the port there, and the board's own."""


class LocalNetwork:
    """Serves one board; `send` takes the frames for it."""

    def __init__(
        self, kernel: Kernel, air: Network, server: Server, address: str, send: Callable[[bytes], None]
    ) -> None:
        self._kernel = kernel
        self._air = air
        self._server = server
        self._address = bytes(int(number) for number in address.split("."))
        self._send = send
        self._mac = BROADCAST
        self._lines: dict[_Place, TcpLine] = {}
        self._read_before = ReadRequests()
        self.hosts = Hosts()
        self.on_time_asked: Callable[[], None] = _nothing
        """Called when the board asks a time server."""
        self.watcher: Callable[[], OnExchange | None] = _nobody
        """Gives who wants to know of each exchange of the board."""

    def take(self, data: bytes) -> None:
        """Take a frame of the board's."""
        frame = read_frame(data)
        if frame is None:
            return
        self._mac = frame.sender
        if frame.kind == EtherType.ARP:
            self._tell_who(read_arp(frame.body))
        elif frame.kind == EtherType.IPV4 and not self._is_lost() and (packet := read_packet(frame.body)):
            self._take_packet(packet)

    def _is_lost(self) -> bool:
        loss_ppm = self._air.loss_ppm
        return bool(loss_ppm) and self._kernel.rng.randrange(WHOLE_PPM) < loss_ppm

    def _tell_who(self, asked: ArpPacket | None) -> None:
        # Whoever is not the board is behind the router. A board looks whether its new address is free, too.
        if asked is None or not asked.is_question or asked.wanted in {self._address, asked.address}:
            return
        told = ArpPacket(
            is_question=False, mac=_ROUTER_MAC, address=asked.wanted, wanted_mac=asked.mac, wanted=asked.address
        )
        self._emit(EtherType.ARP, told.packed())

    def _take_packet(self, packet: Packet) -> None:
        if packet.protocol == Protocol.UDP and (datagram := read_datagram(packet.body)):
            self._take_datagram(packet, datagram)
        elif packet.protocol == Protocol.TCP and (segment := read_segment(packet)):
            self._take_segment(packet, segment)
        elif packet.protocol == Protocol.ICMP and packet.body[:1] == bytes([_PING]):
            body = b"\0\0\0\0" + packet.body[4:]
            body = body[:2] + checksum(body).to_bytes(2, "big") + body[4:]
            self._emit_packet(Packet(packet.to, packet.sender, Protocol.ICMP, body))

    def _take_datagram(self, packet: Packet, datagram: Datagram) -> None:
        if datagram.to_port == _DHCP_PORT:
            self._lease(datagram)
        elif datagram.to_port == _NAME_PORT:
            answer = name_server.answer(datagram.data, self.hosts.address)
            if answer is not None:
                tell = partial(self._emit_datagram, packet, datagram, answer)
                self._kernel.call_later(2 * self._air.latency_us, tell)
        elif datagram.to_port == sntp_packet.PORT and packet.to == TIME_ADDRESS:
            self.on_time_asked()
            self._kernel.spawn(self._tell_time(packet, datagram), raise_again)

    def _lease(self, asked: Datagram) -> None:
        answer = dhcp.answer(asked.data, self._address, ROUTER_ADDRESS)
        if answer is not None:
            told = Datagram(_DHCP_PORT, asked.port, answer)
            self._emit_packet(Packet(ROUTER_ADDRESS, b"\xff" * 4, Protocol.UDP, told.packed()))

    async def _tell_time(self, packet: Packet, datagram: Datagram) -> None:
        unix_us = await wait(self._air.ask_time(_ASK_TIME_US))
        if unix_us is None:
            return
        try:
            told = sntp_packet.answer(datagram.data, unix_us)
        except sntp_packet.SntpError:
            return
        self._emit_datagram(packet, datagram, told)

    def _emit_datagram(self, packet: Packet, datagram: Datagram, data: bytes) -> None:
        told = Datagram(datagram.to_port, datagram.port, data)
        self._emit_packet(Packet(packet.to, packet.sender, Protocol.UDP, told.packed()))

    def _take_segment(self, packet: Packet, segment: Segment) -> None:
        place = packet.to, segment.to_port, segment.port
        line = self._lines.get(place)
        if line is None or (segment.flags & Flag.SYN and line.is_over):
            if not segment.flags & Flag.SYN:
                if not segment.flags & Flag.RST:
                    self._refuse(packet, segment)
                return
            line = self._open(packet, segment, place)
            if line is None:
                return
            self._lines[place] = line
            return
        line.take(segment)
        if line.is_over:
            del self._lines[place]

    def _open(self, packet: Packet, segment: Segment, place: _Place) -> TcpLine | None:
        if Host.SERVER in self._air.blocked:
            # Nobody answers: the board asks again until it is tired of it.
            return None
        is_served = packet.to == SERVER_ADDRESS and segment.to_port in _HTTP_PORTS
        peer = ".".join(str(number) for number in packet.sender)
        if not is_served or self._server.refuses(peer):
            self._refuse(packet, segment)
            return None
        line = TcpLine(self._kernel, segment, partial(self._emit_segment, packet.to, packet.sender))
        http = HttpServer(self._server.deliver, lambda: self._server.unix_us, self._read_before)
        on_exchange = self.watcher()
        heard = None if on_exchange is None else HeardExchanges(self._kernel, on_exchange)

        def hang_up(ending: Ending) -> None:
            if heard is not None:
                heard.hung_up()
            if ending is Ending.RST:
                line.abort()
                self._lines.pop(place, None)
            else:
                line.finish()

        def write(data: bytes) -> None:
            if heard is not None:
                heard.came(data, is_last=served.is_answer_there)
            line.write(data)

        served = HttpPeer(self._kernel, http, lambda: self._air.latency_us, write, hang_up)

        def receive(data: bytes) -> None:
            if heard is not None:
                heard.sent(data)
            served.receive(data, peer)

        def close() -> None:
            if heard is not None:
                heard.closed()
            served.close()

        def end() -> None:
            close()
            line.finish()

        line.listener = Listener(receive, end, close)
        return line

    def _refuse(self, packet: Packet, segment: Segment) -> None:
        length = len(segment.data) + bool(segment.flags & Flag.SYN) + bool(segment.flags & Flag.FIN)
        expected = (segment.sequence + length) & 0xFFFF_FFFF
        refusal = Segment(segment.to_port, segment.port, segment.acknowledged, expected, Flag.RST | Flag.ACK, _WINDOW)
        self._emit_segment(packet.to, packet.sender, refusal)

    def _emit_segment(self, sender: bytes, to: bytes, segment: Segment) -> None:
        self._emit_packet(Packet(sender, to, Protocol.TCP, segment.packed(sender, to)))

    def _emit_packet(self, packet: Packet) -> None:
        if not self._is_lost():
            self._emit(EtherType.IPV4, packet.packed())

    def _emit(self, kind: EtherType, body: bytes) -> None:
        frame = Frame(self._mac, _ROUTER_MAC, kind, body).packed()
        self._kernel.call_later(_AIR_US, partial(self._send, frame))


def _nothing() -> None:
    """Tell nobody."""


def _nobody() -> None:
    """Nobody wants to know."""
