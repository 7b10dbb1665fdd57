"""Images as a whole: what was stored is what a board would start."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import FirmwareImage, build_image, image_parts, read_image, store_image

each_board = pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: str(board.value))
SOME = FirmwareImage(Firmware("t" * 64, wifi_ssid="Möwe", tls=False), "http://127.0.0.1:8080")
images = st.builds(
    FirmwareImage,
    st.builds(
        Firmware,
        st.text(max_size=200),
        st.text(max_size=32),
        st.text(max_size=63),
        st.sampled_from(StorePolicy),
        st.sampled_from(Derivation),
        st.booleans(),
        st.booleans(),
    ),
    st.none() | st.text(max_size=100),
)


def flashed(board: Board, image: FirmwareImage = SOME) -> Flash:
    flash = Flash(family(board).flash_bytes)
    store_image(board, flash, image)
    return flash


@pytest.mark.slow
@given(board=st.sampled_from(PLATFORM_BOARDS), image=images)
@settings(max_examples=60)
def test_what_was_stored_is_read(board: Board, image: FirmwareImage) -> None:
    assert read_image(board, flashed(board, image)) == image


@each_board
def test_a_blank_flash_has_no_image(board: Board) -> None:
    assert read_image(board, Flash(family(board).flash_bytes)) is None


@each_board
def test_the_same_firmware_always_makes_the_same_small_image(board: Board) -> None:
    parts = image_parts(board, SOME)
    assert parts == image_parts(board, FirmwareImage(SOME.firmware, SOME.server_url))
    assert sum(len(data) for _, data in parts) < 5 * 1024
    assert build_image(board, SOME) == parts[-1][1]


@each_board
def test_storing_another_image_replaces_the_first(board: Board) -> None:
    flash = flashed(board, FirmwareImage(Firmware("long" * 100)))
    store_image(board, flash, SOME)
    assert read_image(board, flash) == SOME


@each_board
def test_storing_costs_no_wear_and_reading_changes_nothing(board: Board) -> None:
    flash = flashed(board)
    before = flash.dump(0, flash.size_bytes)
    read_image(board, flash)
    assert (flash.erases, flash.programs) == ({}, {})
    assert flash.dump(0, flash.size_bytes) == before


@each_board
def test_an_image_leaves_storage_alone(board: Board) -> None:
    flash = Flash(family(board).flash_bytes)
    eeprom = open_storage(board, family(board).drivers[0], flash).eeprom
    eeprom.begin(64)
    eeprom.write(3, 0x42)
    eeprom.commit()
    store_image(board, flash, SOME)
    again = open_storage(board, family(board).drivers[0], flash).eeprom
    again.begin(64)
    assert again.read(3) == 0x42


@pytest.mark.slow
@given(board=st.sampled_from(PLATFORM_BOARDS), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_flipped_bit_never_makes_another_firmware(board: Board, data: st.DataObject) -> None:
    """Bits that nothing protects, such as padding, may flip unnoticed; what is started is never a different one."""
    flash = flashed(board)
    offset, part = data.draw(st.sampled_from(image_parts(board, SOME)))
    address = offset + data.draw(st.integers(0, len(part) - 1))
    flash.load(bytes([flash.dump(address, 1)[0] ^ 1 << data.draw(st.integers(0, 7))]), address)
    assert read_image(board, flash) in (SOME, None)


@each_board
def test_damage_in_the_firmware_counts_as_no_image(board: Board) -> None:
    flash = flashed(board)
    offset, part = image_parts(board, SOME)[-1]
    at = offset + part.index(b"127.0.0.1")
    flash.load(b"9", at)
    assert read_image(board, flash) is None


@pytest.mark.parametrize("offset", [0x1000, 0x8000, 0x10000], ids=["boot-loader", "table", "application"])
def test_an_esp32_needs_all_three_parts(offset: int) -> None:
    flash = flashed(Board.ESP32)
    flash.erase_sector(offset // SECTOR_BYTES)
    assert read_image(Board.ESP32, flash) is None


@pytest.mark.parametrize(("board", "header"), [(Board.ESP32, 0x1000), (Board.ESP8266, 0)], ids=["esp32", "esp8266"])
def test_flash_mode_and_size_may_be_rewritten_in_the_first_header(board: Board, header: int) -> None:
    flash = flashed(board)
    flash.load(b"\x00\x3f", header + 2)
    assert read_image(board, flash) == SOME


@pytest.mark.slow
@given(
    board=st.sampled_from(PLATFORM_BOARDS),
    noise=st.binary(max_size=400),
    where=st.sampled_from([0, 0x1000, 0x8000, 0x10000]),
)
@settings(max_examples=100, deadline=None)
def test_noise_over_an_image_is_no_error(board: Board, noise: bytes, where: int) -> None:
    flash = flashed(board)
    flash.load(noise, where)
    assert read_image(board, flash) in (SOME, None)


@each_board
def test_the_rest_of_an_images_last_sector_is_blank(board: Board) -> None:
    flash = Flash(family(board).flash_bytes)
    flash.load(bytes(0x20000), 0)
    store_image(board, flash, SOME)
    offset, data = image_parts(board, SOME)[-1]
    after = flash.dump(offset + len(data), 2 * SECTOR_BYTES - len(data))
    assert after == b"\xff" * (SECTOR_BYTES - len(data)) + bytes(SECTOR_BYTES)


def test_a_pico_checks_its_boot_code() -> None:
    flash = flashed(Board.PICOW)
    flash.load(b"\x01", 100)
    assert read_image(Board.PICOW, flash) is None
