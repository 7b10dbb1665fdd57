"""Where the parts of an image stand and what they begin with, byte for byte as the chips' documents lay them out."""

import hashlib
import struct

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.crc32 import crc32_mpeg2
from oceanhil.protocol.formats.esp_image import EspChip, Segment, parse_image
from oceanhil.protocol.formats.esp_image import build_image as esp_image
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import FirmwareImage, build_image, image_parts, read_image, store_image
from oceanhil.simulator.image.esp32 import _description
from oceanhil.simulator.image.payload import pack, unpack

IMAGE = FirmwareImage(Firmware("token"), "https://example.org")
# `j .` of Xtensa and `b .` of Thumb: instructions that jump to themselves.
XTENSA_LOOP, THUMB_LOOP = bytes.fromhex("06ffff00"), bytes.fromhex("fee7")


def segments_of(image: bytes, chip: EspChip, *, digest: bool = False) -> list[tuple[int, bytes]]:
    found = parse_image(image, chip, digest=digest)
    assert found is not None
    return [(each.address, each.data) for each in found]


def test_an_application_of_an_esp32_has_its_description_in_mapped_flash_and_its_code_in_ram() -> None:
    image = build_image(Board.ESP32, IMAGE)
    assert struct.unpack_from("<I", image, 4) == (0x40080000,)
    # DROM begins at 0x3F400000; both headers, 24 and 8 bytes, stand before the data on its page.
    assert segments_of(image, EspChip.ESP32, digest=True) == [
        (0x3F400020, _description() + pack(IMAGE)), (0x40080000, XTENSA_LOOP),
    ]  # fmt: skip


def test_the_boot_loader_of_an_esp32_is_named_and_stands_still() -> None:
    (offset, loader), (table, _), (application, _) = image_parts(Board.ESP32, IMAGE)
    assert (offset, table, application) == (0x1000, 0x8000, 0x10000)
    assert struct.unpack_from("<I", loader, 4) == (0x40080400,)
    assert segments_of(loader, EspChip.ESP32, digest=True) == [
        (0x3FFF0030, b"oceanhil boot loader".ljust(32, b"\0")), (0x40080400, XTENSA_LOOP),
    ]  # fmt: skip


def test_an_image_of_an_esp8266_has_code_in_iram_and_the_firmware_in_dram() -> None:
    assert image_parts(Board.ESP8266, IMAGE) == ((0, build_image(Board.ESP8266, IMAGE)),)
    image = build_image(Board.ESP8266, IMAGE)
    assert struct.unpack_from("<I", image, 4) == (0x40100000,)
    assert segments_of(image, EspChip.ESP8266) == [(0x40100000, XTENSA_LOOP), (0x3FFE8000, pack(IMAGE))]


def test_an_image_of_a_pico_has_252_bytes_of_boot_code_with_their_crc() -> None:
    image = build_image(Board.PICOW, IMAGE)
    assert image[:252] == THUMB_LOOP + bytes(250)
    assert image[252:256] == crc32_mpeg2(image[:252]).to_bytes(4, "little")
    assert image[256:] == pack(IMAGE)


def test_the_description_is_that_of_esp_idf() -> None:
    # esp_app_desc_t: magic, secure version, 8 reserved, version, project, time, date, IDF, SHA-256, 80 reserved.
    fields = struct.unpack("<II8s32s32s16s16s32s32s80s", _description())
    assert (len(_description()), fields[:3]) == (256, (0xABCD5432, 0, bytes(8)))
    texts = [each.rstrip(b"\0").decode() for each in fields[3:8]]
    assert texts == ["1", "oceanhil-virtual", "00:00:00", "Jan  1 2026", "v5.5.1"]
    assert fields[8:] == (bytes(32), bytes(80))


# Partition table


def test_the_table_is_default_csv_of_the_arduino_core() -> None:
    table = image_parts(Board.ESP32, IMAGE)[1][1]
    rows = [struct.unpack_from("<2sBBII16sI", table, 32 * index) for index in range(6)]
    named = [(label.rstrip(b"\0").decode(), *numbers, flags) for _, *numbers, label, flags in rows]
    assert named == [
        ("nvs", 1, 0x02, 0x9000, 0x5000, 0),
        ("otadata", 1, 0x00, 0xE000, 0x2000, 0),
        ("app0", 0, 0x10, 0x10000, 0x140000, 0),
        ("app1", 0, 0x11, 0x150000, 0x140000, 0),
        ("spiffs", 1, 0x82, 0x290000, 0x160000, 0),
        ("coredump", 1, 0x03, 0x3F0000, 0x10000, 0),
    ]  # fmt: skip
    assert {row[0] for row in rows} == {b"\xaa\x50"}
    assert table[192:] == (b"\xeb\xeb" + 14 * b"\xff" + hashlib.md5(table[:192]).digest()).ljust(0xC00 - 192, b"\xff")


# Payload


def test_the_firmware_stands_behind_a_marker_with_version_and_length() -> None:
    packed = pack(IMAGE)
    assert packed[:20] == b"oceanhil firmware\0\0\0"
    version, reserved, length = struct.unpack_from("<HHI", packed, 20)
    assert (version, reserved, packed[28:29], packed[28 + length - 1 : 28 + length]) == (1, 0, b"{", b"}")
    assert len(packed) - (28 + length + 4) in range(4)


def test_a_payload_may_end_with_its_crc() -> None:
    packed = pack(IMAGE)
    length = int.from_bytes(packed[24:28], "little")
    assert unpack(packed[: 28 + length + 4]) == IMAGE
    assert unpack(packed[: 28 + length + 3]) is None
    assert unpack(packed[:28]) is None
    assert unpack(packed[:27]) is None


def test_a_damaged_payload_is_none_wherever_the_damage_is() -> None:
    packed = pack(IMAGE)
    length = int.from_bytes(packed[24:28], "little")
    for at in range(28 + length + 4):
        damaged = bytearray(packed)
        damaged[at] ^= 0x10
        assert unpack(bytes(damaged)) is None


def test_a_pico_s_firmware_is_looked_for_in_its_first_sectors_and_its_boot_code_is_all_looked_at() -> None:
    flash = Flash(family(Board.PICOW).flash_bytes)
    store_image(Board.PICOW, flash, IMAGE)
    for at in (0, 251, 252, 255):
        flash.load(bytes([flash.dump(at, 1)[0] ^ 1]), at)
        assert read_image(Board.PICOW, flash) is None
        flash.load(bytes([flash.dump(at, 1)[0] ^ 1]), at)
    assert read_image(Board.PICOW, flash) == IMAGE


@pytest.mark.parametrize(("beyond", "is_read"), [(0, True), (1, False)])
def test_an_esp8266_s_image_ends_below_the_spare_sector(beyond: int, is_read: bool) -> None:
    # EEPROM is five sectors from the end of the chip, its spare sector below it.
    flash = Flash(512 << 10)
    limit, payload = (128 - 6) * SECTOR_BYTES, pack(IMAGE)
    # The header has 8 bytes, that of each segment 8, the checksum one: the image fills its place to the last byte.
    filler = Segment(0x40100000, bytes(limit - 8 - 16 - 1 - len(payload) + beyond))
    segments = (filler, Segment(0x3FFE8000, payload))
    image = esp_image(EspChip.ESP8266, 0x40100000, segments, flash_bytes=flash.size_bytes)
    flash.load(image)
    assert (len(image) <= limit, read_image(Board.ESP8266, flash) is not None) == (is_read, is_read)
