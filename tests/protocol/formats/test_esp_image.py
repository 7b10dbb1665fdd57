"""Espressif's image, byte for byte."""

import hashlib
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.formats import esp_image
from oceanhil.protocol.formats.esp_image import (
    EspChip,
    Segment,
    find_bootloader,
    parse_header,
    parse_image,
)
from tests.together import together

build_image = partial(esp_image.build_image, flash_bytes=4 << 20)
SEGMENTS = (Segment(0x3FFE8000, b"data"), Segment(0x40100000, b"more data"))
ONE = (Segment(0x3FFE8000, b"data"),)
each_chip = pytest.mark.parametrize("chip", EspChip, ids=lambda chip: str(chip.value))
each_kind = pytest.mark.parametrize("chip", [EspChip.ESP8266, EspChip.ESP32], ids=["esp8266", "esp32"])
segments_of = st.lists(st.builds(Segment, st.integers(0, 0xFFFFFFFF), st.binary(max_size=60)), min_size=1, max_size=16)


@pytest.mark.slow
@given(chip=st.sampled_from(EspChip), entry=st.integers(0, 0xFFFFFFFF), segments=segments_of, behind=st.binary())
def test_what_was_built_is_read_whatever_stands_behind_it(
    chip: EspChip, entry: int, segments: list[Segment], behind: bytes
) -> None:
    image = build_image(chip, entry, tuple(segments))
    assert parse_image(image + behind, chip, digest=True) == tuple(segments)


def test_an_esp8266_image_is_laid_out_as_documented() -> None:
    image = build_image(EspChip.ESP8266, 0x40100004, (Segment(0x3FFE8000, b"\x01\x02\x04\x08"),))
    assert image == bytes.fromhex("e9010240 04001040 0080fe3f 04000000 01020408 00000000 00000000000000e0")


def test_an_esp32_image_names_its_chip_and_ends_with_its_sha256() -> None:
    image = build_image(EspChip.ESP32, 0x40080000, SEGMENTS)
    assert (image[3], image[12:14], image[23]) == (0x20, b"\0\0", 1)
    assert image[-32:] == hashlib.sha256(image[:-32]).digest()


def test_both_headers_of_an_esp32_image_are_as_documented() -> None:
    image = build_image(EspChip.ESP32, 0x40080000, ONE)
    # Magic, segments, DIO, 4 MB at 40 MHz, entry; no WP pin, drive settings, chip 0, revisions 0 to 655.35, digest.
    assert image[:24] == bytes.fromhex("e9010220 00000840 ee000000 0000 00 0000 ffff 00000000 01")
    assert (EspChip.ESP32.header_bytes, EspChip.ESP8266.header_bytes) == (24, 8)


@each_chip
def test_a_header_tells_its_chip_and_its_flash(chip: EspChip) -> None:
    image = build_image(chip, 0x40100004, ONE, flash_bytes=2 << 20)
    if chip is not EspChip.ESP8266:
        # The one thing that tells an ESP8266's image from another chip's is where its code begins.
        image = build_image(chip, 0x40080000, ONE, flash_bytes=2 << 20)
    header = parse_header(b"\xff" * 7 + image, 7)
    assert header is not None
    assert (header.chip, header.offset, header.flash_bytes) == (chip, 7, 2 << 20)


def test_flash_of_a_size_that_no_code_names_is_refused() -> None:
    with pytest.raises(ValueError, match=r"3 bytes of flash, expected one of \[262144, .* for ESP8266"):
        build_image(EspChip.ESP8266, 0, ONE, flash_bytes=3)


@pytest.mark.parametrize("offset", [0x0, 0x1000, 0x2000])
def test_a_boot_loader_is_found_where_a_chip_has_it(offset: int) -> None:
    image = b"\xff" * offset + build_image(EspChip.ESP32_C5, 0x40080000, ONE)
    header = find_bootloader(image)
    assert header is not None
    assert (header.offset, header.chip) == (offset, EspChip.ESP32_C5)
    assert find_bootloader(b"\xff" + image) is None


def test_the_image_of_an_esp8266_is_no_boot_loader() -> None:
    assert find_bootloader(build_image(EspChip.ESP8266, 0x40100004, ONE)) is None


@pytest.mark.parametrize(("at", "value"), [(0, 0xEA), (1, 0), (1, 17), (2, 6), (12, 0x77)])
def test_a_header_that_makes_no_sense_is_none(at: int, value: int) -> None:
    image = bytearray(build_image(EspChip.ESP32, 0x40080000, ONE))
    image[at] = value
    assert parse_header(bytes(image)) is None
    assert parse_header(bytes(image[:13])) is None


