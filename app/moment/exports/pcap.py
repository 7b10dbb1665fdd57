"""A close-up's conversation as PCAP, so that Wireshark opens it: each exchange a TCP connection of its own.

The simulated network carries messages, not packets, so addresses, ports and segments are made up: devices are 192.0.2.1
and following, the server is 198.51.100.1 port 80 (networks for documentation, RFC 5737). Bytes of messages are those of
the run, secrets cut, and a request leaves and its answer comes when it did for the device; `Content-Length` is that of
what is shown. The file's form: PCAP 2.4 with raw IPv4 packets (link type 101),
https://www.ietf.org/archive/id/draft-gharris-opsawg-pcap-01.html.
"""

import struct
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from ipaddress import IPv4Address
from typing import Final

from oceanhil.app.moment.exports.exchanges import LATEST_US, Exchange, HttpText, exchanges_of, server_began_us
from oceanhil.protocol.ip_packets import Flag, Packet, Protocol, Segment
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.trace import Event

_HEAD: Final = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0xFFFF, 101)
_SERVER: Final = (IPv4Address("198.51.100.1"), 80)
_FIRST_DEVICE: Final = IPv4Address("192.0.2.1")
_FIRST_PORT: Final = 49_152
_PORTS: Final = 16_384
_SEGMENT_BYTES: Final = 1_460
_WINDOW: Final = 0xFFFF
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})

_Place = tuple[IPv4Address, int]
_Timed = tuple[int, bytes]
"""A packet behind the time at which it is under way, in µs of the run."""


def trace_pcap(events: Sequence[Event]) -> bytes:
    """Give the PCAP file of a trace; raises NoExchangesError."""
    began_us = server_began_us(events)
    devices: dict[str, IPv4Address] = {}
    packets: list[_Timed] = []
    for number, exchange in enumerate(exchanges_of(events)):
        address = devices.setdefault(exchange.device, _FIRST_DEVICE + len(devices))
        packets += _connection(exchange, (address, _FIRST_PORT + number % _PORTS))
    packets.sort(key=lambda each: each[0])
    parts, last_us = [_HEAD], -1
    for at_us, packet in packets:
        # A packet takes a microsecond, so that their order is that of their times.
        last_us = max(at_us, last_us + 1)
        seconds, us = divmod(min(began_us + last_us, LATEST_US), SECOND_US)
        parts += [struct.pack("<IIII", seconds, us, len(packet), len(packet)), packet]
    return b"".join(parts)


def _connection(exchange: Exchange, device: _Place) -> Iterator[_Timed]:
    """Give the packets of a connection that carries one exchange and is closed by the server, each with its time."""
    sent = {device: 0, _SERVER: 0}

    def packet(source: _Place, flags: Flag, data: bytes = b"") -> bytes:
        target = device if source == _SERVER else _SERVER
        numbers = (sent[source], sent[target] if flags & Flag.ACK else 0)
        made = _packet(source, target, numbers, flags, data)
        sent[source] += len(data) + bool(flags & (Flag.SYN | Flag.FIN))
        return made

    def speak(source: _Place, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), _SEGMENT_BYTES):
            yield packet(source, Flag.PSH | Flag.ACK, data[at : at + _SEGMENT_BYTES])
        yield packet(device if source == _SERVER else _SERVER, Flag.ACK)

    for each in (packet(device, Flag.SYN), packet(_SERVER, Flag.SYN | Flag.ACK), packet(device, Flag.ACK)):
        yield exchange.began_us, each
    for each in speak(device, _request(exchange)):
        yield exchange.began_us, each
    if exchange.answer is not None:
        for each in speak(_SERVER, _answer(exchange.status, exchange.answer)):
            yield exchange.ended_us, each
    for each in (packet(_SERVER, Flag.FIN | Flag.ACK), packet(device, Flag.FIN | Flag.ACK), packet(_SERVER, Flag.ACK)):
        yield exchange.ended_us, each


def _request(exchange: Exchange) -> bytes:
    has_host = any(name.lower() == "host" for name, _ in exchange.request.headers)
    more = () if has_host else (("host", "server.invalid"),)
    return _http(f"{exchange.method} {exchange.target} HTTP/1.1", more, exchange.request)


def _answer(status: int, answer: HttpText) -> bytes:
    known = {each.value: each.phrase for each in HTTPStatus}
    return _http(f"HTTP/1.1 {status} {known.get(status, '')}".rstrip(), (), answer)


def _http(first: str, more: tuple[tuple[str, str], ...], message: HttpText) -> bytes:
    body = message.body.encode()
    kept = (pair for pair in message.headers if pair[0].lower() not in _LENGTHS)
    pairs = (*more, *kept, ("content-length", str(len(body))))
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in pairs), "", ""]).encode() + body


def _packet(source: _Place, target: _Place, numbers: tuple[int, int], flags: Flag, data: bytes) -> bytes:
    """Give an IPv4 packet with a TCP segment; `numbers` are the segment's own and the one that it acknowledges."""
    sender, to = source[0].packed, target[0].packed
    segment = Segment(source[1], target[1], *numbers, flags, _WINDOW, data, _SEGMENT_BYTES)
    return Packet(sender, to, Protocol.TCP, segment.packed(sender, to)).packed()
