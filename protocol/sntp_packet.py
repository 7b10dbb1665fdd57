"""The 48 bytes of SNTP, versions 1 to 4 (RFC 4330): requests, answers and what makes an answer believable."""

import struct
from typing import Final

from oceanhil.protocol.units import SECOND_US

PORT: Final = 123
PACKET_BYTES: Final = 48
ERA_S: Final = 1 << 32
UNIX_IN_ERA_0_S: Final = 2_208_988_800
"""The Unix epoch as a time of NTP: seconds since 1900."""
_PACKET: Final = struct.Struct(">BBbbII4sQQQQ")
_CLIENT, _SERVER = 3, 4
_VERSION: Final = 4
_UNSYNCHRONISED: Final = 3
_STRATUM_MAX: Final = 15
_VERSION_BITS, _MODE_BITS = 0x38, 0x07
_PRECISION_LOG2_S: Final = -20
_NO_CLOCK_ID: Final = b"LOCL"
_SLOW_DOWN: Final = b"RATE"


class SntpError(ValueError):
    """A packet that must not be believed, and why."""


def request(nonce: int) -> bytes:
    """Build a request; `nonce` (64 bits) stands as its transmit time stamp, so that only its answer carries it."""
    return _PACKET.pack(_VERSION << 3 | _CLIENT, 0, 0, 0, 0, 0, b"", 0, 0, 0, nonce)


def answer(asked: bytes, unix_us: int) -> bytes:
    """Build the answer of a server whose clock shows `unix_us`; raises SntpError for what is no request."""
    first, poll, nonce = _read_request(asked)
    stamp = to_stamp(unix_us)
    head = first & _VERSION_BITS | _SERVER, 1, poll, _PRECISION_LOG2_S
    return _PACKET.pack(*head, 0, 0, _NO_CLOCK_ID, stamp, nonce, stamp, stamp)


def slow_down(asked: bytes) -> bytes:
    """Build the answer to one who asks too often, without a time ("kiss of death", RFC 4330, section 8).

    Raises SntpError for what is no request.
    """
    first, poll, nonce = _read_request(asked)
    head = _UNSYNCHRONISED << 6 | first & _VERSION_BITS | _SERVER, 0, poll, _PRECISION_LOG2_S
    return _PACKET.pack(*head, 0, 0, _SLOW_DOWN, 0, nonce, 0, 0)


def _read_request(asked: bytes) -> tuple[int, int, int]:
    """Give first byte, poll interval and transmit time stamp of a client's request."""
    if len(asked) < PACKET_BYTES:
        raise SntpError(f"packet of {len(asked)} bytes, expected {PACKET_BYTES}")
    first, _, poll, *_, nonce = _PACKET.unpack_from(asked)
    if first & _MODE_BITS != _CLIENT:
        raise SntpError(f"mode {first & _MODE_BITS}, expected {_CLIENT} (client)")
    version = (first & _VERSION_BITS) >> 3
    if not 1 <= version <= _VERSION:
        raise SntpError(f"version {version}, expected 1 to {_VERSION}")
    return first, poll, nonce


def read_answer(data: bytes, nonce: int) -> int:
    """Give the server's Unix time in µs, taken to be between 1968 and 2104; raises SntpError (RFC 4330, section 5)."""
    if len(data) < PACKET_BYTES:
        raise SntpError(f"packet of {len(data)} bytes, expected {PACKET_BYTES}")
    first, stratum, *_, originate, _, transmit = _PACKET.unpack_from(data)
    if first & _MODE_BITS != _SERVER:
        raise SntpError(f"mode {first & _MODE_BITS}, expected {_SERVER} (server)")
    if originate != nonce:
        raise SntpError("answer to another request")
    if stratum == 0:
        raise SntpError("the server refuses (kiss of death)")
    if stratum > _STRATUM_MAX or first >> 6 == _UNSYNCHRONISED:
        raise SntpError("the server's own clock is not set")
    if transmit == 0:
        raise SntpError("no time stamp")
    return from_stamp(transmit)


def to_stamp(unix_us: int) -> int:
    """Give the 64-bit NTP time stamp of a Unix time: seconds in their era, and the fraction in 2^-32 s.

    All zero means "no time" (RFC 4330, section 3), so the first instant of an era is told 2^-32 s late.
    """
    seconds, fraction_us = divmod(unix_us, SECOND_US)
    return (seconds + UNIX_IN_ERA_0_S) % ERA_S << 32 | (fraction_us << 32) // SECOND_US or 1


def from_stamp(stamp: int) -> int:
    """Give the Unix time in µs; a stamp without its highest bit is of era 1 (RFC 4330, section 3)."""
    seconds, fraction = stamp >> 32, stamp & ERA_S - 1
    seconds += 0 if seconds >= ERA_S // 2 else ERA_S
    return (seconds - UNIX_IN_ERA_0_S) * SECOND_US + (fraction * SECOND_US + ERA_S // 2 >> 32)
