"""Flash through the boot ROMs."""

import hashlib
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.protocol.board import Board
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.simulator.download.host import Host, words

each_board = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
ADDRESS = 0x10000


@each_board
def test_what_was_written_stands_in_flash(board: Board) -> None:
    host, data = Host(board), bytes(range(256)) * 20
    assert all(answer.is_good for answer in host.write(ADDRESS, data))
    assert host.flash.dump(ADDRESS, len(data)) == data


def test_begin_erases_every_sector_it_touches() -> None:
    host = Host(Board.ESP32)
    host.flash.load(bytes(4 * SECTOR_BYTES), ADDRESS)
    host.ask(Command.FLASH_BEGIN, words(SECTOR_BYTES, 4, 1024, ADDRESS + SECTOR_BYTES + 1024))
    blank = [host.flash.is_blank(ADDRESS // SECTOR_BYTES + index) for index in range(4)]
    assert blank == [False, True, True, False]


@given(first=st.integers(0, 40), wanted=st.integers(0, 40))
@settings(max_examples=30)
def test_an_esp8266_erases_the_sectors_before_a_64k_block_twice_over(first: int, wanted: int) -> None:
    """A tool that knows it asks for less: half where all lies before the block, else the rest without the first ones.

    The arithmetic is the other way round from the ROM's: what a host must ask for so that `wanted` sectors go.
    """
    before = min(16 - first % 16, wanted)
    asked = (wanted + 1) // 2 if wanted < 2 * before else wanted - before
    host = Host(Board.ESP8266)
    host.ask(Command.FLASH_BEGIN, words(asked * SECTOR_BYTES, 0, 1024, first * SECTOR_BYTES))
    erased = sorted(host.flash.erases)
    assert len(erased) in {wanted, wanted + wanted % 2}
    assert erased == list(range(first, first + len(erased)))


def test_cells_that_do_not_take_the_data_are_a_write_error() -> None:
    host = Host(Board.ESP32)
    host.flash.stick_bit(ADDRESS + 5, 3, high=False)
    assert host.write(ADDRESS, b"\xff" * 1024)[-1].status == b"\x01\x08"


def test_an_esp32_rom_needs_the_flash_attached() -> None:
    host = Host(Board.ESP32, attached=False)
    assert host.write(ADDRESS, b"data")[0].status == b"\x01\x06"
    host.ask(Command.SPI_ATTACH, words(0, 0))
    assert host.write(ADDRESS, b"data")[0].is_good


@each_board
def test_an_area_outside_the_chip_is_refused(board: Board) -> None:
    host = Host(board)
    assert host.write(host.flash.size_bytes - 1024, bytes(2048))[0].status == b"\x01\x06"
    assert not host.flash.erases


def test_compressed_data_is_written_unfolded() -> None:
    host, data = Host(Board.ESP32), b"ocean" * 1000
    packed = zlib.compress(data)
    host.ask(Command.FLASH_DEFL_BEGIN, words(2 * SECTOR_BYTES, 1, 1024, ADDRESS))
    assert host.block(Command.FLASH_DEFL_DATA, 0, packed).is_good
    assert host.flash.dump(ADDRESS, len(data)) == data


def test_a_damaged_compressed_stream_is_a_deflate_error() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.FLASH_DEFL_BEGIN, words(2 * SECTOR_BYTES, 1, 1024, ADDRESS))
    assert host.block(Command.FLASH_DEFL_DATA, 0, b"not deflate").status == b"\x01\x0b"


def test_a_compressed_stream_cannot_unfold_beyond_what_was_announced() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.FLASH_DEFL_BEGIN, words(SECTOR_BYTES, 1, 4096, ADDRESS))
    assert host.block(Command.FLASH_DEFL_DATA, 0, zlib.compress(bytes(1 << 20))).status == b"\x01\x06"


def test_the_esp32_rom_gives_md5_in_hex() -> None:
    host = Host(Board.ESP32)
    answer = host.ask(Command.SPI_FLASH_MD5, words(0, 100, 0, 0))
    assert answer.data.decode() == hashlib.md5(b"\xff" * 100).hexdigest()


def test_a_slow_read_always_gives_64_bytes() -> None:
    host = Host(Board.ESP32)
    host.flash.load(b"some data", ADDRESS)
    assert host.ask(Command.READ_FLASH_SLOW, words(ADDRESS, 9)).data == b"some data".ljust(64, b"\0")


def test_a_slow_read_of_more_is_refused() -> None:
    assert Host(Board.ESP32).ask(Command.READ_FLASH_SLOW, words(0, 65)).status == b"\x01\x0a"


def test_more_blocks_than_announced_are_refused() -> None:
    host = Host(Board.ESP32)
    host.write(ADDRESS, bytes(1024))
    assert host.block(Command.FLASH_DATA, 1, bytes(1024)).status == b"\x01\x06"


@each_board
def test_data_without_a_begin_is_refused(board: Board) -> None:
    assert Host(board).block(Command.FLASH_DATA, 0, bytes(16)).status == b"\x01\x06"


def test_what_an_esp8266_erases_too_much_ends_with_the_chip() -> None:
    host = Host(Board.ESP8266)
    last = host.flash.size_bytes // SECTOR_BYTES - 1
    assert host.ask(Command.FLASH_BEGIN, words(SECTOR_BYTES, 4, 1024, last * SECTOR_BYTES)).is_good
    assert host.flash.erases == {last: 1}
