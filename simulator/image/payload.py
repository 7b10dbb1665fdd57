"""How a FirmwareImage stands in a data segment: marker, version, length, JSON, CRC-32; little-endian."""

import zlib
from struct import Struct
from typing import Final

import msgspec

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.not_json import NOT_JSON

_MARKER: Final = b"oceanhil firmware\0\0\0"
_HEAD: Final = Struct("<20sHHI")
_VERSION: Final = 1
_CRC: Final = Struct("<I")
_ALIGNMENT: Final = 4


class FirmwareImage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A firmware and the base URL of the server it was built for; None: the platform's own."""

    firmware: Firmware
    server_url: str | None = None


def pack(image: FirmwareImage) -> bytes:
    """Give the bytes of a segment; the same for the same image, a multiple of 4 long."""
    json = msgspec.json.encode(image)
    body = _HEAD.pack(_MARKER, _VERSION, 0, len(json)) + json
    sealed = body + _CRC.pack(zlib.crc32(body))
    return sealed + bytes(-len(sealed) % _ALIGNMENT)


def unpack(data: bytes) -> FirmwareImage | None:
    """Find the image in a segment; None if there is none, or one that is damaged or of another version."""
    begin = data.find(_MARKER)
    if begin < 0 or len(data) - begin < _HEAD.size:
        return None
    _, version, _, length = _HEAD.unpack_from(data, begin)
    end = begin + _HEAD.size + length
    if version != _VERSION or end + _CRC.size > len(data):
        return None
    if _CRC.unpack_from(data, end)[0] != zlib.crc32(data[begin:end]):
        return None
    try:
        return msgspec.json.decode(data[begin + _HEAD.size : end], type=FirmwareImage)
    except NOT_JSON:
        return None
