"""Ethernet, ARP, IPv4, UDP and TCP as bytes: what goes over the radio of an emulated board, and into a PCAP file.

RFC 826, 791, 768 and 9293. Of IPv4 neither fragments nor options are known; such packets are none.
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from struct import Struct
from typing import Final

_ETHERNET: Final = Struct(">6s6sH")
_ARP: Final = Struct(">HHBBH6s4s6s4s")
_IPV4: Final = Struct(">BBHHHBBH4s4s")
_UDP: Final = Struct(">HHHH")
_TCP: Final = Struct(">HHIIBBHHH")
_PSEUDO: Final = Struct(">4s4sBBH")
_VERSION_AND_LENGTH: Final = 0x45
_FRAGMENT_BITS: Final = 0x3FFF
_HOPS: Final = 64
_WORD: Final = 0xFFFF
_MSS_OPTION: Final = 2
_NO_OPTION: Final = 1
_MSS_USUAL: Final = 536
_ETHERNET_KIND: Final = 1
BROADCAST: Final = b"\xff" * 6


class EtherType(IntEnum):
    """What a frame carries."""

    IPV4 = 0x0800
    ARP = 0x0806


class Protocol(IntEnum):
    """What an IPv4 packet carries."""

    ICMP = 1
    TCP = 6
    UDP = 17


class Flag(IntFlag):
    """Flags of TCP."""

    FIN = 0x01
    SYN = 0x02
    RST = 0x04
    PSH = 0x08
    ACK = 0x10


@dataclass(frozen=True, slots=True)
class Frame:
    """An Ethernet frame."""

    to: bytes
    sender: bytes
    kind: int
    body: bytes

    def packed(self) -> bytes:
        """Give its bytes."""
        return _ETHERNET.pack(self.to, self.sender, self.kind) + self.body


@dataclass(frozen=True, slots=True)
class ArpPacket:
    """A question who has an address, or the answer."""

    is_question: bool
    mac: bytes
    address: bytes
    wanted_mac: bytes
    wanted: bytes

    def packed(self) -> bytes:
        """Give its bytes."""
        operation = 1 if self.is_question else 2
        return _ARP.pack(
            _ETHERNET_KIND, EtherType.IPV4, 6, 4, operation, self.mac, self.address, self.wanted_mac, self.wanted
        )


@dataclass(frozen=True, slots=True)
class Packet:
    """An IPv4 packet."""

    sender: bytes
    to: bytes
    protocol: int
    body: bytes

    def packed(self) -> bytes:
        """Give its bytes."""
        length = _IPV4.size + len(self.body)
        fields = (_VERSION_AND_LENGTH, 0, length, 0, 0, _HOPS, self.protocol)
        head = _IPV4.pack(*fields, 0, self.sender, self.to)
        return _IPV4.pack(*fields, checksum(head), self.sender, self.to) + self.body


@dataclass(frozen=True, slots=True)
class Datagram:
    """A UDP datagram."""

    port: int
    to_port: int
    data: bytes

    def packed(self) -> bytes:
        """Give its bytes; its checksum is left out, as UDP allows."""
        return _UDP.pack(self.port, self.to_port, _UDP.size + len(self.data), 0) + self.data


@dataclass(frozen=True, slots=True)
class Segment:
    """A TCP segment; `mss` is the option of that name."""

    port: int
    to_port: int
    sequence: int
    acknowledged: int
    flags: Flag
    window: int
    data: bytes = b""
    mss: int = _MSS_USUAL

    def packed(self, sender: bytes, to: bytes) -> bytes:
        """Give its bytes, in a packet between these addresses."""
        options = bytes([_MSS_OPTION, 4]) + self.mss.to_bytes(2, "big") if self.flags & Flag.SYN else b""
        offset = (_TCP.size + len(options)) // 4 << 4
        fields = (self.port, self.to_port, self.sequence, self.acknowledged, offset, self.flags, self.window)
        whole = _TCP.pack(*fields, 0, 0) + options + self.data
        pseudo = _PSEUDO.pack(sender, to, 0, Protocol.TCP, len(whole))
        return _TCP.pack(*fields, checksum(pseudo + whole), 0) + options + self.data


def checksum(data: bytes) -> int:
    """Give the internet checksum (RFC 1071)."""
    padded = data + b"\0" * (len(data) % 2)
    total = sum(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2))
    while total > _WORD:
        total = (total & _WORD) + (total >> 16)
    return ~total & _WORD


def read_frame(data: bytes) -> Frame | None:
    """Read a frame; None: it is none."""
    if len(data) < _ETHERNET.size:
        return None
    to, sender, kind = _ETHERNET.unpack_from(data)
    return Frame(to, sender, kind, data[_ETHERNET.size :])


def read_arp(data: bytes) -> ArpPacket | None:
    """Read what asks or tells who has an IPv4 address; None: it does not."""
    if len(data) < _ARP.size:
        return None
    kind, protocol, mac_bytes, address_bytes, operation, mac, address, wanted_mac, wanted = _ARP.unpack_from(data)
    if (kind, protocol, mac_bytes, address_bytes) != (_ETHERNET_KIND, EtherType.IPV4, 6, 4):
        return None
    return ArpPacket(operation == 1, mac, address, wanted_mac, wanted)


def read_packet(data: bytes) -> Packet | None:
    """Read an IPv4 packet; None: it is none, damaged, or a fragment."""
    if len(data) < _IPV4.size:
        return None
    head, _, length, _, fragment, _, protocol, _, sender, to = _IPV4.unpack_from(data)
    if head != _VERSION_AND_LENGTH or fragment & _FRAGMENT_BITS or not _IPV4.size <= length <= len(data):
        return None
    if checksum(data[: _IPV4.size]) != 0:
        return None
    return Packet(sender, to, protocol, data[_IPV4.size : length])


def read_datagram(data: bytes) -> Datagram | None:
    """Read a UDP datagram; None: it is none."""
    if len(data) < _UDP.size:
        return None
    port, to_port, length, _ = _UDP.unpack_from(data)
    return Datagram(port, to_port, data[_UDP.size : length]) if _UDP.size <= length <= len(data) else None


def read_segment(packet: Packet) -> Segment | None:
    """Read a TCP segment; None: it is none, or damaged."""
    data = packet.body
    if len(data) < _TCP.size:
        return None
    pseudo = _PSEUDO.pack(packet.sender, packet.to, 0, Protocol.TCP, len(data))
    port, to_port, sequence, acknowledged, offset, flags, window, _, _ = _TCP.unpack_from(data)
    head_bytes = (offset >> 4) * 4
    if not _TCP.size <= head_bytes <= len(data) or checksum(pseudo + data) != 0:
        return None
    mss = _mss(data[_TCP.size : head_bytes])
    return Segment(port, to_port, sequence, acknowledged, Flag(flags & 0x1F), window, data[head_bytes:], mss)


def _mss(options: bytes) -> int:
    at = 0
    while at + 1 < len(options) and options[at]:
        if options[at] == _NO_OPTION:
            at += 1
            continue
        if options[at] == _MSS_OPTION and at + 4 <= len(options):
            return int.from_bytes(options[at + 2 : at + 4], "big")
        at += max(2, options[at + 1])
    return _MSS_USUAL
