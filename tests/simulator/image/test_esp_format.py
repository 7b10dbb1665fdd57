"""The image format, byte for byte."""

import hashlib

import pytest

from oceanhil.simulator.flash import Flash
from oceanhil.simulator.image.esp_format import ESP32, ESP8266, EspFormat, Segment, encode, read

SEGMENTS = (Segment(0x3FFE8000, b"data"), Segment(0x40100000, b"more data"))
LIMIT = 0x4000
each_variant = pytest.mark.parametrize("variant", [ESP8266, ESP32], ids=["esp8266", "esp32"])


def holding(image: bytes, at: int = 0) -> Flash:
    flash = Flash(2 * LIMIT)
    flash.load(image, at)
    return flash


def test_an_esp8266_image_is_laid_out_as_documented() -> None:
    image = encode(ESP8266, 0x40100004, (Segment(0x3FFE8000, b"\x01\x02\x04\x08"),))
    assert image == bytes.fromhex("e9010240 04001040 0080fe3f 04000000 01020408 00000000 00000000000000e0")


def test_an_esp32_image_names_its_chip_and_ends_with_its_sha256() -> None:
    image = encode(ESP32, 0x40080000, SEGMENTS)
    assert (image[3], image[12:14], image[23]) == (0x20, b"\0\0", 1)
    assert image[-32:] == hashlib.sha256(image[:-32]).digest()


@each_variant
@pytest.mark.parametrize("length", range(16))
def test_segments_are_read_back_whatever_the_padding_and_wherever_the_image_begins(
    variant: EspFormat, length: int
) -> None:
    segments = (Segment(0x40100000, bytes(range(length))),)
    for offset in (0x1000, 0x1004 + length):
        flash = holding(encode(variant, 0, segments), at=offset)
        assert read(variant, flash, offset, LIMIT, digest=True) == segments


@each_variant
def test_a_wrong_checksum_is_no_image(variant: EspFormat) -> None:
    image = bytearray(encode(variant, 0, SEGMENTS))
    image[image.index(b"more")] ^= 1
    assert read(variant, holding(bytes(image)), 0, LIMIT, digest=False) is None


def test_the_digest_covers_the_header_which_a_rom_does_not_look_at() -> None:
    image = bytearray(encode(ESP32, 0, SEGMENTS))
    image[2] = 0
    assert read(ESP32, holding(bytes(image)), 0, LIMIT, digest=False) == SEGMENTS
    assert read(ESP32, holding(bytes(image)), 0, LIMIT, digest=True) is None


def test_an_image_for_another_chip_is_none() -> None:
    image = bytearray(encode(ESP32, 0, SEGMENTS))
    image[12] = 9
    assert read(ESP32, holding(bytes(image)), 0, LIMIT, digest=False) is None


@each_variant
def test_an_image_that_leaves_its_place_is_none(variant: EspFormat) -> None:
    image = encode(variant, 0, (Segment(0, bytes(LIMIT)),))
    assert read(variant, holding(image), 0, LIMIT, digest=True) is None


@each_variant
@pytest.mark.parametrize("length", [0x7FFFFFFF, 0x10, LIMIT])
def test_a_segment_that_claims_more_than_the_chip_has_is_no_image(variant: EspFormat, length: int) -> None:
    image = bytearray(encode(variant, 0, (Segment(0, b"data"),)))
    at = variant.head_bytes + 4
    image[at : at + 4] = length.to_bytes(4, "little")
    flash = Flash(LIMIT)
    flash.load(bytes(image[: at + 4]), LIMIT - at - 4)
    assert read(variant, flash, LIMIT - at - 4, LIMIT, digest=True) is None


@each_variant
def test_an_image_cut_off_by_the_end_of_the_chip_is_none_wherever_it_is_cut(variant: EspFormat) -> None:
    image = encode(variant, 0, SEGMENTS)
    for length in range(1, len(image)):
        flash = Flash(LIMIT)
        flash.load(image[:length], LIMIT - length)
        assert read(variant, flash, LIMIT - length, LIMIT, digest=True) is None


def test_what_does_not_begin_with_the_magic_is_no_image() -> None:
    image = b"\xea" + encode(ESP8266, 0, SEGMENTS)[1:]
    assert read(ESP8266, holding(image), 0, LIMIT, digest=False) is None
