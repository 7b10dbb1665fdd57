"""What can be wrong with the path between a board and the server below HTTP: names, addresses, packets, handshakes.

What is it: one fault of the path as data, in the words in which scenario files name it. It lasts until it is mended and
strikes every board of a run alike; what strikes some requests only is a rule (`rule`).

What it must not know: what a board's network stack makes of it. That stands in `simulator/path.py`.
"""

from enum import Enum
from typing import Final, Self

import msgspec

from oceanhil.protocol.faults.kind import DescribedWord
from oceanhil.protocol.faults.rule import FaultError

SHORTEST_PACKET: Final = 68
"""Every IPv4 network carries packets of so many bytes (RFC 791, section 3.2)."""
LONGEST_PACKET: Final = 1500
"""Longer ones do not come out of Ethernet or WiFi: this hole swallows nothing."""


class PathTrouble(DescribedWord):
    """What is wrong, by its word in scenario files."""

    DNS_LIES = "dns-lies", "the server's name resolves to another host, which has a page and a certificate of its own"
    IPV6_ONLY = "ipv6-only", "the server's name has an IPv6 address and no IPv4 address"
    MTU_BLACK_HOLE = "mtu-black-hole", "packets of more than `mtu` bytes vanish without a word, shorter ones arrive"
    TLS_ALERT = "tls-alert", "the server answers every TLS handshake with the fatal `alert`"


class TlsAlert(Enum):
    """A fatal alert of TLS by its name (RFC 8446, section 6.2, and RFC 5246, section 7.2.2), with its number."""

    number: int
    _value_: str

    def __new__(cls, word: str, number: int = 0) -> Self:
        """Declare one."""
        member = object.__new__(cls)
        member._value_, member.number = word, number
        return member

    UNEXPECTED_MESSAGE = "unexpected_message", 10
    BAD_RECORD_MAC = "bad_record_mac", 20
    RECORD_OVERFLOW = "record_overflow", 22
    HANDSHAKE_FAILURE = "handshake_failure", 40
    BAD_CERTIFICATE = "bad_certificate", 42
    UNSUPPORTED_CERTIFICATE = "unsupported_certificate", 43
    CERTIFICATE_REVOKED = "certificate_revoked", 44
    CERTIFICATE_EXPIRED = "certificate_expired", 45
    CERTIFICATE_UNKNOWN = "certificate_unknown", 46
    ILLEGAL_PARAMETER = "illegal_parameter", 47
    UNKNOWN_CA = "unknown_ca", 48
    ACCESS_DENIED = "access_denied", 49
    DECODE_ERROR = "decode_error", 50
    DECRYPT_ERROR = "decrypt_error", 51
    PROTOCOL_VERSION = "protocol_version", 70
    INSUFFICIENT_SECURITY = "insufficient_security", 71
    INTERNAL_ERROR = "internal_error", 80
    INAPPROPRIATE_FALLBACK = "inappropriate_fallback", 86
    MISSING_EXTENSION = "missing_extension", 109
    UNSUPPORTED_EXTENSION = "unsupported_extension", 110
    UNRECOGNIZED_NAME = "unrecognized_name", 112
    UNKNOWN_PSK_IDENTITY = "unknown_psk_identity", 115
    CERTIFICATE_REQUIRED = "certificate_required", 116
    NO_APPLICATION_PROTOCOL = "no_application_protocol", 120


class PathFault(msgspec.Struct, frozen=True):
    """One fault of the path; `alert` and `mtu_bytes` belong to one kind of trouble each. Raises FaultError."""

    trouble: PathTrouble
    alert: TlsAlert | None = None
    mtu_bytes: int | None = None

    def __post_init__(self) -> None:
        word = self.trouble.value
        for name, value, owner in (
            ("alert", self.alert, PathTrouble.TLS_ALERT),
            ("mtu", self.mtu_bytes, PathTrouble.MTU_BLACK_HOLE),
        ):
            if value is None and self.trouble is owner:
                raise FaultError(f"{name} is missing: {word!r} needs it")
            if value is not None and self.trouble is not owner:
                raise FaultError(f"{name} belongs to {owner.value!r}, not {word!r}; leave it out")
        if self.mtu_bytes is not None and not SHORTEST_PACKET <= self.mtu_bytes < LONGEST_PACKET:
            raise FaultError(f"mtu is {self.mtu_bytes}, expected {SHORTEST_PACKET} to {LONGEST_PACKET - 1} bytes")

    @property
    def words(self) -> str:
        """The fault as a trace names it."""
        if self.alert is not None:
            return f"{self.trouble.value} {self.alert.value} ({self.alert.number})"
        return self.trouble.value if self.mtu_bytes is None else f"{self.trouble.value} above {self.mtu_bytes} bytes"
