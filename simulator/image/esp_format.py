"""Espressif's firmware image: header, segments, checksum, SHA-256 (esptool documentation, "Firmware Image Format")."""

import hashlib
from dataclasses import dataclass
from functools import reduce
from operator import xor
from struct import Struct
from typing import Final

from oceanhil.simulator.flash import Flash

_MAGIC: Final = 0xE9
_HEADER: Final = Struct("<BBBBI")
_EXTENDED: Final = Struct("<B3xHBHH4xB")
_SEGMENT: Final = Struct("<II")
_DIO: Final = 2
_CHECKSUM_SEED: Final = 0xEF
_CHECKSUM_ALIGNMENT: Final = 16
_DIGEST_BYTES: Final = 32
_SEGMENTS_MAX: Final = 16
# ROMs ignore the pin number if it says that the write-protect pin is not used.
_NO_WP_PIN: Final = 0xEE
_REVISION_MAX: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes and the address they are loaded to."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class EspFormat:
    """A chip's variant: `size_code` names 4 MB of flash; `chip_id` stands in the extended header, if it has one."""

    size_code: int
    chip_id: int | None

    @property
    def head_bytes(self) -> int:
        """How long both headers are."""
        return _HEADER.size + (0 if self.chip_id is None else _EXTENDED.size)


ESP8266: Final = EspFormat(size_code=4, chip_id=None)
ESP32: Final = EspFormat(size_code=2, chip_id=0)


def encode(variant: EspFormat, entry: int, segments: tuple[Segment, ...]) -> bytes:
    """Give the image that starts at address `entry`; with a SHA-256 at its end where the variant has one."""
    head = _HEADER.pack(_MAGIC, len(segments), _DIO, variant.size_code << 4, entry)
    if variant.chip_id is not None:
        head += _EXTENDED.pack(_NO_WP_PIN, variant.chip_id, 0, 0, _REVISION_MAX, 1)
    body = head + b"".join(_SEGMENT.pack(each.address, len(each.data)) + each.data for each in segments)
    body += bytes(-(len(body) + 1) % _CHECKSUM_ALIGNMENT) + bytes([_checksum(segments)])
    return body if variant.chip_id is None else body + hashlib.sha256(body).digest()


def read(variant: EspFormat, flash: Flash, offset: int, limit: int, *, digest: bool) -> tuple[Segment, ...] | None:
    """Read the segments of the image at `offset`; None if there is none before `limit`, or it is damaged.

    The checksum is always looked at, the SHA-256 with `digest` if the image says that it has one: a ROM does not, the
    second-stage boot loader does. A tool that writes an image may change flash mode and size, which only the SHA-256
    covers.
    """
    if offset + variant.head_bytes > limit:
        return None
    head = flash.dump(offset, variant.head_bytes)
    magic, count, _, _, _ = _HEADER.unpack_from(head)
    if magic != _MAGIC or not 1 <= count <= _SEGMENTS_MAX or not _is_for(variant, head):
        return None
    found = _segments(flash, offset + variant.head_bytes, count, limit)
    if found is None:
        return None
    segments, end = found
    end += _CHECKSUM_ALIGNMENT - (end - offset) % _CHECKSUM_ALIGNMENT
    if end > limit or flash.dump(end - 1, 1)[0] != _checksum(segments):
        return None
    if digest and _has_digest(variant, head) and not _digest_is_right(flash, offset, end, limit):
        return None
    return segments


def _segments(flash: Flash, position: int, count: int, limit: int) -> tuple[tuple[Segment, ...], int] | None:
    segments = []
    for _ in range(count):
        begin = position + _SEGMENT.size
        if begin > limit:
            return None
        address, length = _SEGMENT.unpack(flash.dump(position, _SEGMENT.size))
        position = begin + length
        if position > limit:
            return None
        segments.append(Segment(address, flash.dump(begin, length)))
    return tuple(segments), position


def _is_for(variant: EspFormat, head: bytes) -> bool:
    if variant.chip_id is None:
        return True
    chip_id: int = _EXTENDED.unpack_from(head, _HEADER.size)[1]
    return chip_id == variant.chip_id


def _has_digest(variant: EspFormat, head: bytes) -> bool:
    return variant.chip_id is not None and head[-1] == 1


def _digest_is_right(flash: Flash, offset: int, end: int, limit: int) -> bool:
    if end + _DIGEST_BYTES > limit:
        return False
    return hashlib.sha256(flash.dump(offset, end - offset)).digest() == flash.dump(end, _DIGEST_BYTES)


def _checksum(segments: tuple[Segment, ...]) -> int:
    return reduce(xor, b"".join(each.data for each in segments), _CHECKSUM_SEED)