@together
@each_kind
@pytest.mark.parametrize("length", range(16))
def test_an_image_is_padded_so_that_its_checksum_ends_16_bytes(chip: EspChip, length: int) -> None:
    image = build_image(chip, 0, (Segment(0x3FFE8000, bytes([0x55]) * length),))
    body = image[: len(image) - (0 if chip.number is None else 32)]
    assert len(body) % 16 == 0
    assert len(body) - (chip.header_bytes + 8 + length) in range(1, 17)
    assert body[-1] == (0xEF ^ (0x55 if length % 2 else 0))


@each_kind
def test_a_wrong_checksum_is_no_image(chip: EspChip) -> None:
    image = bytearray(build_image(chip, 0, SEGMENTS))
    image[image.index(b"more")] ^= 1
    assert parse_image(bytes(image), chip, digest=False) is None


def test_the_digest_covers_the_header_which_a_rom_does_not_look_at() -> None:
    image = bytearray(build_image(EspChip.ESP32, 0, SEGMENTS))
    image[2] = 0
    assert parse_image(bytes(image), EspChip.ESP32, digest=False) == SEGMENTS
    assert parse_image(bytes(image), EspChip.ESP32, digest=True) is None


def test_an_image_that_says_it_has_no_digest_is_not_asked_for_one() -> None:
    image = bytearray(build_image(EspChip.ESP32, 0, SEGMENTS))
    image[23] = 0
    assert parse_image(bytes(image[:-32]), EspChip.ESP32, digest=True) == SEGMENTS


def test_an_image_for_another_chip_is_none() -> None:
    image = build_image(EspChip.ESP32_S3, 0, SEGMENTS)
    assert parse_image(image, EspChip.ESP32, digest=False) is None


@pytest.mark.parametrize(("count", "is_image"), [(0, False), (1, True), (16, True), (17, False)])
def test_an_image_has_1_to_16_segments(count: int, is_image: bool) -> None:
    image = build_image(EspChip.ESP8266, 0, ONE * count)
    assert (parse_image(image, EspChip.ESP8266, digest=False) is not None) is is_image


@each_kind
def test_an_image_that_is_cut_off_is_none_wherever_it_is_cut(chip: EspChip) -> None:
    image = build_image(chip, 0, SEGMENTS)
    for length in range(len(image)):
        assert parse_image(image[:length], chip, digest=True) is None
    # Without its digest the image ends with its checksum.
    end = len(image) - (0 if chip.number is None else 32)
    assert parse_image(image[:end], chip, digest=False) == SEGMENTS
    assert parse_image(image[: end - 1], chip, digest=False) is None


@each_kind
@pytest.mark.parametrize("length", [0x7FFFFFFF, 0x10, 0x4000])
def test_a_segment_that_claims_more_than_there_is_makes_no_image(chip: EspChip, length: int) -> None:
    image = bytearray(build_image(chip, 0, (Segment(0, b"data"),)))
    at = chip.header_bytes + 4
    image[at : at + 4] = length.to_bytes(4, "little")
    assert parse_image(bytes(image[: at + 8]), chip, digest=True) is None


def test_what_does_not_begin_with_the_magic_is_no_image() -> None:
    image = b"\xea" + build_image(EspChip.ESP8266, 0, SEGMENTS)[1:]
    assert parse_image(image, EspChip.ESP8266, digest=False) is None


@pytest.mark.parametrize(
    ("chip", "number"),
    [
        (EspChip.ESP32, 0),
        (EspChip.ESP32_S2, 2),
        (EspChip.ESP32_C3, 5),
        (EspChip.ESP32_S3, 9),
        (EspChip.ESP32_C2, 12),
        (EspChip.ESP32_C6, 13),
        (EspChip.ESP32_H2, 16),
        (EspChip.ESP32_P4, 18),
        (EspChip.ESP32_C61, 20),
        (EspChip.ESP32_C5, 23),
    ],
)
def test_a_chip_has_the_number_of_the_boot_loaders_own_list(chip: EspChip, number: int) -> None:
    """`esp_chip_id_t` in ESP-IDF's `esp_app_format.h`."""
    assert chip.number == number
    assert build_image(chip, 0x40080000, ONE)[12] == number


@pytest.mark.parametrize(
    ("entry", "chip"),
    [
        (0x400FFFFF, EspChip.ESP32),
        (0x40100000, EspChip.ESP8266),
        (0x401FFFFF, EspChip.ESP8266),
        (0x40200000, EspChip.ESP32),
    ],
)
def test_code_that_begins_in_its_fast_memory_is_an_esp8266s(entry: int, chip: EspChip) -> None:
    header = parse_header(build_image(EspChip.ESP32, entry, ONE))
    assert header is not None
    assert header.chip is chip
