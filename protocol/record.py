"""The token record a device keeps across power loss, in its two layouts.

*Legacy* is the record of the firmware snippet on OceanRemote's tutorial 31: address 0, magic 0xAA55, a token field of
32 bytes, a 16-bit checksum. The snippet does not show field order, byte order or the checksum's algorithm; assumed:
little-endian `u16 magic | u8 flags | u8 length | token[32] | u16 sum of all bytes before it` (38 bytes).

*Reference* is this project's: `u32 magic | u8 version | u8 flags | u8 length | u8 0xFF | u32 sequence | token[64] |
device_id[24] | u32 crc32 of all bytes before it` (104 bytes, little-endian), kept in two slots; the newer slot whose
CRC holds wins.
"""

import struct
import zlib
from enum import Enum, IntFlag

import msgspec

from oceanhil.protocol.tokens import is_usable

LEGACY_MAGIC = 0xAA55
LEGACY_TOKEN_BYTES = 32
LEGACY_RECORD_BYTES = 38
REFERENCE_MAGIC = 0x3152484F
REFERENCE_VERSION = 1
REFERENCE_TOKEN_BYTES = 64
REFERENCE_RECORD_BYTES = 104
SEQUENCE_WRAP = 1 << 32
"""Behind the last sequence number of the reference layout comes 0."""

_LEGACY = struct.Struct("<HBB32s")
_REFERENCE = struct.Struct("<IBBBBI64s24s")


class StorePolicy(Enum):
    """Which of the two layouts a firmware uses."""

    LEGACY = "legacy"
    REFERENCE = "reference"


class RecordFlag(IntFlag):
    """Bits of the flags byte: "registration used" (page "Token Invalid or Expired") and the relays to restore."""

    NONE = 0
    REGISTRATION_USED = 1
    RELAY1 = 2
    RELAY2 = 4


class RecordVerdict(Enum):
    """What reading a record's bytes found."""

    VALID = "valid"
    EMPTY = "empty"
    BAD_MAGIC = "bad magic"
    BAD_VERSION = "bad version"
    BAD_LENGTH = "bad length"
    BAD_CHECKSUM = "bad checksum"
    BAD_TOKEN = "bad token"  # noqa: S105 - a verdict
    """All is right but the token, which no header can carry."""


class TokenRecord(msgspec.Struct, frozen=True):
    """What a record holds; `sequence` and `device_id` exist in the reference layout only."""

    token: str
    flags: RecordFlag = RecordFlag.NONE
    sequence: int = 0
    device_id: str = ""


class RecordReading(msgspec.Struct, frozen=True):
    """A verdict and, when it is VALID, the record."""

    verdict: RecordVerdict
    record: TokenRecord | None = None


def encode_legacy(record: TokenRecord) -> bytes:
    """Write a legacy record: 38 bytes. A token longer than 32 bytes is cut, as firmware with a 32-byte field does."""
    token = record.token.encode("latin-1", "replace")[:LEGACY_TOKEN_BYTES]
    head = _LEGACY.pack(LEGACY_MAGIC, record.flags, len(token), token)
    return head + struct.pack("<H", sum(head) & 0xFFFF)


def decode_legacy(data: bytes) -> RecordReading:
    """Read the first 38 bytes of `data` as a legacy record; fewer are BAD_LENGTH.

    Erased flash and zeroed EEPROM both read as EMPTY.
    """
    if _is_blank(data[:LEGACY_RECORD_BYTES]):
        return RecordReading(RecordVerdict.EMPTY)
    if len(data) < LEGACY_RECORD_BYTES:
        return RecordReading(RecordVerdict.BAD_LENGTH)
    magic, flags, length, token = _LEGACY.unpack_from(data)
    if magic != LEGACY_MAGIC:
        return RecordReading(RecordVerdict.BAD_MAGIC)
    if not 0 < length <= LEGACY_TOKEN_BYTES:
        return RecordReading(RecordVerdict.BAD_LENGTH)
    (checksum,) = struct.unpack_from("<H", data, _LEGACY.size)
    if checksum != sum(data[: _LEGACY.size]) & 0xFFFF:
        return RecordReading(RecordVerdict.BAD_CHECKSUM)
    text = token[:length].decode("latin-1")
    if not is_usable(text):
        return RecordReading(RecordVerdict.BAD_TOKEN)
    return RecordReading(RecordVerdict.VALID, TokenRecord(text, RecordFlag(flags & 7)))


def encode_reference(record: TokenRecord) -> bytes:
    """Write a reference record: 104 bytes.

    Raises ValueError for a token over 64 or a device ID over 24 bytes: the firmware then keeps the old record.
    """
    token = record.token.encode("latin-1", "replace")
    device_id = record.device_id.encode("latin-1", "replace")
    if len(token) > REFERENCE_TOKEN_BYTES or len(device_id) > 24:
        raise ValueError(f"a token of {len(token)} and a device ID of {len(device_id)} bytes do not fit 64 and 24")
    head = _REFERENCE.pack(
        REFERENCE_MAGIC, REFERENCE_VERSION, record.flags, len(token), 0xFF, record.sequence, token, device_id
    )
    return head + struct.pack("<I", zlib.crc32(head))


def decode_reference(data: bytes) -> RecordReading:
    """Read the first 104 bytes of `data` as a reference record; fewer are BAD_LENGTH."""
    if _is_blank(data[:REFERENCE_RECORD_BYTES]):
        return RecordReading(RecordVerdict.EMPTY)
    if len(data) < REFERENCE_RECORD_BYTES:
        return RecordReading(RecordVerdict.BAD_LENGTH)
    magic, version, flags, length, _, sequence, token, device_id = _REFERENCE.unpack_from(data)
    if magic != REFERENCE_MAGIC:
        return RecordReading(RecordVerdict.BAD_MAGIC)
    if version != REFERENCE_VERSION:
        return RecordReading(RecordVerdict.BAD_VERSION)
    if not 0 < length <= REFERENCE_TOKEN_BYTES:
        return RecordReading(RecordVerdict.BAD_LENGTH)
    (crc,) = struct.unpack_from("<I", data, _REFERENCE.size)
    if crc != zlib.crc32(data[: _REFERENCE.size]):
        return RecordReading(RecordVerdict.BAD_CHECKSUM)
    text = token[:length].decode("latin-1")
    if not is_usable(text):
        return RecordReading(RecordVerdict.BAD_TOKEN)
    name = device_id.rstrip(b"\0").decode("latin-1")
    return RecordReading(RecordVerdict.VALID, TokenRecord(text, RecordFlag(flags & 7), sequence, name))


def _is_blank(data: bytes) -> bool:
    return not data.strip(b"\xff") or not data.strip(b"\0")
