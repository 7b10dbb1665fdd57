"""Firmware as data in a segment."""

import zlib

import pytest

from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image.payload import FirmwareImage, pack, unpack

IMAGE = FirmwareImage(Firmware("token"), "https://example.org")


def test_it_is_found_behind_other_data() -> None:
    assert unpack(b"description" + pack(IMAGE) + b"\xff" * 9) == IMAGE


def test_it_fills_whole_words() -> None:
    assert {len(pack(FirmwareImage(Firmware("t" * length)))) % 4 for length in range(4)} == {0}


@pytest.mark.parametrize("length", [0, 10, 30, 60])
def test_what_is_cut_off_is_not_read(length: int) -> None:
    assert unpack(pack(IMAGE)[:length]) is None


def test_another_version_is_not_read() -> None:
    packed = bytearray(pack(IMAGE))
    packed[20] = 2
    end = 28 + int.from_bytes(packed[24:28], "little")
    packed[end : end + 4] = zlib.crc32(packed[:end]).to_bytes(4, "little")
    assert unpack(bytes(packed)) is None


def test_nothing_is_no_firmware() -> None:
    assert unpack(b"") is None
